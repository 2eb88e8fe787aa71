"""The results that a discharge summary needs: at admission, at their worst, at discharge."""

from typing import Any

from django.utils.translation import gettext as _

from cardiology import codes
from cardiology.charts import trend
from cardiology.models import Admission, LabResult
from cardiology.wording import unit

# In the order of the page: heart muscle, heart failure, kidney and salts, blood, lipids, sugar, other.
KEY = ("hstnt", "hstni", "tnt", "tni", "ckmb", "ntbnp", "bnp", "cr", "egfr", "k", "na", "hb", "plt", "ldl",
       "tg", "glu", "hba1c", "alt", "crp", "hscrp", "inr", "ddi", "lac")  # fmt: skip
ALWAYS = frozenset({"cr", "egfr", "k", "hb", "ldl", "hba1c", "ntbnp", "bnp"})
LOW_IS_WORSE = frozenset({"hb", "plt", "egfr", "hdl", "alb"})
BOTH_ARE_BAD = frozenset({"k", "na", "glu"})
MOST = 14


def key_results(admission: Admission) -> list[dict[str, Any]]:
    """One line per known test of the list, in its order."""
    found = LabResult.objects.filter(admission=admission, test__in=KEY).order_by("collected_at", "pk")
    by_test: dict[str, list[LabResult]] = {}
    for result in found:
        by_test.setdefault(str(result.test), []).append(result)
    return [_line(test, by_test[test]) for test in KEY if test in by_test and _tells(test, by_test[test])][
        :MOST
    ]


def _tells(test: str, results: list[LabResult]) -> bool:
    """A single result without a flag is left out, unless the next doctor always needs it."""
    return len(results) > 1 or test in ALWAYS or any(r.flag not in (None, "N") for r in results)


def _line(test: str, results: list[LabResult]) -> dict[str, Any]:
    first, last = results[0], results[-1]
    numbers = [float(r.value) for r in results if r.value is not None]
    peak = worst(test, results)
    name = codes.label("laboratory", test)
    return {
        "test": name, "unit": unit(last.unit), "range": last,
        "first": first, "last": last if len(results) > 1 else None,
        "worst": peak if peak not in (first, last) else None,
        "trend": trend(numbers, _("Course of %(test)s") % {"test": name}) if len(numbers) > 1 else "",
    }  # fmt: skip


def worst(test: str, results: list[LabResult]) -> LabResult | None:
    """The result that worried most: the highest, the lowest, or the farthest from its reference range."""
    known = [r for r in results if r.value is not None]
    if test in LOW_IS_WORSE:
        return min(known, key=_value, default=None)
    if test in BOTH_ARE_BAD:
        return max(known, key=_beyond, default=None)
    return max(known, key=_value, default=None)


def _value(result: LabResult) -> float:
    return float(result.value or 0)


def _beyond(result: LabResult) -> float:
    """How far outside the reference range; within it, nothing."""
    low, high, value = result.reference_low, result.reference_high, _value(result)
    if high is not None and value > high:
        return value - float(high)
    return float(low) - value if low is not None and value < low else 0
