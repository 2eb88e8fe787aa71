"""One cell: its text read by the rules of its variable, with what was typed, the reason for none, doubts."""

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from cardiology.dictionary.fields import Variable
from cardiology.dictionary.form_fields import SEPARATORS
from cardiology.dictionary.moments import EARLIEST_YEAR
from cardiology.intake.problems import sentences

_REASON = re.compile(r"^\((\w+)\)$")  # a reason for having no value is written in brackets: (not_done)
_DAY_FIRST = re.compile(r"^\d{1,4}([-/. 年]|\d{4}\b)")  # in a file "t", "-2h" or "0830" would depend on today
_ESCAPED = re.compile(r"^'(?='*[=+\-@\t\r])")  # put before texts that a spreadsheet would run as a formula
LATEST_YEAR = 2300
# Days that have happened: they cannot lie ahead unless the hospital's dates are shifted.
PAST = {"birth_on", "died_on", "last_known_alive_on", "started_on"}


@dataclass(frozen=True)
class Cell:
    """What a text means for a variable. `stored` is its text for the database, None for no value."""

    stored: str | None = None
    entered: dict[str, str] = field(default_factory=dict)
    missing: str = ""
    is_unusual: bool = False
    problem: str = ""


class CellReader:
    """Reads the cells of one variable."""

    def __init__(self, variable: Variable, *, time: str = "", unit: str = "", latest: date | None) -> None:
        self.variable, self.time, self.unit = variable, time, unit
        is_past = variable.kind == "moment" or variable.name in PAST
        self.latest = latest if is_past else None
        self._field: Any = variable.formfield(required=False)
        self._labels = _labels(variable)

    def read(self, text: str) -> Cell:
        """The cell of a text; what is wrong becomes a sentence in it, never an exception."""
        reason = _REASON.match(text)
        if not text:
            return Cell()
        if reason and reason.group(1) in self.variable.missing:
            return Cell(missing=reason.group(1))
        try:
            value, entered = self._value(_ESCAPED.sub("", text))
        except ValidationError as error:
            return Cell(problem=self._sentence(error))
        except (ValueError, OverflowError, ArithmeticError):
            return Cell(problem=_("“%(text)s” cannot be read.") % {"text": text[:40]})
        return Cell(_stored(value), entered, is_unusual=self.variable.is_doubtful(value))

    def _value(self, text: str) -> tuple[Any, dict[str, str]]:
        if self.variable.kind in ("date", "moment"):
            moment = self._moment(text)
            if moment is not None:
                return self._in_time(moment), {}
        if self.variable.kind in ("date", "moment", "partial_date"):
            self._check_day(text)
        text = self._codes(text)
        if self.unit and self.variable.kind == "number":
            text = f"{text} {self.unit}"
        value = self._field.clean(text)
        if self.variable.kind in ("date", "moment"):
            value = self._in_time(value)
        return value, dict(getattr(self._field, "typed", {}))

    def _codes(self, text: str) -> str:
        """Answers by their codes, whatever the language of the file; several are given side by side."""
        if self.variable.kind != "choices":
            return self._labels.get(text.casefold(), text)
        return "; ".join(self._labels.get(p.casefold(), p) for p in SEPARATORS.split(text))

    def _moment(self, text: str) -> date | datetime | None:
        """A date in ISO form, or in the shape that the mapping tells; None leaves it to the variable."""
        try:
            plain = datetime.fromisoformat(text) if not self.time else datetime.strptime(text, self.time)  # noqa: DTZ007
        except ValueError:
            return None
        if self.variable.kind == "date":
            return plain.date()
        return plain if timezone.is_aware(plain) else timezone.make_aware(plain)

    def _check_day(self, text: str) -> None:
        """A file says the whole day; words that people type at the bed are not for files."""
        if not _DAY_FIRST.match(text) and not re.fullmatch(r"\d{4}", text):
            raise ValidationError(
                _("“%(text)s” is not a day as files write it; expected for example %(example)s."),
                params={
                    "text": text[:40],
                    "example": "2026-11-09 08:30" if self.variable.kind == "moment" else "2026-11-09",
                },
            )

    def _in_time(self, moment: date | datetime) -> date | datetime:
        if not EARLIEST_YEAR <= moment.year <= LATEST_YEAR:
            raise ValidationError(
                _("The year %(year)s cannot be right; expected %(first)s to %(last)s."),
                params={"year": moment.year, "first": EARLIEST_YEAR, "last": LATEST_YEAR},
            )
        day = timezone.localtime(moment).date() if isinstance(moment, datetime) else moment
        if self.latest and day > self.latest:
            raise ValidationError(_("%(day)s lies in the future."), params={"day": day.isoformat()})
        # in UTC: Python knows offsets up to a day, the database none beyond 16 hours
        return moment.astimezone(UTC) if isinstance(moment, datetime) else moment

    def _sentence(self, error: ValidationError) -> str:
        """The sentence of the variable; for a choice the answers are told too."""
        told = sentences(error)
        if self._labels:
            answers = ", ".join(str(value) for value, _label in self.variable.flatchoices)
            told = _("This is not an answer here. Expected one of: %(answers)s.") % {"answers": answers}
        return told


def latest_day(dates_are_shifted: bool) -> date | None:
    """The last day that can have happened; tomorrow is granted to clocks that differ."""
    return None if dates_are_shifted else timezone.localdate() + timedelta(days=1)


def _labels(variable: Variable) -> dict[str, str]:
    """Codes by their labels in both languages, so that a file may be filled in as people speak."""
    found: dict[str, str] = {}
    for language in ("zh-hans", "en"):
        with translation.override(language):
            found |= {str(label).casefold(): str(value) for value, label in variable.flatchoices}
    return found | {str(value).casefold(): str(value) for value, _label in variable.flatchoices}


def _stored(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, list):
        return f"{{{','.join(value)}}}"  # an array as PostgreSQL writes it; codes need no quotes
    return value.isoformat() if isinstance(value, date) else str(value)
