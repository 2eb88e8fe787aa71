"""How complete a record is: core variables that have a value or a stated reason for having none."""

from dataclasses import dataclass
from typing import Any

from cardiology.dictionary.fields import Variable
from cardiology.dictionary.missing import Missing
from cardiology.dictionary.registry import variables
from cardiology.dictionary.section import Declared


@dataclass(frozen=True)
class Completeness:
    """Core variables asked, answered, and those still open."""

    asked: int
    open: tuple[Variable, ...]

    @property
    def answered(self) -> int:
        return self.asked - len(self.open)

    @property
    def state(self) -> str:
        """`complete`, `partial` or `empty`; a section without core variables is complete."""
        if not self.open:
            return "complete"
        return "partial" if self.answered else "empty"


def completeness(model: type[Declared], row: Declared | None, stay: Any = None) -> Completeness:
    """Completeness of one section, of what concerns this patient and stay; no row: all of that is open."""
    core = tuple(
        v for v in variables(model) if v.core and v.concerns(row) and model.counts(v.name, row, stay)
    )
    return Completeness(len(core), tuple(v for v in core if row is None or not _is_answered(row, v)))


def _is_answered(row: Declared, variable: Variable) -> bool:
    if getattr(row, variable.attname) not in (None, ""):
        return True
    return row.missing.get(variable.name, Missing.NOT_RECORDED) != Missing.NOT_RECORDED
