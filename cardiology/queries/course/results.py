"""The laboratory results of a stay, read once for the grid and the course."""

from collections import defaultdict
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from cardiology import codes
from cardiology.access import visible_to
from cardiology.models import Admission, LabResult, User
from cardiology.wording import moment, plain_number, unit

ARROWS = {"H": "H ↑", "HH": "HH ↑↑", "L": "L ↓", "LL": "LL ↓↓", "A": "A ◆"}
CRITICAL = ("HH", "LL")


class Result(NamedTuple):
    """One result, in the order of its columns in the query."""

    pk: int
    at: datetime
    test: str | None
    test_text: str | None
    value: Decimal | None
    comparator: str | None
    unit: str | None
    value_text: str | None
    unit_text: str | None
    low: Decimal | None
    high: Decimal | None
    flag: str | None
    import_key: str | None

    @property
    def name(self) -> str:
        """The test by our code, or as it was sent."""
        return self.test or self.test_text or ""

    @property
    def number(self) -> Decimal | None:
        """The value where it is a plain number: what has a comparator cannot be drawn or subtracted."""
        return None if self.comparator else self.value

    @property
    def is_abnormal(self) -> bool:
        return self.flag in ARROWS


COLUMNS = (
    "pk", "collected_at", "test", "test_text", "value", "comparator", "unit", "value_text", "unit_text",
    "reference_low", "reference_high", "flag", "import_key",
)  # fmt: skip


def results_of(user: User, stay: Admission) -> list[Result]:
    """Every result of a stay, oldest first, its time to the minute. One query however many there are."""
    rows = visible_to(user, LabResult).filter(admission=stay).order_by("collected_at", "pk")
    local = timezone.get_current_timezone()
    found = []
    for pk, at, *rest in rows.values_list(*COLUMNS):
        found.append(Result(pk, at.astimezone(local).replace(second=0, microsecond=0), *rest))
    return found


def by_test(results: list[Result]) -> dict[str, list[Result]]:
    """Results by test, each oldest first."""
    found: dict[str, list[Result]] = defaultdict(list)
    for result in results:
        found[result.name].append(result)
    return found


def label(result: Result) -> str:
    """The test in words."""
    return codes.label("laboratory", result.test) or result.test_text or ""


def said(result: Result) -> str:
    """The value as it is shown: number with its comparator, or the text that was sent."""
    if result.value is None:
        return f"{result.value_text or ''} {result.unit_text or ''}".strip()
    return f"{result.comparator or ''}{plain_number(result.value)}"


def interval(low: Decimal | None, high: Decimal | None) -> str:
    """A reference interval in words; empty where there is none."""
    if low is None and high is None:
        return ""
    if low is None:
        return f"≤ {plain_number(high)}"
    return f"≥ {plain_number(low)}" if high is None else f"{plain_number(low)}–{plain_number(high)}"


def tip(result: Result) -> str:
    """Everything about a result: value, unit, mark, time, reference interval, where it came from."""
    number = f"{said(result)} {unit(result.unit)}".strip() if result.value is not None else said(result)
    first = " ".join(p for p in (label(result), number, ARROWS.get(result.flag or "", "")) if p)
    return " · ".join([first, moment(result.at), *origin(result)])


def origin(result: Result) -> list[str]:
    """Reference interval, value as sent where it was converted, source."""
    reference = interval(result.low, result.high)
    sent = f"{result.value_text or ''} {result.unit_text or ''}".strip()
    changed = result.value is not None and result.unit_text and result.unit_text != result.unit
    return [
        _("reference %(interval)s") % {"interval": reference} if reference else _("no reference range"),
        *([_("sent as %(value)s") % {"value": sent}] if changed else []),
        _("from a file") if result.import_key else _("entered here"),
    ]
