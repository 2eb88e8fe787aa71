"""From the home and ward lists to the discharge list: take over, stop, confirm."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from cardiology.access import Permission, permission_required, visible_to
from cardiology.actions import medication
from cardiology.actions.guidance import stops
from cardiology.models import Medication, Phase
from cardiology.queries.drugs.lists import to_take_over
from cardiology.queries.one_stay import Recorded
from cardiology.views.drugs.stays import stay_of


@require_POST
@permission_required(Permission.WRITE_RECORDS)
def take_over(request: HttpRequest, admission_id: int) -> HttpResponse:
    """Take drugs over into the discharge list: the one named, else those of the ward that it lacks."""
    stay = stay_of(request.user, admission_id)
    asked = request.POST.get("row", "")
    if asked:
        rows = (
            visible_to(request.user, Medication).filter(admission=stay).select_related("patient", "admission")
        )
        chosen = [get_object_or_404(rows, pk=int(asked) if asked.isdecimal() else 0)]
    else:
        chosen = to_take_over(Recorded(stay))
    try:
        added = medication.take_over(stay, chosen, by=request.user)
        told = ngettext("%(n)d drug taken over.", "%(n)d drugs taken over.", added) % {"n": added}
        messages.success(request, told)
    except ValidationError as error:
        stops.note(error, by=request.user)
        messages.error(request, " ".join(error.messages))
    return _back(admission_id)


@require_POST
@permission_required(Permission.WRITE_RECORDS)
def stop(request: HttpRequest, admission_id: int) -> HttpResponse:
    """Say that a home drug is stopped, and why."""
    stay = stay_of(request.user, admission_id)
    asked = request.POST.get("row", "")
    homes = visible_to(request.user, Medication).filter(admission=stay, phase=Phase.HOME)
    home = get_object_or_404(
        homes.select_related("patient", "admission"), pk=int(asked) if asked.isdecimal() else 0
    )
    try:
        medication.stop(home, reason=request.POST.get("reason", ""), by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return _back(admission_id)


@require_POST
@permission_required(Permission.WRITE_RECORDS)
def confirm(request: HttpRequest, admission_id: int) -> HttpResponse:
    """Confirm what the lists show of the home drugs, or that there are none."""
    stay = stay_of(request.user, admission_id)
    try:
        if "none" in request.POST:
            medication.none_at_home(stay, by=request.user)
        else:
            medication.confirm(stay, by=request.user)
        messages.success(request, _("Home drugs reconciled.") if medication.reconciled(stay) else _("Saved."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    if request.POST.get("back") == Phase.HOME:
        return redirect("drugs", admission_id, Phase.HOME)
    return _back(admission_id)


def _back(admission_id: int) -> HttpResponse:
    response = redirect("discharge", admission_id)
    response["Location"] += "#reconciliation"
    return response
