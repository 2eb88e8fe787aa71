"""The rule table of the record: checks across variables and of their order, one file per clinical noun."""

from collections.abc import Iterable

from cardiology.checks import (
    arrival,
    bedside,
    complication,
    discharge,
    ecg,
    echo,
    history,
    laboratory,
    lesion,
    medication,
    order,
    person,
    presentation,
    procedure,
    timeline,
)
from cardiology.checks.check import Check

MODULES = (
    person, arrival, presentation, order, timeline, history, bedside, laboratory, ecg, echo, procedure,
    lesion, medication, complication, discharge,
)  # fmt: skip
CHECKS: dict[str, Check] = {check.id: check for module in MODULES for check in module.CHECKS}
BY_SECTION: dict[str, tuple[Check, ...]] = {
    section: tuple(c for c in CHECKS.values() if c.section == section)
    for section in dict.fromkeys(c.section for c in CHECKS.values())
}


def looking_at(sections: Iterable[str]) -> tuple[Check, ...]:
    """The checks whose answer may change when something is written in these sections."""
    written = set(sections)
    return tuple(c for c in CHECKS.values() if c.sections & written)


__all__ = ["BY_SECTION", "CHECKS", "Check", "looking_at"]
