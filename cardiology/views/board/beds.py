"""The bed board: moving a patient to a free bed, marking a bed that cannot be used."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cardiology.access import Permission, may, permission_required, visible_to
from cardiology.actions import admissions
from cardiology.actions.board import beds
from cardiology.models import Admission
from cardiology.queries.board import beds as board_of
from cardiology.queries.board.places import beds as beds_of
from cardiology.queries.board.places import open_stays, wards
from cardiology.views.board.choosing import number_of


@permission_required(Permission.READ_RECORDS)
def board(request: HttpRequest) -> HttpResponse:
    """The beds of the wards. With a stay in `move`, every free bed offers itself to that patient."""
    ward_id, moved = number_of(request.GET.get("ward", "")), number_of(request.GET.get("move", ""))
    may_admit = may(request.user, Permission.ADMIT)
    moving = open_stays(request.user).filter(pk=moved).first() if moved and may_admit else None
    return render(request, "ward/beds.html", {
        "wards": board_of.board(request.user, None if moving else ward_id),
        "filters": _filters(request, ward_id),
        "moving": moving,
        "may_admit": may_admit,
    })  # fmt: skip


@require_POST
@permission_required(Permission.ADMIT)
def move(request: HttpRequest, admission_id: int) -> HttpResponse:
    """Put the patient into another bed; one that was taken meanwhile is refused, and nobody is moved."""
    stay = get_object_or_404(visible_to(request.user, Admission).select_related("patient"), pk=admission_id)
    bed = beds_of(request.user).filter(pk=number_of(request.POST.get("bed", ""))).first()
    if bed is None:
        messages.error(request, _("There is no such bed. Please choose another."))
        return redirect(f"{reverse('ward_beds')}?move={stay.pk}")
    try:
        admissions.transfer(stay, to=bed, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(f"{reverse('ward_beds')}?move={stay.pk}")
    told = {"name": stay.patient.name, "ward": bed.ward.name, "bed": bed.label}
    messages.success(request, _("%(name)s lies in %(ward)s, bed %(bed)s now.") % told)
    return redirect(f"{reverse('ward_beds')}#bed-{bed.pk}")


@require_POST
@permission_required(Permission.ADMIT)
def block(request: HttpRequest, bed_id: int) -> HttpResponse:
    """Mark a bed that cannot be used, with the reason; or make it free again."""
    bed = get_object_or_404(beds_of(request.user), pk=bed_id)
    try:
        if request.POST.get("free") == "1":
            beds.unblock(bed, by=request.user)
        else:
            beds.block(bed, request.POST.get("reason", ""), by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect(f"{reverse('ward_beds')}#bed-{bed.pk}")


def _filters(request: HttpRequest, ward_id: int | None) -> list[dict[str, Any]]:
    every = {"url": "?", "label": _("All wards"), "current": not ward_id}
    return [every] + [
        {"url": f"?ward={w.pk}", "label": w.name, "current": w.pk == ward_id} for w in wards(request.user)
    ]
