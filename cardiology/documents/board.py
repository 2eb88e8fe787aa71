"""The quality board as plain values: for the page, the PDF and the spreadsheet alike."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from cardiology.documents.month_report import minutes, percent, time_line
from cardiology.drawing.board import course, spark
from cardiology.drawing.funnel import funnel
from cardiology.models import User
from cardiology.quality.board import BARS
from cardiology.queries.quality import subject as one_subject
from cardiology.queries.quality.board import LEAST, Number, Page, Period, page, subjects
from cardiology.queries.quality.reviews import overdue
from cardiology.registries import Column, Figure, Table
from cardiology.resources import as_xlsx, written
from cardiology.wording import moment

ARROWS = {1: "↗", 0: "→", -1: "↘", None: ""}


def context(user: User, period: Period) -> dict[str, Any]:
    """The whole board."""
    found = page(user, period)
    return {
        "board": found,
        "period": spoken(period),
        "numbers": [line(n) for n in found.numbers],
        "times": [time_line(t) for t in found.times],
        "bars": [(subjects()[b.subject].title, b.words, b.source) for b in BARS if b.subject in subjects()],
        "overdue": overdue(timezone.localdate()),
        "counted": moment(found.counted_at) if found.counted_at else "",
    }


def spoken(period: Period) -> str:
    """A period in words: its first and last month."""
    months = period.months
    return f"{months[0]:%Y-%m}" if len(months) == 1 else f"{months[0]:%Y-%m} – {months[-1]:%Y-%m}"


def line(number: Number) -> dict[str, Any]:
    """One number, with everything that a cell shows."""
    interval = number.interval
    return {
        "number": number,
        "share": percent(number.share),
        "met": f"{number.met}/{number.n}",
        "interval": f"{percent(interval[0])}–{percent(interval[1])}" if interval else "–",
        "target": target(number.target, number.undesired),
        "arrow": ARROWS[number.direction],
        "arrow_words": direction(number),
        "spark": spark(number.trend, _("Course of 24 months: %(title)s") % {"title": number.title}),
        "peers": peers(number),
        "tone": {True: "done", False: "attention", None: ""}[number.is_reached],
    }


def target(share: float | None, undesired: bool) -> str:
    """The target with its side: at least, or at most."""
    return "–" if share is None else f"{'≤' if undesired else '≥'} {percent(share)}"


def direction(number: Number) -> str:
    """The change against the period before, in words."""
    if number.direction is None:
        return _("fewer than %(least)s patients now or before") % {"least": LEAST}
    words = {1: _("better than before"), 0: _("no more than chance"), -1: _("worse than before")}
    points = f"{number.difference or 0:+.0f}"
    return _("%(words)s (%(points)s points)") % {"words": words[number.direction], "points": points}


def peers(number: Number) -> str:
    """All other hospitals together; a dash where they would not be anonymous."""
    if number.peers is None:
        return "–"
    met, n = number.peers
    return _("%(share)s of %(n)s") % {"share": percent(met / n), "n": n}


def one(user: User, subject: str, period: Period) -> dict[str, Any]:
    """One number by itself: its course, the funnels, the reasons."""
    number = one_subject.one(user, subject, period)
    return {
        "number": number,
        "line": line(number),
        "period": spoken(period),
        "course": course([f"{m:%y-%m}" for m in number.months], number.trend, number.mean, number.target,
                         words={"title": _("Course of 24 months"), "mean": _("mean"), "target": _("target")}),
        "months": months(number, one_subject.rows_of(user, subject, period)),
        "funnels": [_funnel(f) for f in one_subject.funnels(user, subject, period)],
        "reasons": one_subject.reasons(user, subject, period),
        "bars": [b for b in BARS if b.subject == subject],
    }  # fmt: skip


def months(number: Number, rows: dict[Any, Any]) -> list[dict[str, Any]]:
    """The months of the course as the table beneath it, the newest first."""
    return [
        {
            "month": month, "met": f"{m.hits}/{m.n}", "share": percent(m.share), "signal": m.signal,
            "limits": f"{percent(m.lower)}–{percent(m.upper)}" if m.n else "–", "row": rows.get(month),
        }
        for month, m in reversed(list(zip(number.months, number.trend, strict=True)))
    ]  # fmt: skip


def _funnel(found: one_subject.Funnel) -> dict[str, Any]:
    words = {"title": _("Funnel plot by %(kind)s") % {"kind": str(found.title).lower()}, "mean": _("mean"),
             "n": _("patients")}  # fmt: skip
    rows = [(u.label or _("another"), Figure(u.n), f"{u.met}/{u.n}", percent(u.share)) for u in found.units]
    columns = (Column(found.title), Column("n", numeric=True), Column(_("Met"), numeric=True),
               Column(_("Share"), numeric=True))  # fmt: skip
    return {
        "title": words["title"], "svg": funnel(found.units, found.target, words=words),
        "table": Table(words["title"], words["title"], columns, rows),
    }  # fmt: skip


def spreadsheet(user: User, period: Period) -> bytes:
    """The board as XLSX: one line per number and month, then the intervals."""
    found = page(user, period)
    heading = [_("Measure"), _("Title"), _("Period"), _("Met"), "n", _("Share (%)"), _("Lower limit (%)"),
               _("Upper limit (%)"), _("Target (%)"), _("Excluded"), _("Exceptions"), _("Cannot be told"),
               _("Source"), _("Confirmed by the department")]  # fmt: skip
    lines: list[list[Any]] = [heading]
    for number in found.numbers:
        lines.append(_whole(number, spoken(period)))
        lines += [_month(number, month, m.hits, m.n) for month, m in
                  zip(number.months, number.trend, strict=True)]  # fmt: skip
    lines += [[]] + list(_times(found))
    return as_xlsx([[cell if isinstance(cell, int) else written(cell) for cell in row] for row in lines])


def _whole(number: Number, period: str) -> list[Any]:
    low, high = number.interval or (None, None)
    return [
        number.id, str(number.title), period, number.met, number.n, _hundred(number.share), _hundred(low),
        _hundred(high), _hundred(number.target), number.excluded, number.exceptions, number.indeterminate,
        str(number.origin), _("yes") if number.is_confirmed else _("no"),
    ]  # fmt: skip


def _month(number: Number, month: date, met: int, n: int) -> list[Any]:
    return [number.id, str(number.title), f"{month:%Y-%m}", met, n, _hundred(met / n if n else None)]


def _times(found: Page) -> Iterable[list[Any]]:
    yield [_("Interval"), "n", _("Median"), _("Lower quartile"), _("Upper quartile"), _("Mean"), _("Target"),
           _("Within target (%)")]  # fmt: skip
    for t in found.times:
        spread = t.now
        yield [str(t.interval.label), spread.n,
               *(_whole_minutes(v) for v in (spread.median, spread.lower, spread.upper, spread.mean)),
               t.interval.target or "", _hundred(t.share)]  # fmt: skip


def _whole_minutes(value: float | None) -> Any:
    return "" if value is None else Decimal(minutes(value))


def _hundred(share: float | None) -> Any:
    return "" if share is None else Decimal(f"{share * 100:.1f}")
