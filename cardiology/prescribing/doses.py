"""Whether a dose is above the most that is given in a day, or too much for this patient.

The table is the department's (reference: usual adult doses and daily maxima, tag K). A dose whose mg a day
cannot be told is not judged.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils.translation import gettext as _

from cardiology.codes.table import read
from cardiology.quality.dose import MG, mg_a_day
from cardiology.snapshot import Snapshot

ONCE = frozenset({"st"})
NOT_DAILY = frozenset({"biw", "qw", "q2w", "qm", "q6m"})
METFORMIN_EGFR, METFORMIN_MOST = (30, 45), 1000.0  # mL/min/1.73 m²; mg a day between them


@dataclass(frozen=True)
class Most:
    """The usual dose of a drug in words, and the most in mg: a day, as a loading dose, at one time where it
    is not given daily, a day in heart failure, a day where the Chinese pack leads, a day for each kg."""

    usual: str
    day: float | None = None
    load: float | None = None
    single: float | None = None
    heart_failure: float | None = None
    cn: float | None = None
    per_kg: float | None = None


@dataclass(frozen=True)
class Regimen:
    """What a line orders: a drug, a dose with its unit, how often, and whether it is a loading dose."""

    drug: str
    dose: float | None
    unit: str
    frequency: str
    is_loading: bool = False


@cache
def table() -> Mapping[str, Most]:
    """By drug."""
    names = ("load", "single", "heart_failure", "cn", "per_kg")
    return {
        r["code"]: Most(r["usual"], _number(r["most"]), *(_number(r[name]) for name in names))
        for r in read("drug_doses")
    }  # fmt: skip


def _number(text: str) -> float | None:
    return float(text) if text else None


def too_much(line: Regimen, packs: Iterable[str] = ()) -> str:
    """In words, that the dose is above the most an adult is given; empty where not, or it cannot be told."""
    most = table().get(line.drug)
    if most is None:
        return ""
    once = _milligrams(line)
    if line.is_loading or line.frequency in ONCE:
        return _said(once, most.load or most.day, most)
    if line.frequency in NOT_DAILY:
        return _said(once, most.single, most)
    leads_cn = next(iter(packs), "") == "CN" and most.cn is not None
    return _said(_daily(line), most.cn if leads_cn else most.day, most)


def too_much_here(line: Regimen, patient: Snapshot) -> list[str]:
    """In words, that the dose is too much for this patient; what is not known speaks against nothing."""
    most, daily = table().get(line.drug), _daily(line)
    if most is None or daily is None or line.is_loading:
        return []
    limits = [
        (most.heart_failure if patient.heart_failure else None, _("in heart failure")),
        (most.per_kg * patient.weight if most.per_kg and patient.weight else None, _("for this weight")),
        (_prasugrel(line, patient), _("from 75 years or below 60 kg")),
        (_metformin(line, patient), _("at an eGFR of 30 to 44")),
    ]
    return [
        f"{told} ({why})" for limit, why in limits if (told := _said(daily, limit, most))
    ]  # fmt: skip


def _prasugrel(line: Regimen, patient: Snapshot) -> float | None:
    small = (patient.age or 0) >= 75 or (patient.weight or 60) < 60
    return 5.0 if line.drug == "prasugrel" and small else None


def _metformin(line: Regimen, patient: Snapshot) -> float | None:
    low, high = METFORMIN_EGFR
    is_between = patient.egfr is not None and low <= patient.egfr < high
    return METFORMIN_MOST if line.drug == "metformin" and is_between else None


def _daily(line: Regimen) -> float | None:
    return mg_a_day(line.dose, line.unit, line.frequency)


def _milligrams(line: Regimen) -> float | None:
    factor = MG.get(line.unit.strip().casefold())
    return None if line.dose is None or factor is None else line.dose * factor


def _said(given: float | None, limit: float | None, most: Most) -> Any:
    if given is None or limit is None or given <= limit + 1e-9:
        return ""
    said = {"given": f"{given:g}", "limit": f"{limit:g}", "usual": most.usual}
    return _("%(given)s mg is more than the most of %(limit)s mg; usual: %(usual)s.") % said
