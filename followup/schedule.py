"""Pathways as data: which contacts a patient gets after which kind of stay, and in which windows.

Dates, not instants. Windows include both ends. Source of the contacts and windows: FP-ACS and FP-HF of the
department's follow-up programme (HF early visit and titration: 2021 ESC and 2024 Chinese guidance; the
other windows are house rules).
"""

from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

Answer = bool | None


@dataclass(frozen=True)
class Facts:
    """What decides on pathways, as known at discharge. None means unknown."""

    category: str | None = None
    had_pci: Answer = None
    lvef: float | None = None
    classes: frozenset[str] | None = None
    disposition: str | None = None
    agrees: Answer = None  # to be called; only a recorded refusal stops a plan


@dataclass(frozen=True)
class Span:
    """A distance in days or in calendar months."""

    days: int = 0
    months: int = 0

    def after(self, anchor: date) -> date:
        """The day this far after the anchor; a month that is too short ends on its last day."""
        index = anchor.year * 12 + anchor.month - 1 + self.months
        year, month = divmod(index, 12)
        day = min(anchor.day, monthrange(year, month + 1)[1])
        return date(year, month + 1, day) + timedelta(days=self.days)


def days(n: int) -> Span:
    return Span(days=n)


def months(n: int) -> Span:
    return Span(months=n)


def always(_facts: Facts) -> bool:
    return True


@dataclass(frozen=True)
class Visit:
    """One planned contact: code, target, window in days around the target, what is asked, for whom."""

    code: str
    due: Span
    window: tuple[int, int]
    asks: tuple[str, ...]
    title: Any
    concerns: Callable[[Facts], bool] = always

    def planned(self, anchor: date) -> "Planned":
        """Target and window counted from an anchor."""
        target = self.due.after(anchor)
        first, last = self.window
        return Planned(self.code, target, target + timedelta(days=first), target + timedelta(days=last))


@dataclass(frozen=True)
class Planned:
    """Nominal target and window of one contact."""

    code: str
    target: date
    opens_on: date
    closes_on: date


@dataclass(frozen=True)
class Pathway:
    """A follow-up programme. After the last visit it goes on `every` so often, or ends where that is None."""

    do_not_call_in_templates: ClassVar[bool] = True

    id: str
    title: Any
    version: int
    applies: Callable[[Facts], bool]
    visits: tuple[Visit, ...]
    every: Visit | None = None

    def planned(self, anchor: date, facts: Facts) -> list[Planned]:
        """Every contact of this patient, in order of target."""
        found = [v.planned(anchor) for v in self.visits if v.concerns(facts)]
        return sorted(found, key=lambda p: p.target)

    def after(self, code: str, anchor: date) -> Planned | None:
        """The contact that follows the last declared one or a repeated one ("12m" is followed by "24m")."""
        if self.every is None or not code.endswith("m") or code not in self._lasting(code):
            return None
        n = int(code[:-1]) + self.every.due.months
        return Visit(f"{n}m", months(n), self.every.window, self.every.asks, "").planned(anchor)

    def visit(self, code: str) -> Visit | None:
        """The declaration behind a code; a repeated visit has the declaration of the repetition."""
        declared = {v.code: v for v in self.visits}
        return declared.get(code) or self.every

    def _lasting(self, code: str) -> tuple[str, ...]:
        last = self.visits[-1].code
        goes_on = code[:-1].isdigit() and last[:-1].isdigit() and int(code[:-1]) >= int(last[:-1])
        return (code,) if goes_on else ()


COMMON = (
    "informant",
    "angina",
    "rest_pain",
    "nyha",
    "palpitation",
    "syncope",
    "bleeding",
    "neurological_sign",
)
DRUGS = ("missed_doses", "stopped_antiplatelet", "stop_reason")
PRESSURE = ("systolic_bp", "diastolic_bp", "heart_rate")
CLOSING = ("smoking_now", "next_appointment_on", "remark")
ACS_ASKS = (*COMMON, *PRESSURE, *DRUGS, *CLOSING)
HF_ASKS = (*COMMON, "swelling", "weight", "weight_change", *PRESSURE, *DRUGS, *CLOSING)

ACS = ("stemi", "nstemi", "ua")
PILLARS = ("raasi", "beta_blocker", "mra", "sglt2i")
RAASI = frozenset({"raasi", "acei", "arb", "arni"})


def is_acs_or_pci(facts: Facts) -> bool:
    return facts.category in ACS or facts.had_pci is True


def is_not_elective(facts: Facts) -> bool:
    """A PCI without acute coronary syndrome is elective and may skip the first call."""
    return facts.category in ACS


