"""Laboratory tests and decisions that a drug, a procedure or a finding makes due.

Each trigger has its own series; days are counted from the trigger. Source: the department's programme
(lipids: Chinese guideline 2023; potassium after MRA and RAAS inhibitors: ESC 2021; DOAC: EHRA guide).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from followup.schedule.inr import USUAL, Range, Result, next_days
from followup.schedule.language import Span, days, months

YEARS = 3  # how far a series that never ends is written down
RAASI = ("acei", "arb", "arni")
WARFARIN = "warfarin"


@dataclass(frozen=True)
class Trigger:
    """What makes tests due: which drug classes and drugs were started on a day, and what is known beside."""

    on: date
    classes: frozenset[str] = frozenset()
    drugs: frozenset[str] = frozenset()
    age: float | None = None
    egfr: float | None = None
    clearance: float | None = None
    haemoglobin: float | None = None
    lvef: float | None = None
    coronary: bool = False  # infarction or PCI in the stay
    contrast_on: date | None = None
    dapt_until: date | None = None
    inr: tuple[Result, ...] = ()  # since the trigger
    inr_range: Range = USUAL


@dataclass(frozen=True)
class Due:
    """Tests or examinations due between two days, both included; `why` is the trigger.

    What `stays` is due until a result is there, however long its days are over.
    """

    why: str
    first: date
    last: date
    tests: tuple[str, ...] = ()
    exams: tuple[str, ...] = ()
    stays: bool = False


def _between(on: date, first: int, last: int) -> tuple[date, date]:
    return on + timedelta(days=first), on + timedelta(days=last)


def _series(why: str, on: date, spans: list[Span], tests: tuple[str, ...], slack: int = 7) -> Iterator[Due]:
    for span in spans:
        target = span.after(on)
        yield Due(why, target, target + timedelta(days=slack), tests)


def lipids(t: Trigger) -> Iterator[Due]:
    if t.classes & {"statin", "other_lipid"}:
        yield Due("statin", *_between(t.on, 28, 42), tests=("ldl", "tc", "hdl", "tg", "alt"))


def potassium(t: Trigger) -> Iterator[Due]:
    if t.classes.intersection(RAASI):
        yield Due("raasi", *_between(t.on, 7, 14), tests=("k", "cr"))
    if "mra" in t.classes:
        first = [days(7), days(28), days(56), days(84), months(6), months(9), months(12)]
        later = [months(12 + 4 * n) for n in range(1, YEARS * 3 + 1)]
        yield from _series("mra", t.on, first + later, ("k", "cr"))
    if "diuretic" in t.classes:
        yield Due("diuretic", *_between(t.on, 7, 14), tests=("k", "na", "cr"))


def sglt2_inhibitor(t: Trigger) -> Iterator[Due]:
    """Nothing is mandatory; with weak kidneys or a diuretic the creatinine after four weeks."""
    weak = t.egfr is not None and t.egfr < 60
    if "sglt2i" in t.classes and (weak or "diuretic" in t.classes):
        yield Due("sglt2i", *_between(t.on, 28, 35), tests=("cr",))


def anticoagulant(t: Trigger) -> Iterator[Due]:
    if WARFARIN in t.drugs and t.inr:
        first, last = next_days(t.on, t.inr, t.inr_range)
        yield Due("warfarin", first, last, tests=("inr",), stays=True)
    elif WARFARIN in t.drugs:
        yield Due("warfarin", *_between(t.on, 3, 4), tests=("inr",))
        yield from _series("warfarin", t.on, [days(7 * n) for n in range(1, 5)], ("inr",), 3)
        yield from _series("warfarin", t.on, [days(28 * n) for n in range(2, 13)], ("inr",), 3)
    elif "oac" in t.classes and (interval := doac_interval(t)):
        spans = [Span(months=int(interval * n), days=round((interval * n) % 1 * 30)) for n in range(1, 7)]
        yield from _series("doac", t.on, spans, ("hb", "cr", "alt"), 14)


def doac_interval(t: Trigger) -> float | None:
    """Months between blood tests: a tenth of a clearance below 60 mL/min, at most 6 from 75 years, or 12."""
    known = []
    if t.clearance is not None:
        known.append(12.0 if t.clearance >= 60 else t.clearance / 10)
    if t.age is not None and t.age >= 75:
        known.append(6.0)
    return min(known, default=None)


def rhythm_drugs(t: Trigger) -> Iterator[Due]:
    if "amiodarone" in t.drugs:
        yield from _series("amiodarone", t.on, [months(6 * n) for n in range(1, 5)], ("tsh", "alt"), 14)
    if "digoxin" in t.drugs:
        yield Due("digoxin", *_between(t.on, 5, 7), tests=("dig", "k", "mg", "cr"))


def contrast(t: Trigger) -> Iterator[Due]:
    if t.contrast_on and t.egfr is not None and t.egfr < 45:
        yield Due("contrast", *_between(t.contrast_on, 2, 3), tests=("cr",))


def heart(t: Trigger) -> Iterator[Due]:
    if t.coronary and t.lvef is not None and t.lvef <= 40:
        yield Due("weak_heart", *_between(t.on, 42, 84), exams=("echo",))


def anaemia(t: Trigger) -> Iterator[Due]:
    thinned = bool(t.classes & {"oac", "p2y12"})
    if thinned and t.haemoglobin is not None and t.haemoglobin < 110:
        yield Due("anaemia", *_between(t.on, 14, 28), tests=("hb", "fer"))


def dapt_end(t: Trigger) -> Iterator[Due]:
    if t.dapt_until:
        yield Due("dapt_end", t.dapt_until - timedelta(days=14), t.dapt_until, exams=("dapt_decision",))


RULES: tuple[Callable[[Trigger], Iterator[Due]], ...] = (
    lipids, potassium, sglt2_inhibitor, anticoagulant, rhythm_drugs, contrast, heart, anaemia, dapt_end,
)  # fmt: skip


def due(trigger: Trigger) -> list[Due]:
    """Everything that a stay makes due, in order of time."""
    return sorted((d for rule in RULES for d in rule(trigger)), key=lambda d: (d.first, d.last, d.why))


def due_by(found: list[Due], since: date, until: date) -> list[Due]:
    """What falls due between two contacts: it begins by the later and has not ended before the earlier."""
    return [d for d in found if d.first <= until and (d.stays or d.last > since)]
