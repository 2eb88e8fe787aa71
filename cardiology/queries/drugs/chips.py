"""The classes as chips: given by which drug, decided against with which reason, or open."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from cardiology.models import Contraindication, Phase, WhyNot
from cardiology.prescribing.classes import Standing
from cardiology.queries.drugs.lists import name_of, regimen, standings
from cardiology.queries.one_stay import Recorded


@dataclass(frozen=True)
class Chip:
    """One class: `state` is given, against or open; `text` says by what or why; `answers` may be chosen."""

    id: str
    label: Any
    state: str
    text: str
    answers: list[tuple[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Chips:
    """The classes of a phase."""

    stay_id: int
    phase: str
    title: Any
    rows: list[Chip]

    @property
    def open(self) -> int:
        return sum(chip.state == "open" for chip in self.rows)


def chips(read: Recorded, phase: str) -> Chips:
    """The classes that are asked of this patient, in their order."""
    return Chips(read.stay.pk, phase, Phase(phase).label, [_chip(s) for s in standings(read, phase)])


def _chip(standing: Standing) -> Chip:
    family = standing.family
    if standing.given:
        drugs = "; ".join(f"{name_of(m)} {regimen(m)}".strip() for m in standing.given)
        return Chip(family.id, family.label, "given", drugs)
    if standing.against is None:
        return Chip(family.id, family.label, "open", "", _answers(family.against))
    return Chip(family.id, family.label, "against", why(standing.against), _answers(family.against))


def why(decision: Any) -> str:
    """The reason in words, with the contraindication where one is named."""
    reason = str(decision.get_reason_display())
    return f"{reason}: {decision.get_which_display()}" if decision.which else reason


def _answers(against: tuple[str, ...]) -> list[tuple[str, Any]]:
    """What may be answered: (reason, or reason:contraindication; words)."""
    which = [Contraindication(name) for name in (*against, "other")]
    return [
        (WhyNot.NO_INDICATION, WhyNot.NO_INDICATION.label),
        *[(f"{WhyNot.CONTRAINDICATED}:{w}", _("Contraindicated: %(which)s") % {"which": w.label})
          for w in which],
        *[(w.value, w.label) for w in (WhyNot.INTOLERANT, WhyNot.DECLINED, WhyNot.COST, WhyNot.NO_REASON)],
    ]  # fmt: skip
