"""Critical results of a hospital: its limits, the calls that are open, and those of one patient."""

from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cardiology.access import visible_to
from cardiology.codes import label, laboratory
from cardiology.guidance.critical import DEFAULTS, Limits
from cardiology.guidance.laboratory import WARNINGS, Warns
from cardiology.models import CriticalCall, CriticalLimit, Patient, User, WarningLimit
from cardiology.wording import unit

SHOWN_FOR = timedelta(days=3)
CASES = {
    "inr": _("INR under a vitamin K antagonist"), "inr_free": _("INR without a vitamin K antagonist"),
    "aptt": _("aPTT without heparin"), "aptt_ufh": _("aPTT under unfractionated heparin"),
    "cr": _("Creatinine, for the first time"), "cr_kdigo": _("Acute kidney injury, KDIGO stage 3"),
    "troponin": _("First hs-troponin above its limit with symptoms, or rising within an hour"),
    "bcult": _("Blood culture positive"), "hb_fall": _("Haemoglobin, fall within 48 hours"),
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One call as the list shows it. `left` are the minutes until it is due, negative when overdue."""

    call: CriticalCall
    name: Any
    unit: str
    value: str
    left: int
    told: str = ""  # before whom it was brought, since nobody acknowledged it in time

    @property
    def is_open(self) -> bool:
        return self.call.acknowledged_at is None

    @property
    def is_overdue(self) -> bool:
        return self.is_open and self.left < 0

    @property
    def late_by(self) -> int:
        """Minutes over the time."""
        return -self.left


def limits_of(hospital_id: int) -> dict[str, Limits]:
    """The limits that hold in a hospital: its own, else those of the product."""
    own = {row.test: row for row in CriticalLimit.objects.filter(hospital_id=hospital_id)}
    return {test: _own(found, own.get(test)) for test, found in DEFAULTS.items()}


def warnings_of(hospital_id: int) -> dict[str, Warns]:
    """The limits at which results warn in a hospital: its own, else those of the product."""
    own = own_warnings(hospital_id)
    return {
        test: replace(found, low=own[test][0], high=own[test][1]) if test in own else found
        for test, found in WARNINGS.items()
    }


def own_warnings(hospital_id: int) -> dict[str, tuple[float | None, float | None]]:
    """Those that the hospital set itself, as a snapshot holds them."""
    rows = WarningLimit.objects.filter(hospital_id=hospital_id).values_list("test", "low", "high")
    return {test: (_float(low), _float(high)) for test, low, high in rows}


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _own(found: Limits, row: CriticalLimit | None) -> Limits:
    if row is None:
        return found
    return replace(found, low=_float(row.low), high=_float(row.high), within=row.within)


def calls(user: User) -> list[Line]:
    """Open calls, the most urgent first, then those acknowledged within three days."""
    rows = visible_to(user, CriticalCall).select_related("patient", "admission__bed", "acknowledged_by")
    rows = rows.prefetch_related("notices__person")
    still = [_line(c) for c in rows.filter(acknowledged_at__isnull=True).order_by("due_at")[:200]]
    since = timezone.now() - SHOWN_FOR
    done = rows.filter(acknowledged_at__gte=since).order_by("-acknowledged_at")[:50]
    return still + [_line(c) for c in done]


def open_of(user: User, patient: Patient) -> list[Line]:
    """The open calls of one patient."""
    rows = visible_to(user, CriticalCall).filter(patient=patient, acknowledged_at__isnull=True)
    return [_line(c) for c in rows.prefetch_related("notices__person").order_by("due_at")]


def open_count(user: User) -> int:
    """How many calls wait in this hospital."""
    return visible_to(user, CriticalCall).filter(acknowledged_at__isnull=True).count()


def brought_before(user: User) -> int:
    """How many open calls were brought before this person, since nobody acknowledged them in time."""
    rows = visible_to(user, CriticalCall).filter(acknowledged_at__isnull=True)
    return rows.filter(notices__person=user).count()


def name_of(limit: Limits | Warns) -> Any:
    """What a limit is of, in words: a test, or a special case of one."""
    return CASES.get(limit.test) or label("laboratory", limit.test)


def unit_of(limit: Limits | Warns) -> str:
    """The unit of its numbers; nothing of a ratio."""
    known = laboratory.find(limit.of or limit.test)
    return unit(known.unit) if known else ""


def kept_in_time(user: User) -> tuple[int, int]:
    """(acknowledged within their time, acknowledged at all), of the last 90 days."""
    since = timezone.now() - timedelta(days=90)
    rows = (
        visible_to(user, CriticalCall)
        .filter(acknowledged_at__gte=since)
        .values_list("acknowledged_at", "due_at")
    )
    found = [at <= due for at, due in rows]
    return sum(found), len(found)


def _line(call: CriticalCall) -> Line:
    known = laboratory.find(call.test)
    left = (call.due_at - (call.acknowledged_at or timezone.now())).total_seconds() / 60
    value = call.text if call.value is None else f"{call.value.normalize():f}"
    told = ", ".join(str(n.person) for n in call.notices.all()) if call.level else ""
    shown_in = unit(known.unit) if known else ""
    return Line(call, label("laboratory", call.test), shown_in, value, int(left // 1), told)
