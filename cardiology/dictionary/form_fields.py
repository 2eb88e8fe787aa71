"""Form controls of the variables: they read what people type and say what was expected.

Each keeps what was typed in `.typed` (a dict for the section's `entered`), and knows its variable.
"""

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, ProhibitNullCharactersValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cardiology.dictionary import moments
from cardiology.dictionary.units import convert, read_number, same_unit

if TYPE_CHECKING:
    from cardiology.dictionary.fields import Choice, Choices, Coded, Variable

FEW_CHOICES = 6
SEPARATORS = re.compile(r"\s*[;,；，、|]\s*")  # between several answers in one text


class VariableField(forms.Field):
    """A form field that knows the variable it stands for."""

    widget: Any = forms.TextInput(attrs={"autocomplete": "off"})

    def __init__(self, *, variable: "Variable", **options: Any) -> None:
        self.variable = variable
        self.typed: dict[str, str] = {}
        super().__init__(**options)
        if variable.max_length:
            self.validators.append(MaxLengthValidator(variable.max_length))

    def to_python(self, value: Any) -> Any:
        text = "; ".join(value) if isinstance(value, list) else value
        text = re.sub(r"\r\n?", "\n", text.strip()) if isinstance(text, str) else text
        if text in self.empty_values:
            return None
        self.typed = {}
        ProhibitNullCharactersValidator()(str(text))
        if any("\ud800" <= c <= "\udfff" for c in str(text)):  # half of a character
            raise ValidationError(_("There is a character that cannot be stored."))
        return self.read(str(text))

    def read(self, text: str) -> Any:
        """The value that the typed text means; raises ValidationError with a sentence."""
        return text


class QuantityField(VariableField):
    """A number; a typed unit wins and is converted, the original is kept."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def read(self, text: str) -> Decimal:
        variable: Any = self.variable
        typed = read_number(text)
        if typed.unit and not same_unit(typed.unit, variable.unit):
            self.typed = {"value": f"{typed.value:f}", "unit": typed.unit}
        if typed.comparator:
            self.typed |= {"comparator": typed.comparator, "value": f"{typed.value:f}"}
        value = convert(typed, to=variable.unit, factors=variable.units)
        if value.adjusted() > 11:  # twelve digits before the point are stored
            raise ValidationError(_("“%(text)s” is too large."), params={"text": text[:40]})
        value = round(value, 6)
        variable.run_validators(value)
        return value

    def prepare_value(self, value: Any) -> Any:
        return self.variable.display(value) if isinstance(value, Decimal | int | float) else value


class ChoiceField(VariableField):
    """One of the declared answers: a row of toggles where they are few, a list where many."""

    def __init__(self, *, variable: "Choice", **options: Any) -> None:
        choices = list(variable.flatchoices)
        few = len(choices) <= FEW_CHOICES
        widget = forms.RadioSelect if few else forms.Select
        options["widget"] = widget(choices=choices if few else [("", "—"), *choices])
        super().__init__(variable=variable, **options)
        self.choices = choices

    def read(self, text: str) -> Any:
        value = self.answer(text)
        self.variable.validate(value, None)
        return value

    def answer(self, text: str) -> str:
        """The stored code of an answer given by its code or its label."""
        by_label = {str(label).casefold(): value for value, label in self.choices}
        return text if text in dict(self.choices) else by_label.get(text.casefold(), text)


class ChoicesField(ChoiceField):
    """Several of the declared answers: boxes to tick; in a text they stand side by side."""

    def __init__(self, *, variable: "Choices", **options: Any) -> None:
        super().__init__(variable=variable, **options)  # type: ignore[arg-type]
        self.widget = forms.CheckboxSelectMultiple(choices=self.choices)

    def read(self, text: str) -> list[str]:
        variable: Any = self.variable
        given = {self.answer(part) for part in SEPARATORS.split(text) if part} or {text}
        for part in sorted(given - {value for value, _label in self.choices}):
            variable.base_field.validate(part, None)
        found = [value for value, _label in self.choices if value in given]
        variable.run_validators(found)
        return found

    def prepare_value(self, value: Any) -> Any:
        return SEPARATORS.split(value) if isinstance(value, str) else value


class CodedField(VariableField):
    """A code, found by typing; the widget names its code system for the type-ahead."""

    def __init__(self, *, variable: "Coded", **options: Any) -> None:
        options["widget"] = forms.TextInput({"data-code-system": variable.system, "autocomplete": "off"})
        super().__init__(variable=variable, **options)


class ClinicalDateField(VariableField):
    """A day, typed freely."""

    def read(self, text: str) -> Any:
        return moments.read_date(text, today=timezone.localdate())


class MomentField(VariableField):
    """An instant in hospital time, typed freely; "~" marks an estimate."""

    def read(self, text: str) -> Any:
        self.typed = {"text": text[:40]}
        if moments.is_estimated(text):
            self.typed["precision"] = "estimated"
        return moments.read_moment(text, now=timezone.now())

    def prepare_value(self, value: Any) -> Any:
        if hasattr(value, "tzinfo") and hasattr(value, "hour"):
            return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
        return value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(self.prepare_value(initial) or "") != str(data or "")


class PartialDateField(VariableField):
    """A year, a month or a day."""

    def read(self, text: str) -> str:
        return moments.read_partial(text, today=timezone.localdate())


class NoteField(VariableField):
    """Free text."""

    widget = forms.Textarea(attrs={"rows": 3})
