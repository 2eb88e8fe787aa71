"""The form of a score, built from its declared inputs."""

from datetime import date
from functools import cache
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cardiology.dictionary.units import read_number
from cardiology.scores import Input, Score
from cardiology.scores.words import ANSWERS, INPUTS, UNITS
from cardiology.wording import unit

YES_NO = (("yes", _("Yes")), ("no", _("No")))


class NumberField(forms.CharField):
    """A number with the unit and limits of a score's input."""

    def __init__(self, asked: Input) -> None:
        self.unit, self.possible = UNITS.get(asked.unit) or unit(asked.unit), asked.possible
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


class DayField(forms.CharField):
    """A day, written or counted."""

    def __init__(self, asked: Input) -> None:
        widget = forms.TextInput(attrs={"autocomplete": "off", "placeholder": "2026-11-09"})
        super().__init__(label=INPUTS[asked.name], required=False, widget=widget, max_length=30)

    def clean(self, value: Any) -> str | None:
        """The day as the score takes it; ValidationError where it is none."""
        text = super().clean(value)
        return written_day(text) if text else None


class SeriesField(forms.CharField):
    """Numbers by day: one line for each, the day before the number."""

    def __init__(self, asked: Input) -> None:
        self.asked = asked
        widget = forms.Textarea(attrs={"rows": 8, "placeholder": "2026-11-09 2.4\n2026-11-23 2.8"})
        super().__init__(label=INPUTS[asked.name], required=False, widget=widget, max_length=4000,
                         help_text=_("One line for each test: the day, then the value."))  # fmt: skip

    def clean(self, value: Any) -> dict[str, float] | None:
        """The numbers by day; ValidationError names the first line that is none."""
        found: dict[str, float] = {}
        for line in (super().clean(value) or "").splitlines():
            if not line.strip():
                continue
            day, _space, number = line.strip().partition(" ")
            key = written_day(day)
            if key in found:
                raise forms.ValidationError(
                    _("“%(line)s”: this day is there already."), params={"line": line}
                )
            found[key] = NumberField(self.asked).clean(number)
            if found[key] is None:
                raise forms.ValidationError(_("“%(line)s”: the value is missing."), params={"line": line})
        return found or None


def written_day(text: str) -> str:
    """A day as 2026-11-09 or as a count of days; ValidationError for anything else."""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        if text.isascii() and text.isdigit() and len(text) < 7:
            return text
        raise forms.ValidationError(
            _("“%(text)s” is not a day; expected for example 2026-11-09, or a count of days."),
            params={"text": text},
        ) from None


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


SPECIAL = {"number": NumberField, "day": DayField, "series": SeriesField}


def _field(asked: Input) -> forms.Field:
    field = _plain(asked)
    if not asked.required:
        field.label = format_lazy("{} ({})", field.label or "", _("may stay open"))
    return field


def _plain(asked: Input) -> forms.Field:
    if asked.kind in SPECIAL:
        return SPECIAL[asked.kind](asked)
    choices = [(w, ANSWERS[w]) for w in asked.words] if asked.words else YES_NO
    return forms.ChoiceField(
        label=INPUTS[asked.name], choices=choices, widget=forms.RadioSelect, required=False
    )
