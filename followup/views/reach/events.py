"""Events of a patient, their papers, readmissions, signs of life."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cardiology import audit
from cardiology.access import Permission, permission_required, visible_to
from cardiology.models import Admission, Patient
from cardiology.papers import MOST_BYTES
from cardiology.queries.banner import banner
from cardiology.views.documents import as_file
from followup.actions.reach import adjudications, events, life
from followup.models import EventDocument, ReportedEvent
from followup.queries.reach import events as queries
from followup.queries.reach.life import life as life_of
from followup.queries.reach.readmissions import KIND_OF, readmissions
from followup.views.reach.forms import EventForm, LifeForm, ProofForm


@permission_required(Permission.CALL)
def patient_events(request: HttpRequest, patient_id: int) -> HttpResponse:
    """What happened to a patient after the discharge, with what proves it; record one more."""
    patient = _patient(request, patient_id)
    parts = queries.parts(request.user, patient)
    form = EventForm(request.POST or None, parts=parts)
    if request.method == "POST" and form.is_valid():
        try:
            events.record(form.event(), patient=patient, by=request.user)
            messages.success(request, _("Event recorded."))
            return redirect("followup:events", patient.pk)
        except ValidationError as error:
            form.add_action_errors(error)
    if request.method == "GET":
        audit.opened(patient, by=request.user)
    return render(request, "followup/reach/events.html", {
        "patient": patient, "banner": banner(request.user, patient, None), "form": form,
        "events": queries.of_patient(request.user, patient), "document_form": ProofForm(auto_id=False),
        "readmissions": readmissions(request.user, patient),
    }, status=422 if request.method == "POST" else 200)  # fmt: skip


@permission_required(Permission.CALL)
@require_POST
def readmission(request: HttpRequest, admission_id: int) -> HttpResponse:
    """A recognised readmission becomes an event."""
    stay = get_object_or_404(visible_to(request.user, Admission), pk=admission_id)
    kind = KIND_OF.get(stay.category or "", "hospitalisation")
    events.from_readmission(stay, kind=kind, by=request.user)
    return redirect("followup:events", stay.patient_id)


@permission_required(Permission.CALL)
@require_POST
def attach(request: HttpRequest, event_id: int) -> HttpResponse:
    """A paper is added to an event."""
    event = get_object_or_404(visible_to(request.user, ReportedEvent), pk=event_id)
    form = ProofForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, " ".join(str(e) for errors in form.errors.values() for e in errors))
        return redirect("followup:events", event.patient_id)
    try:
        events.attach(event, _content(request), title=form.cleaned_data["title"],
                      is_masked=form.cleaned_data["is_masked"], by=request.user)  # fmt: skip
        messages.success(request, _("Document kept."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("followup:events", event.patient_id)


def _content(request: HttpRequest) -> bytes:
    """The uploaded file, one byte more than allowed at most."""
    upload: Any = request.FILES["file"]
    return bytes(upload.read(MOST_BYTES + 1))


@permission_required(Permission.CALL)
def document(request: HttpRequest, document_id: int) -> HttpResponse:
    """A paper, to whom may see the patient; every opening is noted."""
    paper = get_object_or_404(visible_to(request.user, EventDocument), pk=document_id)
    audit.opened(paper, by=request.user)
    return as_file(paper)


@permission_required(Permission.CALL)
@require_POST
def judge(request: HttpRequest, event_id: int) -> HttpResponse:
    """Put an event before the judges."""
    event = get_object_or_404(visible_to(request.user, ReportedEvent), pk=event_id)
    adjudications.open_case(event, by=request.user)
    messages.success(request, _("The event is with the judges now."))
    return redirect("followup:events", event.patient_id)


@permission_required(Permission.CALL)
def vital_status(request: HttpRequest, patient_id: int) -> HttpResponse:
    """What each source says of a patient's life, with its day; add what another source says."""
    patient = _patient(request, patient_id)
    form = LifeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            life.report(form.sign(), patient=patient, cause=form.cleaned_data["cause"], by=request.user)
            messages.success(request, _("Recorded."))
            return redirect("followup:vital_status", patient.pk)
        except ValidationError as error:
            form.add_error(None, error if not hasattr(error, "error_dict") else error.messages)
    if request.method == "GET":
        audit.opened(patient, by=request.user)
    return render(request, "followup/reach/vital_status.html", {
        "patient": patient, "banner": banner(request.user, patient, None), "form": form,
        "life": life_of(request.user, patient),
    }, status=422 if request.method == "POST" else 200)  # fmt: skip


def _patient(request: HttpRequest, patient_id: int) -> Patient:
    return get_object_or_404(visible_to(request.user, Patient), pk=patient_id)