def is_heart_failure(facts: Facts) -> bool:
    return facts.category == "hf"


def titrates(facts: Facts) -> bool:
    """Reduced ejection fraction and a class of the four pillars missing; unknown plans nothing by itself."""
    if facts.lvef is None or facts.lvef > 40 or facts.classes is None:
        return False
    given = set(facts.classes) | ({"raasi"} if facts.classes & RAASI else set())
    return not given.issuperset(PILLARS)


PATHWAYS: dict[str, Pathway] = {
    "acs": Pathway(
        "acs", _("ACS or PCI"), 1, is_acs_or_pci,
        (
            Visit("7d", days(7), (-2, 3), ACS_ASKS, _("Day 7"), is_not_elective),
            Visit("1m", months(1), (-7, 7), ACS_ASKS, _("1 month")),
            Visit("3m", months(3), (-14, 14), ACS_ASKS, _("3 months")),
            Visit("6m", months(6), (-14, 14), ACS_ASKS, _("6 months")),
            Visit("12m", months(12), (-30, 30), ACS_ASKS, _("12 months")),
        ),
        every=Visit("", months(12), (-30, 30), ACS_ASKS, _("Yearly")),
    ),
    "hf": Pathway(
        "hf", _("Heart failure"), 1, is_heart_failure,
        (
            Visit("3d", days(3), (-1, 1), HF_ASKS, _("Day 3")),
            Visit("7-14d", days(10), (-3, 4), HF_ASKS, _("Days 7 to 14")),
            Visit("2w", days(14), (-3, 3), HF_ASKS, _("Week 2, titration"), titrates),
            Visit("3w", days(21), (-3, 3), HF_ASKS, _("Week 3, titration"), titrates),
            Visit("1m", months(1), (-7, 7), HF_ASKS, _("1 month")),
            Visit("6w", days(42), (-3, 3), HF_ASKS, _("Week 6, titration"), titrates),
            Visit("3m", months(3), (-14, 14), HF_ASKS, _("3 months")),
            Visit("6m", months(6), (-14, 14), HF_ASKS, _("6 months")),
            Visit("12m", months(12), (-30, 30), HF_ASKS, _("12 months")),
        ),
        every=Visit("", months(6), (-30, 30), HF_ASKS, _("Half-yearly")),
    ),
}  # fmt: skip

NOT_FOLLOWED = ("died", "hospice")


def pathways_for(facts: Facts) -> list[Pathway]:
    """The pathways of a patient; none for who died, goes to a hospice, or has refused to be called."""
    if facts.disposition in NOT_FOLLOWED or facts.agrees is False:
        return []
    return [p for p in PATHWAYS.values() if p.applies(facts)]


def title_of(pathway: str, code: str) -> Any:
    """A visit in words: “3 months”."""
    declared = {v.code: v for v in PATHWAYS[pathway].visits} if pathway in PATHWAYS else {}
    if code in declared:
        return declared[code].title
    return _("%(n)s months") % {"n": code[:-1]} if code[:-1].isdigit() else code


def asks_of(pairs: list[tuple[str, str]]) -> list[str]:
    """The questions of several (pathway, code) in one call: the union, in the order of the longest list."""
    lists = [v.asks for pathway, code in pairs if pathway in PATHWAYS
             and (v := PATHWAYS[pathway].visit(code))]  # fmt: skip
    longest = max(lists, key=len, default=ACS_ASKS)
    return list(dict.fromkeys([*longest, *(name for asks in lists for name in asks)]))


def problems(known: set[str]) -> Iterator[str]:
    """What is wrong with the declared pathways; `known` are the variables of the follow-up section."""
    for pathway in PATHWAYS.values():
        codes = [v.code for v in pathway.visits]
        if len(set(codes)) != len(codes):
            yield f"{pathway.id}: two visits have one code."
        for visit in (*pathway.visits, *([pathway.every] if pathway.every else [])):
            first, last = visit.window
            if first > 0 or last < 0:
                yield f"{pathway.id} {visit.code}: the window does not contain the due day."
            for name in visit.asks:
                if name not in known:
                    yield f"{pathway.id} {visit.code} asks “{name}”, which is not a follow-up variable."
        for anchor in (date(2026, 1, 31), date(2026, 6, 15)):
            fixed = [v.planned(anchor) for v in pathway.visits if v.concerns in (always, is_not_elective)]
            for one, other in zip(fixed, fixed[1:], strict=False):
                if one.closes_on >= other.opens_on:
                    yield f"{pathway.id}: the windows of {one.code} and {other.code} overlap."
