"""Critical results: the list with its clock, acknowledging, the limits of the hospital."""

from datetime import datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cardiology.access import Permission, hospital_of, may, permission_required, visible_to
from cardiology.actions.guidance import critical as actions
from cardiology.models import CriticalCall
from cardiology.queries.emergency.reviews import waiting as emergency_waiting
from cardiology.queries.guidance.critical import (
    brought_before,
    calls,
    kept_in_time,
    limits_of,
    name_of,
    unit_of,
    warnings_of,
)


@permission_required(Permission.READ_RECORDS)
def critical(request: HttpRequest) -> HttpResponse:
    """Results that somebody has to be told of, the most urgent first; then those of three days."""
    lines = calls(request.user)
    in_time, told = kept_in_time(request.user)
    context = {
        "open": [line for line in lines if line.is_open],
        "done": [line for line in lines if not line.is_open],
        "may_write": may(request.user, Permission.WRITE_RECORDS), "in_time": in_time, "told": told,
        "may_set": may(request.user, Permission.SET_CRITICAL_LIMITS),
    }  # fmt: skip
    return render(request, "guidance/critical.html", context)


@permission_required(Permission.READ_RECORDS)
def badge(request: HttpRequest) -> HttpResponse:
    """For the top bar of every page: overdue results, and emergency accesses, brought before this person."""
    user: Any = request.user
    context = {"waiting": brought_before(user), "to_review": emergency_waiting(user)}
    return render(request, "guidance/_badge.html", context)


@require_POST
@permission_required(Permission.WRITE_RECORDS)
def acknowledge(request: HttpRequest, call_id: int) -> HttpResponse:
    """Who was told, whether it was read back, what was done."""
    call = get_object_or_404(visible_to(request.user, CriticalCall), pk=call_id)
    said = request.POST
    try:
        actions.acknowledge(call, told=said.get("told", ""), read_back=bool(said.get("read_back")),
                            action=said.get("action", ""), by=request.user,
                            called_at=_moment(said.get("called_at", "")),
                            acted_at=_moment(said.get("acted_at", "")))  # fmt: skip
        messages.success(request, _("Acknowledged."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("critical")


def _moment(text: str) -> datetime | None:
    """A time of day as typed: today, or yesterday where it would lie ahead."""
    if not text.strip():
        return None
    try:
        clock = time.fromisoformat(text.strip())
    except ValueError as error:
        raise ValidationError(_("Write the time as 14:05.")) from error
    now = timezone.now()
    at = timezone.make_aware(datetime.combine(timezone.localdate(), clock.replace(tzinfo=None)))
    return at if at <= now + actions.LEEWAY else at - timedelta(days=1)


@permission_required(Permission.SET_CRITICAL_LIMITS)
def limits(request: HttpRequest) -> HttpResponse:
    """The limits that hold in this hospital, each with its own form."""
    if request.method == "POST":
        return _set(request)
    hospital_id = hospital_of(request.user).pk
    rows, warnings = (
        [(limit, name_of(limit), unit_of(limit)) for limit in found.values()]
        for found in (limits_of(hospital_id), warnings_of(hospital_id))
    )
    return render(request, "guidance/limits.html", {"rows": rows, "warnings": warnings})


def _set(request: HttpRequest) -> HttpResponse:
    said = request.POST
    try:
        low, high = (_number(said.get(name, "")) for name in ("low", "high"))
        told = {"low": low, "high": high, "by": request.user}
        if "within" in said:
            actions.set_limit(said.get("test", ""), within=int(said["within"] or 0), **told)
        else:
            actions.set_warning(said.get("test", ""), **told)
        messages.success(request, _("Limit saved."))
    except LookupError as error:
        raise Http404 from error
    except (InvalidOperation, ValueError):
        messages.error(request, _("Write the limits and the minutes as numbers."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("critical_limits")


def _number(text: str) -> Decimal | None:
    return Decimal(text.strip()) if text.strip() else None
