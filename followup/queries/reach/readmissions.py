"""New stays after a discharge: recognised from the record, by the one definition, without anybody's doing."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from cardiology.access import visible_to
from cardiology.definitions import READMITTED, readmission
from cardiology.models import Admission, Patient, User
from followup.models import EventSource, ReportedEvent

KIND_OF = {
    "stemi": "mi", "nstemi": "mi", "ua": "hospitalisation", "hf": "hf_hospitalisation",
}  # fmt: skip


@dataclass(frozen=True)
class Readmission:
    """A new stay, counted from the discharge before it."""

    admission_id: int
    admitted_on: date
    discharged_on: date
    days: int
    within: int  # 30 or 365 days
    reason: str
    kind: str  # the event that it would be
    is_open: bool
    event_id: int | None


def readmissions(user: User, patient: Patient) -> list[Readmission]:
    """All readmissions of a patient, newest first."""
    stays = list(visible_to(user, Admission).filter(patient=patient).order_by("admitted_at", "pk"))
    events = dict(
        visible_to(user, ReportedEvent)
        .filter(patient=patient, told_by=EventSource.OWN_RECORD, admission__isnull=False)
        .values_list("admission_id", "pk")
    )
    found = []
    for before, stay in zip(stays, stays[1:], strict=False):
        if before.discharged_at is None:
            continue
        left = timezone.localtime(before.discharged_at).date()
        came = timezone.localtime(stay.admitted_at).date()
        within = readmission(left, came)
        if within:
            found.append(_told(stay, left, came, within, events.get(stay.pk)))
    return found[::-1]


def since(user: User, patient: Patient, anchor: date) -> list[Readmission]:
    """Those that a plan has to know of: after its anchor, within a year."""
    last = anchor + timedelta(days=max(READMITTED))
    return [r for r in readmissions(user, patient) if anchor < r.admitted_on <= last]


def _told(stay: Admission, left: date, came: date, within: int, event_id: int | None) -> Readmission:
    return Readmission(
        admission_id=stay.pk, admitted_on=came, discharged_on=left, days=(came - left).days, within=within,
        reason=stay.get_category_display() or "", kind=KIND_OF.get(stay.category or "", "hospitalisation"),  # type: ignore[attr-defined]
        is_open=stay.is_open, event_id=event_id,
    )  # fmt: skip
