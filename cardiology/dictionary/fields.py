"""Model fields that carry clinical meaning: label, unit, ranges, code, source, identifiability.

`deconstruct()` gives back the plain Django field, so that relabelling a variable, moving a range or
adding a choice makes no migration, and migrations never import this package.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from cardiology.dictionary import form_fields
from cardiology.dictionary.missing import Missing, YesNo
from cardiology.dictionary.moments import read_partial
from cardiology.dictionary.units import Factors
from cardiology.plausibility import is_within

Identifies = Literal["direct", "indirect", "no"]
Range = tuple[float, float]


class Variable(models.Field):
    """What every clinical variable knows about itself. Empty is always NULL, with its reason beside it."""

    kind = "text"
    unit = ""
    possible: Range | None = None
    plausible: Range | None = None
    longest: int | None = None  # characters, where the declaration does not say
    control: Any = form_fields.VariableField
    default_validators = [ProhibitNullCharactersValidator()]

    def __init__(
        self, label: Any = "", *args: Any, code: str = "", source: str = "", identifies: Identifies = "no",
        core: bool = False, missing: Sequence[Missing] = tuple(Missing), note: Any = "",
        asked_if: tuple[str, ...] = (), **options: Any,
    ) -> None:  # fmt: skip
        self.label, self.code, self.source, self.note = label, code, source, note
        self.asked_if = asked_if  # another variable, and the answers of it for which this one is asked
        self.identifies, self.core, self.missing = identifies, core, tuple(missing)
        options.setdefault("null", True)
        options["blank"] = options["null"]
        options["verbose_name"] = label
        if self.longest:
            options.setdefault("max_length", self.longest)
        super().__init__(*args, **options)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, _path, args, options = super().deconstruct()
        for word in ("verbose_name", "choices", "validators", "help_text", "blank"):
            options.pop(word, None)
        plain = next(c for c in type(self).__mro__ if c.__module__.startswith("django."))
        home = "db.models" if hasattr(models, plain.__name__) else "contrib.postgres.fields"
        return name, f"django.{home}.{plain.__name__}", args, options

    def concerns(self, row: Any) -> bool:
        """Whether this variable is asked of a row: always, or for certain answers of another variable."""
        return not self.asked_if or is_among(getattr(row, self.asked_if[0], None), self.asked_if[1:])

    def is_doubtful(self, value: Any) -> bool:
        """Whether a possible value is implausible, so that somebody has to confirm it."""
        return value is not None and not is_within(value, self.plausible)

    def display(self, value: Any) -> str:
        """The value in words for a page or a document, without its unit; "" for None."""
        return "" if value is None else str(value)

    def formfield(self, **options: Any) -> Any:
        """The control that reads this variable."""
        own = {"required": not self.blank, "label": self.verbose_name, "help_text": self.note}
        known = ("required", "label", "help_text", "initial")
        return self.control(variable=self, **own | {k: v for k, v in options.items() if k in known})


class Quantity(Variable, models.DecimalField):
    """A number with a unit. Outside `possible` is refused; outside `plausible` asks once to confirm.

    `units` maps other units a person may type to the factor that gives `unit`. `change` (plausibility.Change)
    is a change from the patient's own last value that asks once as well.
    """

    kind = "number"
    control = form_fields.QuantityField

    def __init__(
        self, label: Any = "", *, unit: str = "", decimals: int = 0, possible: Range | None = None,
        plausible: Range | None = None, units: Factors | None = None, change: Any = None, **options: Any,
    ) -> None:  # fmt: skip
        self.unit, self.decimals, self.units, self.change = unit, decimals, units or {}, change
        self.possible, self.plausible = possible, plausible
        options.update(max_digits=18, decimal_places=6, validators=[self.check_possible] if possible else [])
        super().__init__(label, **options)

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
        return f"{rounded.normalize() + 0:f}"  # adding nothing takes the sign from -0


class Choice(Variable, models.CharField):
    """One of a few coded answers; the stable English code is stored, the label is translated."""

    kind = "choice"
    longest = 40
    control = form_fields.ChoiceField

    def __init__(self, label: Any = "", answers: Any = None, **options: Any) -> None:
        self.answers = answers
        super().__init__(label, **options | ({"choices": answers.choices} if answers else {}))

    def display(self, value: Any) -> str:
        return "" if value is None else str(dict(self.flatchoices).get(value, value))


class Flag(Choice):
    """Yes, no, unknown or not asked: four answers, never a bare tick box."""

    kind = "flag"

    def __init__(self, label: Any = "", **options: Any) -> None:
        options.pop("answers", None)
        options.setdefault("missing", ())
        super().__init__(label, YesNo, **options)


class Choices(Variable, ArrayField):
    """Any number of coded answers, in their declared order. “None” is an answer, and then the only one."""

    kind = "choices"
    control = form_fields.ChoicesField

    def __init__(self, label: Any = "", answers: Any = None, **options: Any) -> None:
        base = models.CharField(max_length=Choice.longest, choices=answers.choices if answers else None)
        options.setdefault("base_field", base)
        options["validators"] = [check_none_alone]
        super().__init__(label, **options)

    @property
    def flatchoices(self) -> list[tuple[Any, Any]]:
        return self.base_field.flatchoices

    def display(self, value: Any) -> str:
        labels = dict(self.flatchoices)
        return str(_("; ")).join(str(labels.get(part, part)) for part in value or ())


class Derived(Variable, models.GeneratedField):
    """What follows from other variables of its row: computed by the database on every way in."""

    def __init__(
        self, label: Any = "", *, unit: str = "", decimals: int = 0, possible: Range | None = None,
        answers: Any = None, **options: Any,
    ) -> None:  # fmt: skip
        self.unit, self.decimals, self.possible, self.answers = unit, decimals, possible, answers
        self.kind = "choice" if answers else "number"
        number = models.DecimalField(max_digits=18, decimal_places=6)
        options.setdefault("output_field", models.CharField(max_length=40) if answers else number)
        options |= {"db_persist": True, "choices": answers.choices if answers else None}
        super().__init__(label, **options)

    def display(self, value: Any) -> str:
        if self.answers or value is None:
            return str(Choice.display(self, value))  # type: ignore[arg-type]
        return f"{value:.{self.decimals}f}"


class Coded(Variable, models.CharField):
    """A code of a named code system (`diagnoses`, `drugs`, `laboratory`, `procedures`)."""

    kind = "code"
    longest = 40
    control = form_fields.CodedField

    def __init__(self, label: Any = "", system: str = "", **options: Any) -> None:
        self.system = system
        super().__init__(label, **options)


class ClinicalDate(Variable, models.DateField):
    """A calendar day."""

    kind = "date"
    control = form_fields.ClinicalDateField


class Moment(Variable, models.DateTimeField):
    """An instant to the minute, in hospital time."""

    kind = "moment"
    control = form_fields.MomentField


def is_among(value: Any, answers: Sequence[str]) -> bool:
    """Whether an answer, or one of several, is among these."""
    return bool(set(value if isinstance(value, list) else [value]) & set(answers))


def check_none_alone(value: list[str]) -> None:
    """“None” beside another answer says two things at once."""
    if "none" in value and len(value) > 1:
        raise ValidationError(_("“None” cannot stand beside another answer."))


def check_partial_date(value: str) -> None:
    """Accept only what `read_partial` would write itself."""
    if read_partial(value, today=date(2000, 1, 1)) != value:
        raise ValidationError(_("“%(value)s” is not a year, a month or a day."), params={"value": value[:20]})


class PartialDate(Variable, models.CharField):
    """A date of known precision: "2019", "2019-03" or "2019-03-05"; never padded."""

    kind = "partial_date"
    control = form_fields.PartialDateField
    default_validators = [*Variable.default_validators, check_partial_date]
    longest = 10


class Note(Variable, models.TextField):
    """Free text of any length."""

    kind = "note"
    control = form_fields.NoteField


class Identifier(Variable, models.CharField):
    """A short text such as a number or a name; leading zeros are kept."""

    kind = "text"
    longest = 120
