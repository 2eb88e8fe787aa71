"""Laboratory results as a grid: rows are tests, columns are times, newest first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cardiology import codes
from cardiology.access import visible_to
from cardiology.codes import laboratory
from cardiology.models import Admission, LabResult, User
from cardiology.wording import plain_number, unit

COLUMNS = 8


@dataclass(frozen=True)
class Test:
    """One row of the grid."""

    label: str
    unit: str
    reference: str
    cells: list[LabResult | None]


@dataclass(frozen=True)
class Grid:
    """Times, tests, and whether there are older results."""

    times: list[datetime]
    tests: list[Test]
    more: int = 0


def grid(user: User, stay: Admission, columns: int = COLUMNS) -> Grid:
    """The latest `columns` collections of a stay. Two queries however many results there are."""
    of_stay = visible_to(user, LabResult).filter(admission=stay)
    times = list(
        of_stay.order_by("-collected_at").values_list("collected_at", flat=True).distinct()[: columns + 1]
    )
    shown = times[:columns]
    by_test: dict[str, dict[datetime, LabResult]] = {}
    for row in of_stay.filter(collected_at__in=shown).order_by("pk"):
        by_test.setdefault(row.test or row.test_text or "", {})[row.collected_at] = row
    order = {t.code: i for i, t in enumerate(laboratory.table())}
    names = sorted(by_test, key=lambda name: (order.get(name, len(order)), name))
    more = columns * 3 if len(times) > columns else 0
    return Grid(shown, [_row(name, by_test[name], shown) for name in names], more)


def _row(name: str, found: dict[datetime, LabResult], times: list[datetime]) -> Test:
    newest = found[max(found)]
    return Test(
        label=codes.label("laboratory", name),
        unit=unit(newest.unit),
        reference=_interval(newest.reference_low, newest.reference_high),
        cells=[found.get(at) for at in times],
    )


def _interval(low: Any, high: Any) -> str:
    if low is None and high is None:
        return ""
    if low is None:
        return f"≤ {plain_number(high)}"
    return f"≥ {plain_number(low)}" if high is None else f"{plain_number(low)}–{plain_number(high)}"
