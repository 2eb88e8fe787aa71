"""The lines with which the drug table of a phase opens: what is stored, what an order set fills in."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from cardiology.models import History, Medication, Phase, Route
from cardiology.prescribing import order_sets
from cardiology.prescribing.cautions import Caution, cautions
from cardiology.queries.drugs.lists import listed, ordered, running
from cardiology.queries.one_stay import Recorded

NEW = {"dose_unit": "mg", "route": Route.ORAL}  # with which an empty line opens


@dataclass(frozen=True)
class Filled:
    """A row, stored or to be reviewed, with what stands beside it."""

    row: Medication
    hint: str = ""
    cautions: list[Caution] = field(default_factory=list)
    has_ended: bool = False


def stored(read: Recorded, phase: str) -> list[Filled]:
    """The lines that are stored, each with what the record says against it while it runs."""
    told = allergies(read)
    return [
        Filled(m, "", [] if m.stopped_on else _against(read, phase, m, told), bool(m.stopped_on))
        for m in listed(read, phase)
    ]


def suggested(read: Recorded, phase: str, set_id: str) -> list[Filled]:
    """The lines that an order set fills in for this patient, to be reviewed."""
    chosen = order_sets.BY_ID.get(set_id)
    if chosen is None or phase == Phase.HOME:
        return []
    rows = listed(read, phase)
    kept = running(rows) if phase == Phase.WARD else rows
    loaded = frozenset(m.drug_class or "" for m in rows if m.is_loading == "yes")
    given = frozenset(m.drug_class or "" for m in kept)
    told = allergies(read)
    lines = order_sets.lines(chosen, phase, read.snapshot, given, loaded)
    return [_filled(read, phase, s, told) for s in lines]


def beside(read: Recorded, phase: str, row: Medication) -> Filled:
    """A line that was typed, with what the record says against it."""
    return Filled(row, "", _against(read, phase, row, allergies(read)))


def _filled(read: Recorded, phase: str, line: order_sets.Suggestion, told: str) -> Filled:
    row = Medication(
        phase=phase, drug=line.drug, dose=Decimal(line.dose) if line.dose else None, dose_unit=line.unit,
        frequency=line.frequency, route=Route.ORAL, is_loading="yes" if line.is_loading else None,
    )  # fmt: skip
    against = _against(read, phase, row, told)
    if order_sets.is_unsure(line, read.snapshot):
        against.append(Caution(_("Not known whether the patient needs it"), ""))
    return Filled(row, _("Usual: %(dose)s") % {"dose": line.usual} + f" · {line.source}", against)


def _against(read: Recorded, phase: str, row: Medication, told: str) -> list[Caution]:
    if phase == Phase.HOME or not row.drug:
        return []
    seen = read.at_discharge if phase == Phase.DISCHARGE else read.snapshot
    return cautions(seen, row.drug, told, ordered(row))


def home_note(read: Recorded, phase: str) -> str:
    """Of an empty home list: `none` where it was said that nothing is taken, `unasked` where nothing was."""
    if phase != Phase.HOME or listed(read, phase):
        return ""
    rows: list[Any] = read.of(History)
    return "none" if any(h.takes_drugs == "no" for h in rows) else "unasked"


def allergies(read: Recorded) -> str:
    """What the patient is allergic to, as recorded in this stay."""
    rows: list[Any] = read.of(History)
    return next((h.allergy_to for h in rows if h.allergy == "yes" and h.allergy_to), "")
