"""Home → ward → discharge in four columns, with what is still to be decided before them."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cardiology import codes
from cardiology.models import FateReason, History, Medication, Phase, Route
from cardiology.prescribing.reconciliation import (
    CHANGED,
    CONTINUED,
    NEW,
    OPEN,
    STOPPED,
    Line,
    Step,
    is_reconciled,
)
from cardiology.queries.drugs.lists import name_of, often, regimen, steps, to_take_over
from cardiology.queries.one_stay import Recorded

TITLES = {
    CONTINUED: gettext_lazy("Continued"),
    CHANGED: gettext_lazy("Changed"),
    STOPPED: gettext_lazy("Stopped"),
    NEW: gettext_lazy("New"),
}
WORDS = {
    "drug": gettext_lazy("drug"),
    "dose": gettext_lazy("dose"),
    "unit": gettext_lazy("unit"),
    "frequency": gettext_lazy("frequency"),
    "route": gettext_lazy("route"),
}


@dataclass(frozen=True)
class Card:
    """One drug on its way, in words. `way` are (list, regimen) pairs; `home_id` names the home row."""

    name: str
    way: list[tuple[Any, str]]
    note: str
    home_id: int
    is_settled: bool
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class Reconciled:
    """The four columns, the undecided ones, and the ward drugs that are not on the discharge list yet."""

    columns: list[tuple[str, Any, list[Card]]]
    open: list[Card]
    waiting: list[tuple[int, str]]
    unconfirmed: int
    has_home: bool
    said_none: bool
    is_done: bool
    reasons: list[tuple[str, Any]] = field(default_factory=lambda: list(FateReason.choices))

    @property
    def stopped(self) -> list[Card]:
        return next(cards for fate, _title, cards in self.columns if fate == STOPPED)


def reconciled(read: Recorded) -> Reconciled:
    """Where every drug stands between the home list and the discharge list."""
    rows = read.of(Medication)
    found = steps(rows)
    has_home = any(m.phase == Phase.HOME for m in rows)
    said_none = any(h.takes_drugs == "no" for h in read.of(History))
    return Reconciled(
        columns=[(f, TITLES[f], [card(s) for s in found if s.fate == f]) for f in TITLES],
        open=[card(s) for s in found if s.fate == OPEN],
        waiting=[(m.pk, f"{name_of(m)} {regimen(m)}".strip()) for m in to_take_over(read)],
        unconfirmed=sum(bool(s.home and s.discharge and not s.is_settled) for s in found),
        has_home=has_home, said_none=said_none,
        is_done=is_reconciled(found) if has_home else said_none,
    )  # fmt: skip


def card(step: Step) -> Card:
    """A step in words."""
    line = step.home or step.discharge or Line()
    lists = ((_("Home"), step.home), (_("Ward"), step.ward), (_("Discharge"), step.discharge))
    way = [(label, words(one, line)) for label, one in lists if one]
    name = f"{line.name} → {step.discharge.name}" if step.is_switch and step.discharge else line.name
    return Card(
        name, way, note(step), step.home.id if step.home else 0, step.is_settled,
        before=words(step.home, line) if step.home else "",
        after=words(step.discharge, line) if step.discharge else "",
    )  # fmt: skip


def words(line: Line, first: Line) -> str:
    """Dose, frequency and route of a line; its name where it is another drug than the first."""
    dose = f"{line.dose} {line.unit}".strip()
    how_often = often(line.frequency)
    route = str(Route(line.route).label) if line.route not in ("", Route.ORAL) and line.route in Route else ""
    told = " ".join(part for part in (dose, how_often, route) if part) or _("dose not known")
    return told if line.key == first.key else f"{line.name} {told}"


def note(step: Step) -> str:
    """What changed, why it was stopped, what a new drug is for, what cannot be compared."""
    parts: list[str] = []
    if step.changes:
        changed = _(", ").join(str(WORDS[name]) for name in step.changes)
        parts.append(_("Changed: %(what)s") % {"what": changed})
    if step.unknown and not step.is_switch:
        unknown = _(", ").join(str(WORDS[name]) for name in step.unknown)
        parts.append(_("Cannot be compared: %(what)s") % {"what": unknown})
    if step.home and step.home.reason:
        parts.append(str(FateReason(step.home.reason).label))
    if step.fate == NEW and step.discharge:
        drug_class = codes.label("drug_classes", step.discharge.drug_class)
        parts.append(step.discharge.indication or str(drug_class))
    return " · ".join(part for part in parts if part)
