"""A check of the record: what it speaks of, when it holds, and what it says.

A check speaks of one row: of the section of its first variable. It is asked once for each row of that
section in which every named variable is known, of this section and of those that are filled once in a stay;
so what is unknown never breaks a check. `lacks` names variables that have neither value nor reason, `about`
further ones that it looks at, known or not.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy as _

from cardiology.checks.facts import Facts, Row

ONCE = ("patient", "admission", "presentation", "timeline", "history", "discharge")


class Severity(StrEnum):
    """`error`: one of the values is wrong. `warning`: it is right in few patients. `note`: worth a look."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Where(StrEnum):
    """`form`: after a form was saved. `import`: in the dry run, row by row. `nightly`: all recent stays."""

    FORM = "form"
    IMPORT = "import"
    NIGHTLY = "nightly"


FAMILIES = {
    "REQ": _("Required"),
    "PAR": _("Parent and child"),
    "CON": _("Conflict"),
    "OUT": _("Outlier"),
    "DAT": _("Order of dates"),
    "DIF": _("Distance of dates or values"),
    "UNI": _("Once only"),
    "REF": _("Reference exists"),
    "RNG": _("Pair of limits"),
    "FMT": _("Format"),
    "T": _("Order of the chest-pain timeline"),
}
AMONG_ROWS = {"UNI", "REF"}  # they look at other rows and have nothing to say of a single one
SEVERITIES = {
    Severity.ERROR: _("Error"),
    Severity.WARNING: _("Warning"),
    Severity.NOTE: _("Note"),
}
PLACES = {Where.FORM: _("form"), Where.IMPORT: _("import"), Where.NIGHTLY: _("nightly")}

Test = Callable[[Any, Facts], bool]


@dataclass(frozen=True)
class Check:
    """One line of the rule table. `fields` and `lacks` are `section.variable`, parted by spaces."""

    id: str
    fields: str
    severity: Severity
    breaks: Test
    sentence: Any
    source: str
    lacks: str = ""
    about: str = ""
    alone: bool = True  # can be judged from one row of a file, where all variables are of one section

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Every variable that the check speaks of."""
        return (*self.fields.split(), *self.lacks.split(), *self.about.split())

    @cached_property
    def section(self) -> str:
        """The section whose rows it judges."""
        return self.names[0].partition(".")[0]

    @cached_property
    def sections(self) -> frozenset[str]:
        """Every section that it looks at; what is written elsewhere does not change its answer."""
        return frozenset(name.partition(".")[0] for name in self.names)

    @cached_property
    def family(self) -> str:
        return self.id.partition("-")[0] if "-" in self.id else "T"

    @cached_property
    def where(self) -> tuple[Where, ...]:
        """Import judges what one row of a file shows; the others see the whole stay."""
        alone = self.alone and self.speaks_of_one and self.family not in AMONG_ROWS
        return tuple(Where) if alone else (Where.FORM, Where.NIGHTLY)

    @cached_property
    def speaks_of_one(self) -> bool:
        """Whether all of its variables are of one section."""
        return len({n.partition(".")[0] for n in self.names}) == 1

    @cached_property
    def _own(self) -> tuple[str, ...]:
        """What has to be known of the row itself."""
        return tuple(v for s, v in _pairs(self.fields) if s == self.section)

    @cached_property
    def _beside(self) -> tuple[tuple[str, str], ...]:
        """What has to be known of the sections that are filled once."""
        return tuple(p for p in _pairs(self.fields) if p[0] != self.section and p[0] in ONCE)

    @cached_property
    def _lacking(self) -> tuple[tuple[str, str], ...]:
        return _pairs(self.lacks)

    def concerns(self, stay: Facts) -> bool:
        """Whether there are rows to judge, and what it needs beside them is known."""
        return self.section in stay.sections and all(n in stay.one(s).values for s, n in self._beside)

    def is_broken(self, row: Row, stay: Facts) -> bool:
        """Whether this row of the stay, which it concerns, breaks the check."""
        for name in self._own:
            if name not in row.values:
                return False
        for section, name in self._lacking:
            if not (row if section == self.section else stay.one(section)).lacks(name):
                return False
        return bool(self.breaks(row, stay))


def _pairs(names: str) -> tuple[tuple[str, str], ...]:
    """Section and variable of each name."""
    return tuple((s, v) for s, _dot, v in (n.partition(".") for n in names.split()))


@dataclass(frozen=True)
class Found:
    """A check that one row of a stay breaks."""

    check: Check
    row: Row


def found_in(stay: Facts, checks: Iterable[Check]) -> Iterator[Found]:
    """Every check that the stay breaks, row by row."""
    for check in checks:
        if check.concerns(stay):
            for row in stay.sections[check.section]:
                if check.is_broken(row, stay):
                    yield Found(check, row)
