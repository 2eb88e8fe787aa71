"""Emergency access: whom, why, and the record to read for an hour."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cardiology import audit, emergency
from cardiology.access import Permission, may, permission_required
from cardiology.actions.trust import emergency as actions
from cardiology.models import EmergencyAccess, Patient, User
from cardiology.queries.emergency.record import record_of
from cardiology.queries.emergency.reviews import waiting
from cardiology.views.emergency.forms import NamedForm, ReasonForm
from cardiology.views.trust.limits import limited


@permission_required(Permission.READ_IN_EMERGENCY)
def find(request: HttpRequest) -> HttpResponse:
    """Whose record: named exactly, posted, so that neither name nor number stands in an address."""
    return _named(request) if request.method == "POST" else _ask(request, NamedForm())


@limited("search")
def _named(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    form = NamedForm(request.POST)
    if not form.is_valid():
        return _ask(request, form)
    found = actions.look_up(form.named, by=user)
    elsewhere = [p for p in found if p.hospital_id != user.hospital_id]
    own = [p for p in found if p.hospital_id == user.hospital_id]
    if not elsewhere:
        return _ask(request, form, own=own, is_nobody=not own)
    return _reason(request, ReasonForm(user=user, patients=elsewhere), own)


def _ask(request: HttpRequest, form: NamedForm, **more: Any) -> HttpResponse:
    user: Any = request.user
    context = {
        "form": form, "running": list(emergency.running(user)),
        "may_review": may(user, Permission.REVIEW_EMERGENCIES), "to_review": waiting(user), **more,
    }  # fmt: skip
    return render(request, "emergency/find.html", context, status=422 if form.errors else 200)


def _reason(request: HttpRequest, form: ReasonForm, own: list[Patient] | None = None) -> HttpResponse:
    context = {"form": form, "own": own}
    return render(request, "emergency/reason.html", context, status=422 if form.errors else 200)


@require_POST
@permission_required(Permission.READ_IN_EMERGENCY)
def begin(request: HttpRequest) -> HttpResponse:
    """The reason opens the record for an hour."""
    user: Any = request.user
    patient = emergency.of_ticket(user, request.POST.get("ticket", ""))
    if patient is None:
        messages.warning(
            request, _("Find the patient again: what was found is kept for a quarter of an hour.")
        )
        return redirect("emergency")
    form = ReasonForm(_with_ticket(request, user, patient), user=user, patients=[patient])
    if form.is_valid():
        try:
            access = actions.begin(patient, reason=form.cleaned_data["reason"], by=user)
            return redirect("emergency_record", access.pk)
        except ValidationError as error:
            form.add_error(None, error.messages)
    return _reason(request, form)


@require_GET
@permission_required(Permission.READ_IN_EMERGENCY)
def record(request: HttpRequest, access_id: int) -> HttpResponse:
    """The record, to be read only; when the hour is over the page goes, and asks for a new reason."""
    user: Any = request.user
    access = get_object_or_404(emergency.accesses_of(user), pk=access_id)
    patient = emergency.opened_in_emergency(user, access.patient_id) if access.is_running else None
    if patient is None:
        return _over(request, user, access)
    audit.opened(patient, by=user, via=actions.WAY)
    left = int((access.until - timezone.now()).total_seconds())
    context = {"access": access, "patient": patient, "record": record_of(patient), "left": left,
               "minutes": -(-left // 60)}  # fmt: skip
    response = render(request, "emergency/record.html", context)
    response["Refresh"] = str(left + 1)  # without a script, too, nothing stays on the screen
    return response


def _over(request: HttpRequest, user: User, access: EmergencyAccess) -> HttpResponse:
    form = ReasonForm(user=user, patients=[access.patient])
    return render(request, "emergency/over.html", {"access": access, "form": form}, status=403)


def _with_ticket(request: HttpRequest, user: User, patient: Patient) -> Any:
    """What was sent, with the ticket that the form offers again."""
    posted = request.POST.copy()
    posted["ticket"] = emergency.ticket(user, patient)
    return posted
