"""The patient page."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from cardiology import audit
from cardiology.access import Permission, may, permission_required, visible_to
from cardiology.models import Admission, Patient, Procedure, Timeline, User
from cardiology.queries import chart, laboratory
from cardiology.queries.advice import advice
from cardiology.queries.banner import banner
from cardiology.queries.completion import missing, states
from cardiology.queries.findings.shown import waiting_in
from cardiology.queries.one_stay import Recorded
from cardiology.queries.timeline.summary import timeline_of
from cardiology.registries import documents, panels

MOST_COLUMNS = 400


@permission_required(Permission.READ_RECORDS)
def patient(request: HttpRequest, patient_id: int) -> HttpResponse:
    """Everything of one patient on one page; of several stays, the newest or the one asked for."""
    person = get_object_or_404(visible_to(request.user, Patient), pk=patient_id)
    stays = chart.stays_of(request.user, person)
    asked = request.GET.get("stay", "")
    stay = next((s for s in stays if str(s.pk) == asked), stays[0] if stays else None)
    read = Recorded(stay) if stay else None
    audit.opened(person, by=request.user)
    context: dict[str, Any] = {
        "patient": person, "stay": stay, "stays": stays, "banner": banner(request.user, person, stay, read),
        "may_write": may(request.user, Permission.WRITE_RECORDS),
        "may_admit": may(request.user, Permission.ADMIT),
        "has_open": any(s.is_open for s in stays),
        "phones": list(person.phones.filter(invalid_since__isnull=True)),
        "panels": [(p.template, p.context(person, request.user)) for p in panels],
    }  # fmt: skip
    if read is not None:
        context |= _of_stay(request.user, read)
    return render(request, "patient/patient.html", context)


def _of_stay(user: User, read: Recorded) -> dict[str, Any]:
    stay = read.stay
    done = states([stay], read=read)[stay.pk]
    advised = advice(read.snapshot)
    offered = [d for d in documents if not stay.is_open and may(user, d.permission)]
    return {
        "rail": chart.rail(stay, done, "overview"),
        "open_core": missing(done),
        "blocks": chart.summary(read),
        "chest_pain": timeline_of(stay, next(iter(read.of(Timeline)), None)),
        "advice": [line for line in advised if not line.missing],
        "waiting": [line for line in advised if line.missing],
        "grid": laboratory.grid(user, stay),
        "medication": chart.medication(read),
        "procedures": read.of(Procedure),
        "to_check": waiting_in(user, stay.pk),
        "documents": [(d.label, reverse(d.url_name, args=[stay.pk])) for d in offered],
        "may_discharge": stay.is_open and may(user, Permission.DISCHARGE),
    }


@permission_required(Permission.READ_RECORDS)
def admission(request: HttpRequest, admission_id: int) -> HttpResponse:
    """A stay is shown on its patient's page."""
    stay = get_object_or_404(visible_to(request.user, Admission), pk=admission_id)
    return redirect(f"{reverse('patient', args=[stay.patient_id])}?stay={stay.pk}")


@permission_required(Permission.READ_RECORDS)
def results(request: HttpRequest, admission_id: int) -> HttpResponse:
    """More columns of the laboratory grid: a part of the patient page."""
    stay = get_object_or_404(visible_to(request.user, Admission).select_related("patient"), pk=admission_id)
    asked = request.GET.get("columns", "")
    columns = min(int(asked), MOST_COLUMNS) if asked.isdecimal() and len(asked) < 6 else laboratory.COLUMNS
    context = {"grid": laboratory.grid(request.user, stay, max(columns, 1)), "stay": stay}
    return render(request, "patient/_results.html", context)
