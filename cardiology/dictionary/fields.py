"""Model fields that carry clinical meaning: label, unit, ranges, code, source, identifiability.

`deconstruct()` gives back the plain Django field, so that relabelling a variable, moving a range or
adding a choice makes no migration, and migrations never import this package.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from cardiology.dictionary import form_fields
from cardiology.dictionary.missing import Missing, YesNo
from cardiology.dictionary.moments import read_partial
from cardiology.dictionary.units import Factors

Identifies = Literal["direct", "indirect", "no"]
Range = tuple[float, float]


class Variable(models.Field):
    """What every clinical variable knows about itself. Empty is always NULL, with its reason beside it."""

    kind = "text"
    unit = ""
    possible: Range | None = None
    plausible: Range | None = None
    _validators: list[Any]

    def __init__(
        self,
        label: Any = "",
        *args: Any,
        code: str = "",
        source: str = "",
        identifies: Identifies = "no",
        core: bool = False,
        missing: Sequence[Missing] = tuple(Missing),
        note: Any = "",
        **options: Any,
    ) -> None:
        self.label, self.code, self.source, self.note = label, code, source, note
        self.identifies, self.core, self.missing = identifies, core, tuple(missing)
        options.setdefault("null", True)
        options["blank"] = options["null"]
        options["verbose_name"] = label
        super().__init__(*args, **options)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, _path, args, options = super().deconstruct()
        for word in ("verbose_name", "choices", "validators", "help_text", "blank"):
            options.pop(word, None)
        plain = next(c for c in type(self).__mro__ if c.__module__.startswith("django."))
        return name, f"django.db.models.{plain.__name__}", args, options

    def is_doubtful(self, value: Any) -> bool:
        """Whether a possible value is implausible, so that somebody has to confirm it."""
        if self.plausible is None or value is None:
            return False
        return not is_within(value, self.plausible)

    def display(self, value: Any) -> str:
        """The value in words for a page or a document, without its unit; "" for None."""
        return "" if value is None else str(value)


class Quantity(Variable, models.DecimalField):
    """A number with a unit. Outside `possible` is refused; outside `plausible` asks once to confirm.

    `units` maps other units a person may type to the factor that gives `unit`.
    """

    kind = "number"

    def __init__(
        self,
        label: Any = "",
        *,
        unit: str = "",
        decimals: int = 0,
        possible: Range | None = None,
        plausible: Range | None = None,
        units: Factors | None = None,
        **options: Any,
    ) -> None:
        self.unit, self.decimals, self.units = unit, decimals, units or {}
        self.possible, self.plausible = possible, plausible
        options.update(max_digits=18, decimal_places=6)
        super().__init__(label, **options)
        if possible is not None:
            self._validators = [*self._validators, self.check_possible]

    def check_possible(self, value: Decimal) -> None:
        """Refuse what cannot be; the sentence names the value, the limits and the unit."""
        low, high = self.possible or (value, value)
        if not is_within(value, (low, high)):
            raise ValidationError(
                _("%(value)s %(unit)s is not possible; expected %(low)s to %(high)s %(unit)s."),
                params={"value": f"{value.normalize():f}", "low": low, "high": high, "unit": self.unit},
            )

    def display(self, value: Any) -> str:
        if value is None:
            return ""
        rounded = round(Decimal(value), self.decimals) if self.decimals else Decimal(value)
        text = f"{rounded.normalize():f}"
        return text if text != "-0" else "0"

    def formfield(self, **options: Any) -> Any:
        return form_fields.QuantityField(variable=self, **_plain_options(self, options))


class Choice(Variable, models.CharField):
    """One of a few coded answers; the stable English code is stored, the label is translated."""

    kind = "choice"

    def __init__(self, label: Any = "", answers: Any = None, **options: Any) -> None:
        self.answers = answers
        if answers is not None:
            options["choices"] = answers.choices
        options.setdefault("max_length", 40)
        super().__init__(label, **options)

    def display(self, value: Any) -> str:
        return "" if value is None else str(dict(self.flatchoices).get(value, value))

    def formfield(self, **options: Any) -> Any:
        return form_fields.ChoiceField(variable=self, **_plain_options(self, options))


class Flag(Choice):
    """Yes, no, unknown or not asked: four answers, never a bare tick box."""

    kind = "flag"

    def __init__(self, label: Any = "", **options: Any) -> None:
        options.pop("answers", None)
        options.setdefault("missing", ())
        super().__init__(label, YesNo, **options)


class Coded(Variable, models.CharField):
    """A code of a named code system (`diagnoses`, `drugs`, `laboratory`, `procedures`)."""

    kind = "code"

    def __init__(self, label: Any = "", system: str = "", **options: Any) -> None:
        self.system = system
        options.setdefault("max_length", 40)
        super().__init__(label, **options)
        self._validators = [*self._validators, ProhibitNullCharactersValidator()]

    def formfield(self, **options: Any) -> Any:
        return form_fields.CodedField(variable=self, **_plain_options(self, options))


class ClinicalDate(Variable, models.DateField):
    """A calendar day."""

    kind = "date"

    def formfield(self, **options: Any) -> Any:
        return form_fields.ClinicalDateField(variable=self, **_plain_options(self, options))


class Moment(Variable, models.DateTimeField):
    """An instant to the minute, in hospital time."""

    kind = "moment"

    def formfield(self, **options: Any) -> Any:
        return form_fields.MomentField(variable=self, **_plain_options(self, options))


class PartialDate(Variable, models.CharField):
    """A date of known precision: "2019", "2019-03" or "2019-03-05"; never padded."""

    kind = "partial_date"

    def __init__(self, label: Any = "", **options: Any) -> None:
        options["max_length"] = 10
        super().__init__(label, **options)
        self._validators = [*self._validators, check_partial_date]

    def formfield(self, **options: Any) -> Any:
        return form_fields.PartialDateField(variable=self, **_plain_options(self, options))


class Note(Variable, models.TextField):
    """Free text of any length."""

    kind = "note"

    def __init__(self, label: Any = "", **options: Any) -> None:
        super().__init__(label, **options)
        self._validators = [*self._validators, ProhibitNullCharactersValidator()]

    def formfield(self, **options: Any) -> Any:
        return form_fields.NoteField(variable=self, **_plain_options(self, options))


class Identifier(Variable, models.CharField):
    """A short text such as a number or a name; leading zeros are kept."""

    kind = "text"

    def __init__(self, label: Any = "", **options: Any) -> None:
        options.setdefault("max_length", 120)
        super().__init__(label, **options)
        self._validators = [*self._validators, ProhibitNullCharactersValidator()]

    def formfield(self, **options: Any) -> Any:
        return form_fields.ShortTextField(variable=self, **_plain_options(self, options))


def is_within(value: Any, span: Range) -> bool:
    """Whether a value lies in a range, ends included; 0.1 is compared as it is written, not as a float."""
    return Decimal(str(span[0])) <= value <= Decimal(str(span[1]))


def check_partial_date(value: str) -> None:
    """Accept only what `read_partial` would write itself."""
    if read_partial(value, today=date(2000, 1, 1)) != value:
        raise ValidationError(_("“%(value)s” is not a year, a month or a day."), params={"value": value[:20]})


def _plain_options(field: models.Field, options: dict[str, Any]) -> dict[str, Any]:
    """Options that a form field of this variable starts from."""
    return {
        "required": not field.blank,
        "label": field.verbose_name,
        "help_text": getattr(field, "note", ""),
        **{k: v for k, v in options.items() if k in ("required", "label", "help_text", "initial")},
    }
