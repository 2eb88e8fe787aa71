"""Values in the units asked for, and how they changed. Display only: what is stored stays in its own unit."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from cardiology.codes import laboratory
from cardiology.queries.course.results import Result
from cardiology.wording import moment, plain_number

FIGURES = 3  # of a converted number


@dataclass(frozen=True)
class Display:
    """The unit in which a result is shown; a stored value divided by `factor` is in it."""

    unit: str | None
    factor: Decimal = Decimal(1)

    def number(self, value: Decimal | None) -> Decimal | None:
        """A value in this unit, a converted one rounded to three figures."""
        if value is None or self.factor == 1:
            return value
        converted = value / self.factor
        if not converted:
            return converted
        return round(converted, max(0, FIGURES - 1 - converted.adjusted()))

    def text(self, value: Decimal) -> str:
        """The same in words: as recorded, or with the decimals that its figures ask for."""
        number = self.number(value)
        return plain_number(number) if self.factor == 1 else f"{number:f}"


def display(result: Result, units: str) -> Display:
    """How a result is shown: conventionally where that was asked for and the table knows how."""
    test = laboratory.find(result.test or "") if units == "conventional" else None
    if test is None or result.unit != test.unit:
        return Display(result.unit)
    return Display(*test.conventional)


def previous(results: list[Result]) -> dict[int, Result]:
    """By the id of a result, the last one before it that can be compared with it."""
    found: dict[int, Result] = {}
    last: Result | None = None
    for result in results:
        if result.number is None:
            continue
        if last is not None and last.unit == result.unit:
            found[result.pk] = last
        last = result
    return found


def to_last(results: list[Result], shown_in: Display) -> str:
    """The change to the latest value; empty where there is none to compare it with."""
    newest = results[-1]
    before = previous(results).get(newest.pk)
    return difference(newest, before, shown_in) if before else ""


def since(result: Result, before: Result, shown_in: Display) -> str:
    """The change in words, with the time of the value before."""
    words = {"change": difference(result, before, shown_in), "at": moment(before.at)}
    return _("%(change)s since %(at)s") % words


def difference(result: Result, before: Result, shown_in: Display) -> str:
    """Such as +12.5 (+8 %); without the percentage where the value before was 0."""
    new, old = result.value or Decimal(0), before.value or Decimal(0)
    by = new - old
    if not by:
        return "±0"
    text = _signed((shown_in.number(new) or 0) - (shown_in.number(old) or 0))
    if not old:
        return text
    return f"{text} ({_signed(round(by / abs(old) * 100))}\u00a0%)"


def _signed(number: Decimal | int) -> str:
    return ("+" if number > 0 else "−" if number < 0 else "±") + plain_number(abs(Decimal(number)))
