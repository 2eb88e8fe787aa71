"""The results grid: tests by panel, times as columns, the last change, a sparkline."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cardiology.codes.panels import OTHER, PANELS, panel_of, place
from cardiology.drawing.lanes import Value
from cardiology.drawing.shapes import number
from cardiology.drawing.sparkline import sparkline
from cardiology.drawing.svg import paint
from cardiology.queries.course import change
from cardiology.queries.course.asked import Asked
from cardiology.queries.course.results import CRITICAL, Result, by_test, interval, label, said, tip
from cardiology.wording import unit

COLUMNS = 7


@dataclass(frozen=True)
class Cell:
    """One result of the grid."""

    text: str
    flag: str
    tip: str
    url: str


@dataclass(frozen=True)
class Row:
    """One test: unit and reference interval as shown, the last change, its values."""

    label: str
    unit: str
    reference: str
    change: str
    spark: SafeString | str
    cells: list[Cell | None]
    is_critical: bool = False


@dataclass(frozen=True)
class Chip:
    """A choice of the toolbar: its label, the words of its address, whether it is on."""

    label: Any
    query: str
    is_on: bool


@dataclass(frozen=True)
class Grid:
    """The columns shown, the tests by panel, and what can be asked otherwise."""

    times: list[datetime]
    groups: list[tuple[Any, list[Row]]]
    panels: list[Chip]
    abnormal: Chip
    orders: list[Chip]
    units: list[Chip]
    newer: str | None
    older: str | None
    page: int
    pages: int
    results: int
    critical: int
    is_converted: bool


def grid(results: list[Result], asked: Asked, columns: int = COLUMNS) -> Grid:
    """The grid of a stay's results; `asked` chooses the rows, the order and the page of columns."""
    known = by_test(results)
    names = [n for n in sorted(known, key=place) if _is_chosen(n, known[n], asked)]
    every = sorted({r.at for n in names for r in known[n]}, reverse=asked.order == "newest")
    pages = max(1, -(-len(every) // columns))
    page = min(asked.page, pages)
    times = every[(page - 1) * columns : page * columns]
    span = (results[0].at, results[-1].at) if results else None
    rows = [(panel_of(n), _row(known[n], times, asked.units, span)) for n in names]  # type: ignore[arg-type]
    shown = [(p, r) for p, r in rows if any(r.cells)]
    return Grid(
        times=times,
        groups=_grouped(shown),
        panels=_panels(known, asked),
        abnormal=Chip(
            _("Abnormal only"), asked.but(abnormal="" if asked.abnormal else "1"), bool(asked.abnormal)
        ),
        orders=_choices(asked, "order", {"newest": _("Newest first"), "oldest": _("Oldest first")}),
        units=_choices(asked, "units", {"si": _("SI units"), "conventional": _("Conventional units")}),
        newer=asked.but(page=page - 1) if page > 1 else None,
        older=asked.but(page=page + 1) if page < pages else None,
        page=page,
        pages=pages,
        results=len(results),
        critical=sum(r.flag in CRITICAL for r in results),
        is_converted=asked.units == "conventional",
    )


def _is_chosen(name: str, results: list[Result], asked: Asked) -> bool:
    if asked.panel and panel_of(name) != asked.panel:
        return False
    return not asked.abnormal or any(r.is_abnormal for r in results)


def _grouped(rows: list[tuple[str, Row]]) -> list[tuple[Any, list[Row]]]:
    labels = {name: words for name, (words, _tests) in PANELS.items()} | {OTHER: _("Other tests")}
    groups: dict[str, list[Row]] = {}
    for panel, row in rows:
        groups.setdefault(panel, []).append(row)
    return [(labels[panel], found) for panel, found in groups.items()]


def _panels(known: dict[str, list[Result]], asked: Asked) -> list[Chip]:
    there = {panel_of(name) for name in known}
    labels = {name: words for name, (words, _tests) in PANELS.items()} | {OTHER: _("Other tests")}
    every = [Chip(_("All panels"), asked.but(panel=""), not asked.panel)]
    return every + [Chip(w, asked.but(panel=n), asked.panel == n) for n, w in labels.items() if n in there]


def _choices(asked: Asked, name: str, labels: dict[str, str]) -> list[Chip]:
    return [Chip(w, asked.but(**{name: v}), getattr(asked, name) == v) for v, w in labels.items()]


def _row(results: list[Result], times: list[datetime], units: str, span: tuple[datetime, datetime]) -> Row:
    last = next((r for r in reversed(results) if r.value is not None), results[-1])
    shown_in = change.display(last, units)
    cells = _cells(results, times, units, shown_in.unit)
    return Row(
        label=label(last),
        unit=unit(shown_in.unit),
        reference=interval(*(shown_in.number(v) for v in (last.low, last.high))),
        change=change.to_last(results, shown_in),
        spark=_spark(results, span),
        cells=cells,
        is_critical=any(r.flag in CRITICAL for r in results),
    )


def _cells(
    results: list[Result], times: Sequence[datetime], units: str, heading: str | None
) -> list[Cell | None]:
    """The cells of a row; where a test was done twice at one time, the later entry, told with the earlier."""
    wanted, before = set(times), change.previous(results)
    found: dict[datetime, Cell] = {}
    for result in results:
        if result.at not in wanted:
            continue
        words = [tip(result)]
        if result.pk in before:
            words.append(change.since(result, before[result.pk], change.display(result, units)))
        if result.at in found:
            words.append(_("also %(value)s at the same time") % {"value": found[result.at].text})
        url = reverse("section_edit", args=["labresult", result.pk])
        text = _text(result, units, heading)
        found[result.at] = Cell(text, result.flag or "", " · ".join(words), url)
    return [found.get(at) for at in times]


def _text(result: Result, units: str, heading: str | None) -> str:
    """The value, with its unit where that is not the one in the heading of the row."""
    if result.value is None:
        return said(result)
    shown_in = change.display(result, units)
    own = "" if shown_in.unit == heading else f" {unit(shown_in.unit)}"
    return f"{result.comparator or ''}{shown_in.text(result.value)}{own}"


def _spark(results: list[Result], span: tuple[datetime, datetime]) -> SafeString | str:
    """Only where there is a course to see."""
    values = [Value(r.at, float(r.number), r.flag or "", "") for r in results if r.number is not None]
    if len(values) < 2 or span[0] == span[1]:
        return ""
    last, numbers = results[-1], [v.value for v in values]
    words = ngettext(
        "%(n)d value, from %(low)s to %(high)s", "%(n)d values, from %(low)s to %(high)s", len(values)
    ) % {"n": len(values), "low": number(min(numbers)), "high": number(max(numbers))}
    low, high = (None if v is None else float(v) for v in (last.low, last.high))
    return paint(sparkline(words, values, span[0], span[1], low, high), links=False)
