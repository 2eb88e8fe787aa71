"""What the checks of a record see of one stay: its rows as plain values. None always means unknown."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from cardiology.scores.kidney.egfr import egfr

EGFR = "patient.birth_on patient.sex admission.admitted_at"  # what it needs beside the creatinine
STENTS = ("des", "bms", "covered", "bvs")


class Row:
    """One row of one section. `values` holds only what has a value; a variable without one reads as None.

    `key` is its number in the record, `part_of` that of the row it is part of (a lesion's procedure, a
    device's lesion). Instants are in hospital time, dates are days, a partial date is its text.
    """

    __slots__ = ("key", "part_of", "section", "values", "why_none")

    def __init__(
        self, section: str, values: Mapping[str, Any], key: int = 0, part_of: int | None = None,
        why_none: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        self.section, self.values, self.key, self.part_of = section, values, key, part_of
        self.why_none = why_none or {}  # why a variable has no value

    def __getattr__(self, name: str) -> Any:
        return self.values.get(name)

    def lacks(self, name: str) -> bool:
        """Whether a variable has neither a value nor a reason for having none."""
        return name not in self.values and name not in self.why_none

    def many(self, name: str) -> tuple[str, ...]:
        """The answers of a variable that takes several; none where it was not asked."""
        return tuple(self.values.get(name) or ())


@dataclass(frozen=True, eq=False)
class Facts:
    """The rows of one stay by section, as known at `now`."""

    now: datetime
    sections: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)

    def rows(self, section: str) -> tuple[Row, ...]:
        """Every row of a section, in the order in which they were written."""
        return self.sections.get(section, ())

    def one(self, section: str) -> Row:
        """The row of a section that is filled once; an empty one where nothing was written."""
        found = self.sections.get(section)
        return found[0] if found else Row(section, {})

    @cached_property
    def patient(self) -> Row:
        return self.one("patient")

    @cached_property
    def admission(self) -> Row:
        return self.one("admission")

    @cached_property
    def presentation(self) -> Row:
        return self.one("presentation")

    @cached_property
    def timeline(self) -> Row:
        return self.one("timeline")

    @cached_property
    def history(self) -> Row:
        return self.one("history")

    @cached_property
    def discharge(self) -> Row:
        return self.one("discharge")

    def parts(self, section: str, row: Row) -> tuple[Row, ...]:
        """The rows of a section that are part of this row."""
        return tuple(r for r in self.rows(section) if r.part_of == row.key)

    def whole(self, section: str, row: Row) -> Row:
        """The row that this one is part of."""
        return next((r for r in self.rows(section) if r.key == row.part_of), Row(section, {}))

    def results(self, *tests: str) -> list[Row]:
        """The results of these tests that are numbers, by time."""
        if len(tests) == 1:
            return self._results.get(tests[0], [])
        found = [r for t in tests for r in self._results.get(t, ())]
        return sorted(found, key=lambda r: r.collected_at)

    @cached_property
    def _results(self) -> dict[str, list[Row]]:
        by_test: dict[str, list[Row]] = {}
        for r in self.rows("labresult"):
            if r.test and r.value is not None and r.collected_at:
                by_test.setdefault(r.test, []).append(r)
        return {t: sorted(found, key=lambda r: r.collected_at) for t, found in by_test.items()}

    def listed(self, *phases: str) -> list[Row]:
        """The drugs of these phases."""
        return [m for m in self.rows("medication") if m.phase in phases]

    def of_class(self, phase: str, *classes: str) -> set[str]:
        """The different drugs of these classes on the list of a phase."""
        return {m.drug for m in self.listed(phase) if m.drug and m.drug_class in classes}

    def did(self, kind: str) -> bool:
        """Whether a procedure of this kind is recorded."""
        return any(p.kind == kind for p in self.rows("procedure"))

    def suffered(self, *kinds: str) -> bool:
        """Whether a complication of these kinds is recorded."""
        return any(c.kind in kinds for c in self.rows("complication"))

    @cached_property
    def age(self) -> int | None:
        """Completed years at admission."""
        born, at = self.patient.birth_on, self.admission.admitted_at
        if born is None or at is None:
            recorded = self.admission.age_recorded
            return None if recorded is None else int(recorded)
        return int(at.year - born.year - ((at.month, at.day) < (born.month, born.day)))

    @cached_property
    def first_egfr(self) -> float | None:
        """mL/min/1.73 m² from the first creatinine of the stay (µmol/L)."""
        first = next(iter(self.results("cr")), None)
        if first is None or self.age is None or self.patient.sex not in ("male", "female") or not first.value:
            return None
        return egfr(first.value, self.age, self.patient.sex)

    @cached_property
    def ended_on(self) -> date | None:
        """The day on which the stay ended."""
        at = self.admission.discharged_at
        return at.date() if at else None

    @cached_property
    def is_closed(self) -> bool:
        return self.admission.discharged_at is not None

    @cached_property
    def has_died(self) -> bool:
        return bool(self.discharge.disposition == "died")

    @cached_property
    def lasted(self) -> float:
        """Hours from admission to discharge, or until now."""
        start, end = self.admission.admitted_at, self.admission.discharged_at or self.now
        return (end - start).total_seconds() / 3600 if start else 0.0


def hours(first: datetime, then: datetime) -> float:
    """Hours from the first instant to the then."""
    return (then - first).total_seconds() / 3600


def starts_after(partial: str, on: date) -> bool:
    """Whether a date of known precision lies after a day for certain: `2019` lies after 2018-12-31."""
    return partial > on.isoformat()[: len(partial)]


def outside_life(partial: str, stay: Facts) -> bool:
    """Whether a date of known precision lies before birth or after the admission for certain."""
    born, at = stay.patient.birth_on, stay.admission.admitted_at
    is_before = born is not None and partial < born.isoformat()[: len(partial)]
    return is_before or (at is not None and starts_after(partial, at.date()))
