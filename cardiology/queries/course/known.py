"""What is last known of a patient, for the banner: each fact with its day, and what is unknown said to be so."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from cardiology import codes
from cardiology.access import visible_to
from cardiology.models import Admission, Discharge, Echo, LabResult, Medication, Patient, Phase, User, Vitals
from cardiology.queries.course.events import GROUPS
from cardiology.queries.snapshots import years_between
from cardiology.scores.kidney.egfr import egfr
from cardiology.wording import day, plain_number

ANTITHROMBOTIC = GROUPS[0][2]
LOW_LVEF, LOW_EGFR = 40, 60  # %, ESC HF 2021; mL/min/1.73 m², KDIGO 2024: G3a and beyond
EGFR_UNIT = "mL/min/1.73 m²"


@dataclass(frozen=True)
class Fact:
    """One fact of the banner: label, value in words, unit, flag, and its day in words."""

    label: Any
    value: str
    unit: str = ""
    flag: str = ""
    on: str = ""
    is_known: bool = True


def facts(user: User, patient: Patient, stay: Admission | None, drugs: list[Medication]) -> list[Fact]:
    """Kidney function, LVEF and weight of whichever stay is the newest; what is given against thrombosis now.

    `drugs` is the medication of the stay that the page shows. Four queries.
    """
    return [
        _lvef(visible_to(user, Echo).filter(patient=patient)),
        _egfr(visible_to(user, LabResult).filter(patient=patient), patient),
        _weight(visible_to(user, Vitals).filter(patient=patient)),
        *([_antithrombotics(stay, drugs)] if stay else []),
        _dapt(visible_to(user, Discharge).filter(patient=patient)),
    ]


def _lvef(rows: Any) -> Fact:
    last = rows.filter(lvef__isnull=False).order_by("-performed_at").values_list("lvef", "performed_at").first()
    if last is None:
        return _unknown("LVEF")
    return Fact("LVEF", plain_number(last[0]), "%", "L" if last[0] < LOW_LVEF else "", day(last[1]))


def _egfr(rows: Any, patient: Patient) -> Fact:
    """From the newest creatinine; as the laboratory gave it where that is newer or age or sex is unknown."""
    found = rows.filter(test__in=("cr", "egfr"), value__isnull=False).order_by("-collected_at", "-pk")
    for test, value, at in found.values_list("test", "value", "collected_at")[:6]:
        rate = float(value) if test == "egfr" else _rate(float(value), patient, at)
        if rate is not None:
            return Fact("eGFR", f"{rate:.0f}", EGFR_UNIT, "L" if rate < LOW_EGFR else "", day(at))
    return _unknown("eGFR")


def _rate(creatinine: float, patient: Patient, at: datetime) -> float | None:
    if patient.birth_on is None or patient.sex not in ("male", "female") or creatinine <= 0:
        return None
    return egfr(creatinine, years_between(patient.birth_on, timezone.localtime(at).date()), patient.sex)


def _weight(rows: Any) -> Fact:
    last = rows.filter(weight__isnull=False).order_by("-measured_at").values_list("weight", "measured_at").first()
    if last is None:
        return _unknown(_("Weight"))
    return Fact(_("Weight"), plain_number(last[0]), "kg", "", day(last[1]))


def _antithrombotics(stay: Admission, drugs: Iterable[Medication]) -> Fact:
    """Of an open stay what runs on the ward; of a closed one the discharge list."""
    label, today = _("Antithrombotics"), timezone.localdate()
    phase = Phase.WARD if stay.is_open else Phase.DISCHARGE
    listed = [m for m in drugs if m.phase == phase]
    if not listed:
        return Fact(label, _("no drugs recorded"), is_known=False)
    runs = [m for m in listed if m.drug_class in ANTITHROMBOTIC and _runs(m, today if stay.is_open else None)]
    if not runs:
        return Fact(label, _("none on the list"), on=day(max(m.started_on for m in listed)))
    names = dict.fromkeys(codes.label("drugs", m.drug) or m.drug_text or "" for m in runs)
    since = day(max(m.started_on for m in runs))
    when = _("since %(day)s") if stay.is_open else _("at discharge %(day)s")
    return Fact(label, ", ".join(names), on=when % {"day": since})


def _runs(row: Medication, today: date | None) -> bool:
    return today is None or row.stopped_on is None or row.stopped_on > today


def _dapt(rows: Any) -> Fact:
    """The planned end of the two antiplatelets, as the last discharge that named one says."""
    until = rows.filter(dapt_until_on__isnull=False).order_by("-pk").values_list("dapt_until_on", flat=True).first()
    if until is None:
        return Fact(_("DAPT until"), _("not recorded"), is_known=False)
    label = _("DAPT until") if until >= timezone.localdate() else _("DAPT ended")
    return Fact(label, day(until))


def _unknown(label: str) -> Fact:
    return Fact(label, _("not recorded"), is_known=False)
