"""Before the call: what may be said, what happened, what is due, what was taken."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cardiology import codes
from cardiology.models import (
    Admission,
    Consent,
    Discharge,
    LabResult,
    Medication,
    Patient,
    Phase,
    Purpose,
)
from cardiology.queries.one_stay import Recorded
from cardiology.wording import day, plain_number
from followup.models import Adherence, FollowUp, ReportedEvent, Visit
from followup.queries.facts import dues_of
from followup.queries.reach.events import partial
from followup.schedule import declared
from followup.schedule.exams import EXAMS
from followup.schedule.labs import due_by

SOON = timedelta(days=14)
READMISSIONS = 5

WHY: dict[str, Any] = {
    "visit": gettext_lazy("for this visit"),
    "statin": gettext_lazy("after starting a lipid-lowering drug"),
    "raasi": gettext_lazy("after starting an ACE inhibitor, ARB or ARNI"),
    "mra": gettext_lazy("on an MRA"),
    "diuretic": gettext_lazy("on a diuretic"),
    "sglt2i": gettext_lazy("on an SGLT2 inhibitor"),
    "warfarin": gettext_lazy("on warfarin"),
    "doac": gettext_lazy("on an oral anticoagulant"),
    "amiodarone": gettext_lazy("on amiodarone"),
    "digoxin": gettext_lazy("on digoxin"),
    "contrast": gettext_lazy("after contrast with weak kidneys"),
    "weak_heart": gettext_lazy("LVEF was 40 % or less"),
    "anaemia": gettext_lazy("anaemia on blood thinners"),
    "dapt_end": gettext_lazy("dual antiplatelet therapy ends"),
}


@dataclass(frozen=True)
class DueLine:
    """Something due: what, why, until when, and the result that is there already."""

    what: str
    why: str
    until: str
    result: str
    tests: tuple[str, ...] = ()


@dataclass(frozen=True)
class Before:
    """What the left side of the call says beside phones and plan."""

    consents: list[tuple[Any, bool | None]]
    events: list[dict[str, Any]]
    readmissions: list[dict[str, Any]]
    due: list[DueLine]
    told_at_discharge: str
    next_appointment: str


def before(visit: Visit, due: list[DueLine], read: Recorded) -> Before:
    """Gathered for one visit, in a fixed number of queries; what is due is known already."""
    patient, admission = visit.patient, visit.plan.admission
    discharge = next(iter(read.of(Discharge)), None)
    last = FollowUp.objects.filter(patient=patient).order_by("-answered_at").first()
    return Before(
        consents=consents(patient),
        events=_events(patient),
        readmissions=readmissions(patient, admission),
        due=due,
        told_at_discharge=(discharge.summary or "") if discharge else "",
        next_appointment=day(last.next_appointment_on) if last and last.next_appointment_on else "",
    )


def consents(patient: Patient) -> list[tuple[Any, bool | None]]:
    """(purpose, given) of every purpose; None where nothing was recorded. The newest word counts."""
    newest: dict[str, bool] = {}
    for consent in Consent.objects.filter(patient=patient).order_by("decided_on", "pk"):
        newest[consent.purpose] = consent.is_given
    return [(label, newest.get(value)) for value, label in Purpose.choices]


def _events(patient: Patient) -> list[dict[str, Any]]:
    found = ReportedEvent.objects.filter(patient=patient).order_by("-occurred_on", "-pk")[:3]
    return [
        {"at": partial(e), "title": e.get_kind_display(), "text": e.note or "", "tone": "late"}  # type: ignore[attr-defined]
        for e in found
    ]


def readmissions(patient: Patient, admission: Admission) -> list[dict[str, Any]]:
    """Stays here since the discharge, recognised by themselves; within 30 days marked."""
    left = admission.discharged_at
    if left is None:
        return []
    later = Admission.objects.filter(
        patient=patient, admitted_at__gt=left, admitted_at__lte=left + timedelta(days=365)
    )
    last = later.order_by("-admitted_at")[:READMISSIONS]
    return [_readmission(stay, (stay.admitted_at - left).days) for stay in last]


def _readmission(stay: Admission, days: int) -> dict[str, Any]:
    reason = str(stay.get_category_display() or "")  # type: ignore[attr-defined]
    return {
        "at": day(timezone.localtime(stay.admitted_at).date()), "title": _("Readmitted"),
        "text": " · ".join(part for part in (reason, _("day %(n)d") % {"n": days}) if part),
        "tone": "critical" if days <= 30 else "late",
    }  # fmt: skip


def due_lines(visit: Visit, read: Recorded, *, today: date | None = None) -> list[DueLine]:
    """Tests and decisions of this call: of the pathway, and of the drugs and findings of the stay."""
    today = today or timezone.localdate()
    since = last_contact_on(visit)
    tests: dict[str, tuple[str, date | None]] = {}
    exams: dict[str, tuple[str, date | None]] = {}
    for one in (visit, *visit.merged.all()):
        told = declared(one.plan.pathway, one.code)
        for code in told.tests if told else ():
            tests.setdefault(code, ("visit", one.closes_on))
        for exam in told.exams if told else ():
            exams.setdefault(exam, ("visit", one.closes_on))
    steered: set[str] = set()  # the result before has moved the next one: it does not do it
    for found in due_by(dues_of(read), since, max(today + SOON, visit.due_on)):
        steered |= set(found.tests) if found.stays else set()
        for code in found.tests:
            tests[code] = (found.why, found.last) if found.stays else tests.get(code, (found.why, found.last))
        for exam in found.exams:
            exams.setdefault(exam, (found.why, found.last))
    results = _results(visit.patient, [code for code in tests if code not in steered], since)
    last = _results(visit.patient, list(steered), visit.plan.anchor_on) if steered else {}
    lines = [
        DueLine(codes.label("laboratory", code), _why(why, last.get(code)), day(until), results.get(code, ""),
                (code,))
        for code, (why, until) in tests.items()
    ]  # fmt: skip
    return lines + [
        DueLine(str(EXAMS[exam]), str(WHY[why]), day(until), "") for exam, (why, until) in exams.items()
    ]


def _why(why: str, last: str | None) -> str:
    """Why a test is due; of one that is steered by its results, the last of them."""
    return f"{WHY[why]} · {_('last')} {last}" if last else str(WHY[why])


def last_contact_on(visit: Visit) -> date:
    """The day of the talk before, or of the discharge."""
    last = FollowUp.objects.filter(patient=visit.patient).order_by("-answered_at").first()
    return timezone.localtime(last.answered_at).date() if last else visit.plan.anchor_on


def _results(patient: Patient, tests: list[str], since: date) -> dict[str, str]:
    found = LabResult.objects.filter(patient=patient, test__in=tests, collected_at__date__gt=since)
    return {
        str(r.test): f"{plain_number(r.value)} {r.unit or ''} · {_day_of(r.collected_at)}"
        for r in found.order_by("collected_at", "pk") if r.value is not None
    }  # fmt: skip


def _day_of(at: datetime) -> str:
    return day(timezone.localtime(at).date())


@dataclass(frozen=True)
class ListedDrug:
    """One drug of the discharge list in words, with what was told of it last."""

    medication: Medication
    label: str
    dose: str
    before: str


def discharge_list(visit: Visit, read: Recorded) -> list[ListedDrug]:
    """The drugs of the discharge list, antithrombotics first: these are asked first."""
    found = [m for m in read.of(Medication) if m.phase == Phase.DISCHARGE]
    first = ("p2y12", "aspirin", "oac")
    ordered = sorted(found, key=lambda m: (first.index(m.drug_class) if m.drug_class in first else 9, m.pk))
    before = taken_before(visit)
    return [_listed(m, before.get(m.pk, "")) for m in ordered]


def _listed(medication: Medication, before: str) -> ListedDrug:
    often = codes.label("frequencies", medication.frequency)
    dose = " ".join(str(part) for part in (medication.dose_text, often) if part)
    return ListedDrug(
        medication, codes.label("drugs", medication.drug) or medication.drug_text or "", dose, before
    )


def taken_before(visit: Visit) -> dict[int, str]:
    """What was told last of each drug of the list, in words, by its row."""
    rows = Adherence.objects.filter(patient=visit.patient, medication__admission=visit.plan.admission)
    return {
        row.medication_id: " · ".join(  # type: ignore[misc]
            str(part)
            for part in (row.get_taking_display(), row.stopped_on, row.get_reason_display())  # type: ignore[attr-defined]
            if part
        )
        for row in rows.order_by("told_at", "pk")
    }


def planned_end(visit: Visit) -> date | None:
    """The day until which dual antiplatelet therapy was planned at the discharge."""
    discharge = Discharge.objects.filter(admission=visit.plan.admission).first()
    return discharge.dapt_until_on if discharge else None
