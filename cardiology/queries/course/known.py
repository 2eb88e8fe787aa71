"""What is last known of a patient, for the banner: each fact with its day; the unknown said to be so."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from cardiology import codes
from cardiology.models import (
    Admission,
    Discharge,
    Echo,
    History,
    Isolation,
    LabResult,
    Medication,
    Patient,
    Phase,
    Vitals,
)
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


def facts(
    known: dict[str, Any], patient: Patient, stay: Admission | None, drugs: list[Medication]
) -> list[Fact]:
    """Kidney function, LVEF and weight of whichever stay is the newest; what is given against thrombosis now.

    `known` is what `newest` found, `drugs` the medication of the stay that the page shows.
    """
    return [
        _lvef(known),
        _egfr(known, patient),
        _weight(known),
        *([_antithrombotics(stay, drugs)] if stay else []),
        _dapt(known["dapt_until"]),
        *_isolation(stay),
    ]


def newest(patients: QuerySet[Patient]) -> dict[str, Any]:
    """Of the one patient who is there: the newest value of each fact and its instant, None where there is
    none. One query."""
    labs = LabResult.objects.filter(value__isnull=False)
    sought = {
        "lvef": (Echo.objects.filter(lvef__isnull=False), "lvef", "performed_at"),
        "weight": (Vitals.objects.filter(weight__isnull=False), "weight", "measured_at"),
        "creatinine": (labs.filter(test="cr"), "value", "collected_at"),
        "egfr": (labs.filter(test="egfr"), "value", "collected_at"),
    }
    allergies = History.objects.filter(allergy__isnull=False)
    asked = {
        "dapt_until": _last(Discharge.objects.filter(dapt_until_on__isnull=False), "dapt_until_on", "pk"),
        "allergy": _last(allergies, "allergy", "pk"),
        "allergy_to": _last(allergies, "allergy_to", "pk"),
    }
    for name, (rows, value, at) in sought.items():
        asked |= {name: _last(rows, value, at), f"{name}_at": _last(rows, at, at)}
    return patients.annotate(**asked).values(*asked).first() or dict.fromkeys(asked)


def _last(rows: Any, wanted: str, at: str) -> Subquery:
    return Subquery(rows.filter(patient=OuterRef("pk")).order_by(f"-{at}", "-pk").values(wanted)[:1])


def _lvef(known: dict[str, Any]) -> Fact:
    value = known["lvef"]
    if value is None:
        return _unknown("LVEF")
    return Fact("LVEF", plain_number(value), "%", "L" if value < LOW_LVEF else "", day(known["lvef_at"]))


def _egfr(known: dict[str, Any], patient: Patient) -> Fact:
    """From the newest creatinine; as the laboratory gave it where that is newer, or age or sex is unknown."""
    at, given_at = known["creatinine_at"], known["egfr_at"]
    rate = _rate(float(known["creatinine"]), patient, at) if at else None
    if given_at and (rate is None or given_at > at):
        rate, at = float(known["egfr"]), given_at
    if rate is None:
        return _unknown("eGFR")
    return Fact("eGFR", f"{rate:.0f}", EGFR_UNIT, "L" if rate < LOW_EGFR else "", day(at))


def _rate(creatinine: float, patient: Patient, at: datetime) -> float | None:
    if patient.birth_on is None or patient.sex not in ("male", "female") or creatinine <= 0:
        return None
    return egfr(creatinine, years_between(patient.birth_on, timezone.localtime(at).date()), patient.sex)


def _weight(known: dict[str, Any]) -> Fact:
    if known["weight"] is None:
        return _unknown(_("Weight"))
    return Fact(_("Weight"), plain_number(known["weight"]), "kg", "", day(known["weight_at"]))


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


def _dapt(until: date | None) -> Fact:
    """The planned end of the two antiplatelets, as the last discharge that named one says."""
    if until is None:
        return _unknown(_("DAPT until"))
    return Fact(_("DAPT until") if until >= timezone.localdate() else _("DAPT ended"), day(until))


def _isolation(stay: Admission | None) -> list[Fact]:
    """Only where it was recorded that there is one."""
    if stay is None or stay.isolation in (None, "", Isolation.NONE):
        return []
    return [Fact(_("Isolation"), str(stay.get_isolation_display()))]  # type: ignore[attr-defined]


def _unknown(label: str) -> Fact:
    return Fact(label, _("not recorded"), is_known=False)
