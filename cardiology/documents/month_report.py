"""The monthly report of a department."""

from collections.abc import Container
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from cardiology.charts import bars
from cardiology.models import MeasureMonth, User
from cardiology.quality import MEASURES, wilson
from cardiology.quality.measure import Measure
from cardiology.queries.department_month import Month, month
from cardiology.queries.quality.board import Time
from cardiology.queries.quality.confirmations import confirmed
from cardiology.registries import report_parts
from cardiology.timeline.intervals import Interval
from cardiology.wording import moment


def context(user: User, first: date) -> dict[str, Any]:
    """The month as plain values, for the page and for the PDF alike."""
    found = month(user, first)
    standing = confirmed(user.hospital, "measure")
    rows = {row.measure: row for row in found.counted.measures}
    return {
        "month": found,
        "counted": moment(found.counted.at),
        "times": [time_line(t) for t in found.intervals],
        "measures": [line(m, rows.get(m.id), standing) for m in MEASURES.values()],
        "trend": bars([(f"{m:%Y-%m}"[2:], n) for m, n in found.trend], _("Discharges per month")),
        "parts": [part(user, found.first, found.last) for part in report_parts],
        "numbers": numbers(found),
    }


def numbers(found: Month) -> list[tuple[str, str]]:
    """The head line: label and value."""
    stay = "–" if found.length_of_stay is None else f"{found.length_of_stay:.1f}"
    return [
        (_("Admitted"), str(found.admitted)),
        (_("Discharged"), str(found.discharged)),
        (_("Died in hospital"), str(found.died)),
        (_("Length of stay, median (days)"), stay),
    ]


def line(measure: Measure, found: MeasureMonth | None, standing: Container[str]) -> dict[str, Any]:
    """One measure: share with its interval, and who is not in it; zeros where it concerned nobody."""
    row = found or MeasureMonth(met=0, n=0)
    share = row.met / row.n if row.n else None
    interval = wilson(row.met, row.n)
    return {
        "measure": measure,
        "is_confirmed": measure.confirmed or measure.id in standing,
        "row": row,
        "share": percent(share),
        "interval": f"{percent(interval[0])}–{percent(interval[1])}" if interval else "–",
        "target": percent(measure.target),
        "side": "≤" if measure.undesired else "≥",
        "reached": measure.is_reached(share),
    }


def time_line(time: Time) -> dict[str, Any]:
    """One interval of the chest-pain timeline."""
    now, before = time.now, time.before
    return {
        "label": time.interval.label,
        "n": now.n,
        "median": minutes(now.median),
        "quartiles": f"{minutes(now.lower)}–{minutes(now.upper)}" if now.n else "–",
        "mean": minutes(now.mean),
        "target": aim(time.interval),
        "share": percent(time.share),
        "before": minutes(before.median),
        "bar": time.bar,
    }


def aim(interval: Interval) -> str:
    """The most minutes that count as in time, also of patients who were transferred in; a dash for none."""
    if interval.target is None or interval.by_transfer is None:
        return f"≤ {interval.target}" if interval.target else "–"
    own_and_other = {"own": interval.target, "transfer": interval.by_transfer}
    return _("≤ %(own)s, transferred in ≤ %(transfer)s") % own_and_other


def minutes(value: float | None) -> str:
    """Whole minutes, half up; a dash for none."""
    return "–" if value is None else f"{int(value + 0.5) if value >= 0 else -int(-value + 0.5)}"


def percent(share: float | None) -> str:
    """A share as a whole percentage, rounded half up; a dash for none."""
    return "–" if share is None else f"{int(share * 100 + 0.5)} %"
