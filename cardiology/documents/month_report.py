"""The monthly report of a department."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from cardiology.charts import bars
from cardiology.models import User
from cardiology.quality import Outcome, Rate
from cardiology.queries.department_month import Month, month
from cardiology.queries.quality.confirmations import confirmed
from cardiology.registries import report_parts


def context(user: User, first: date) -> dict[str, Any]:
    """The month as plain values, for the page and for the PDF alike."""
    found = month(user, first)
    standing = confirmed(user.hospital, "measure")
    return {
        "month": found,
        "measures": [line(r, r.measure.confirmed or r.measure.id in standing) for r in found.rates],
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


def line(rate: Rate, is_confirmed: bool) -> dict[str, Any]:
    """One measure: share with its interval, and everybody who is not in it."""
    interval = rate.interval
    return {
        "measure": rate.measure,
        "is_confirmed": is_confirmed,
        "met": rate.numerator,
        "n": rate.denominator,
        "share": percent(rate.rate),
        "interval": f"{percent(interval[0])}–{percent(interval[1])}" if interval else "–",
        "target": percent(rate.measure.target),
        "side": "≤" if rate.measure.undesired else "≥",
        "reached": rate.measure.is_reached(rate.rate),
        "excluded": len(rate.who(Outcome.EXCLUDED)),
        "exception": len(rate.who(Outcome.EXCEPTION)),
        "indeterminate": len(rate.who(Outcome.INDETERMINATE)),
    }


def percent(share: float | None) -> str:
    """A share as a whole percentage, rounded half up; a dash for none."""
    return "–" if share is None else f"{int(share * 100 + 0.5)} %"
