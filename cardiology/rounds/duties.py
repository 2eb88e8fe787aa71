"""What the record of a stay itself asks for today: computed each time, never stored, gone once it is done."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

LVEF_BY_DAY = 3  # of the stay
ASKED_FOR_LVEF = frozenset({"stemi", "nstemi", "hf", "cardiomyopathy"})


@dataclass(frozen=True)
class Facts:
    """What the duties of a stay depend on. `phases`: of which drugs are written (home, ward, discharge)."""

    day: int = 1
    planned: date | None = None
    open_core: int = 0
    category: str | None = None
    has_attending: bool = True
    lvef_measured: bool = True
    phases: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True)
class Duty:
    """One duty in words, and where it is done: a section of the record, or a page of the stay."""

    text: Any
    place: str


def duties(stay: Facts, today: date) -> list[Duty]:
    """The duties of a stay, those of a discharge that is near first."""
    return [*_of_discharge(stay, today), *_of_record(stay)]


def _of_discharge(stay: Facts, today: date) -> Iterator[Duty]:
    if stay.planned is None or stay.planned > today + timedelta(days=1):
        return
    if stay.planned < today:
        yield Duty(_("The planned discharge has passed"), "round")
    if stay.open_core and stay.planned <= today:
        n = stay.open_core
        text = ngettext("Goes home with %(n)d core item open", "Goes home with %(n)d core items open", n)
        yield Duty(text % {"n": n}, "discharge")
    if "discharge" not in stay.phases:
        before = "home" in stay.phases
        yield Duty(
            _("Home drugs are not reconciled for the discharge")
            if before
            else _("The drugs at discharge are not written"),
            "medication",
        )


def _of_record(stay: Facts) -> Iterator[Duty]:
    if not stay.has_attending:
        yield Duty(_("No attending doctor is named"), "admission_edit")
    if stay.category in ASKED_FOR_LVEF and not stay.lvef_measured and stay.day >= LVEF_BY_DAY:
        yield Duty(_("No ejection fraction was measured in this stay"), "echo")
