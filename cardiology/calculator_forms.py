"""The form of a score, built from its declared inputs."""

from functools import cache
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cardiology.dictionary.units import read_number
from cardiology.scores import Input, Score
from cardiology.scores.words import ANSWERS, INPUTS

UNITS = {"1": "", "a": _("years")}
YES_NO = (("yes", _("Yes")), ("no", _("No")))


class NumberField(forms.CharField):
    """A number with the unit and limits of a score's input."""

    def __init__(self, asked: Input) -> None:
        self.unit, self.possible = UNITS.get(asked.unit, asked.unit), asked.possible
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(label=INPUTS[asked.name], required=False, widget=widget, max_length=30)

    def clean(self, value: Any) -> float | None:
        """The number typed; a sentence says what was expected."""
        text = super().clean(value)
        if not text:
            return None
        number = float(read_number(text).value)
        low, high = self.possible or (number, number)
        if not low <= number <= high:
            raise forms.ValidationError(
                _("%(value)s %(unit)s is not possible; expected %(low)s to %(high)s %(unit)s."),
                params={"value": text, "unit": self.unit, "low": low, "high": high},
            )
        return int(number) if number == int(number) else number


class CalculatorForm(forms.Form):
    """What a person knows of the inputs of one score."""

    def given(self) -> dict[str, Any]:
        """The inputs as the score takes them; what was left open is None."""
        words = {"yes": True, "no": False, "": None}
        return {n: words.get(v, v) if isinstance(v, str) else v for n, v in self.cleaned_data.items()}


@cache
def calculator_form(score: Score) -> type[CalculatorForm]:
    """The form class of a score."""
    fields = {asked.name: _field(asked) for asked in score.inputs}
    return type("ScoreForm", (CalculatorForm,), fields)


def _field(asked: Input) -> forms.Field:
    if asked.kind == "number":
        return NumberField(asked)
    choices = [(w, ANSWERS[w]) for w in asked.words] if asked.words else YES_NO
    return forms.ChoiceField(
        label=INPUTS[asked.name], choices=choices, widget=forms.RadioSelect, required=False
    )
