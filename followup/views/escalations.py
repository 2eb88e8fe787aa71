"""The doctors' inbox of red flags."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from cardiology.access import Permission, may, permission_required, visible_to
from followup.actions import escalations as actions
from followup.models import Escalation, EscalationOutcome
from followup.queries.escalations import inbox, waiting
from followup.queries.reach.flags import on_call_now


@permission_required(Permission.CALL)
def escalations(request: HttpRequest) -> HttpResponse:
    """Red flags: open ones, those for me, or those closed lately."""
    asked = request.GET.get("which", "")
    which = asked if asked in ("mine", "closed") else "open"
    is_doctor = may(request.user, Permission.ADVISE)
    return render(request, "followup/escalations.html", {
        "lines": inbox(request.user, which), "may_close": is_doctor,
        "may_set": may(request.user, Permission.DEFINE),
        "filters": _filters(request, which, is_doctor), "outcomes": EscalationOutcome.choices,
        "on_call": on_call_now(request.user),
    })  # fmt: skip


def _filters(request: HttpRequest, which: str, is_doctor: bool) -> list[dict[str, Any]]:
    every, mine = waiting(request.user)
    filters = [
        {"url": "?", "label": pgettext("follow-up", "Open"), "count": every, "current": which == "open"}
    ]
    if is_doctor:
        mine_url = "?which=mine"
        filters.append({"url": mine_url, "label": _("For me"), "count": mine, "current": which == "mine"})
    return [*filters, {"url": "?which=closed", "label": _("Closed lately"), "current": which == "closed"}]


@permission_required(Permission.ADVISE)
@require_POST
def acknowledge(request: HttpRequest, escalation_id: int) -> HttpResponse:
    """A doctor takes a red flag."""
    row = get_object_or_404(visible_to(request.user, Escalation), pk=escalation_id)
    actions.acknowledge(row, by=request.user)
    return redirect("followup:escalations")


@permission_required(Permission.ADVISE)
@require_POST
def close(request: HttpRequest, escalation_id: int) -> HttpResponse:
    """Close a red flag with advice."""
    row = get_object_or_404(visible_to(request.user, Escalation), pk=escalation_id)
    try:
        outcome = request.POST.get("outcome", EscalationOutcome.ADVICE)
        actions.close(row, advice=request.POST.get("advice", ""), outcome=outcome, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("followup:escalations")
