"""What the forms of index, criteria and variables share: choosing a field, comparing it, a window."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import gettext_lazy

from research.criteria.kinds import Catalogue, Field
from research.forms import phrases

Json = Any
PATIENT, INDEX = "patient", "index"
REDUCERS = ("first", "last", "nearest", "max", "min", "sum", "mean")
HOWS = (
    ("has", gettext_lazy("there is such a row")), ("last", gettext_lazy("the last value")),
    ("first", gettext_lazy("the first value")), ("nearest", gettext_lazy("the value nearest to the index")),
    ("max", gettext_lazy("the highest value")), ("min", gettext_lazy("the lowest value")),
    ("mean", gettext_lazy("the mean")), ("sum", gettext_lazy("the sum")),
    ("count", gettext_lazy("how many rows")),
)  # fmt: skip


class Text(forms.CharField):
    """A short text without NUL."""

    default_validators = [ProhibitNullCharactersValidator()]


class RowsForm(forms.Form):
    """A form over the rows of one kind, of the patient, or of the index itself. `layout` names its lines."""

    layout: tuple[tuple[str, ...], ...] = ()

    def __init__(self, *args: Any, kinds: Catalogue, subject: str, of: str, **options: Any) -> None:
        self.kinds, self.subject, self.of = kinds, subject, of
        super().__init__(*args, **options)
        for name in self.field_controls():
            chosen: Any = self.fields[name]
            chosen.choices = self.field_choices()

    def field_controls(self) -> list[str]:
        return [name for name in self.fields if name.endswith("field")]

    @property
    def rows_of_controls(self) -> list[list[Any]]:
        """The controls line by line, as they stand on the page."""
        lines = [[self[name] for name in line if name in self.fields] for line in self.layout]
        return [line for line in lines if line]

    @property
    def known_fields(self) -> dict[str, Field]:
        """The fields that can be chosen."""
        if self.subject == PATIENT:
            return {"age": Field("age", "number", gettext_lazy("Age at the index"), "a"),
                    **dict(self.kinds.patient_fields)}  # fmt: skip
        kind = self.of if self.subject == INDEX else self.subject
        return dict(self.kinds.kinds[kind].fields) if kind in self.kinds.kinds else {}

    def field_choices(self) -> list[tuple[str, str]]:
        found = [(name, _named(f)) for name, f in self.known_fields.items()]
        return [("", "—"), *found]

    def frame(self) -> dict[str, Json]:
        """When rows are looked for, from the controls span, anchor, first, last."""
        span, anchor = (str(self.cleaned_data.get(n) or "") for n in ("span", "anchor"))
        return phrases.frame(span, anchor, self.cleaned_data.get("first"), self.cleaned_data.get("last"))

    def compare(self, prefix: str, subject: Json | None = None) -> Json | None:
        """The test of one line of controls (field, op, value); None where no field is chosen."""
        name = self.cleaned_data.get(f"{prefix}field")
        op, typed = (self.cleaned_data.get(f"{prefix}{part}") for part in ("op", "value"))
        if not name or op is None or typed is None:
            return None
        field = self.known_fields[name]
        value = subject if subject is not None else {"f": name}
        try:
            return phrases.comparison(value, op or "=", typed, field)
        except ValidationError as error:
            self.add_error(f"{prefix}value", error)
            return None


def _named(field: Field) -> str:
    unit = f" ({field.unit})" if field.unit not in ("", "1") else ""
    return f"{field.label or field.name}{unit}"


def joined(tests: list[Json | None]) -> Json | None:
    """The tests that must all hold."""
    real = [t for t in tests if t is not None]
    return real[0] if len(real) == 1 else {"all": real} if real else None


def split(where: Json | None, most: int) -> list[tuple[str, str, str]] | None:
    """The lines of controls that would write a filter; None where it is more than plain lines."""
    if where is None:
        return []
    tests = where["all"] if isinstance(where, dict) and list(where) == ["all"] else [where]
    lines = []
    for test in tests if isinstance(tests, list) else []:
        found = phrases.read_comparison(test)
        if found is None or not isinstance(found[0], dict) or list(found[0]) != ["f"]:
            return None
        lines.append((str(found[0]["f"]), found[1], found[2]))
    return lines if 0 < len(lines) <= most else None


def initial_lines(lines: list[tuple[str, str, str]], prefixes: tuple[str, ...]) -> dict[str, Json]:
    found: dict[str, Json] = {}
    for prefix, (name, op, value) in zip(prefixes, lines, strict=False):
        found |= {f"{prefix}field": name, f"{prefix}op": op, f"{prefix}value": value}
    return found


def op_control() -> forms.ChoiceField:
    label = gettext_lazy("comparison")
    return forms.ChoiceField(label=label, choices=phrases.OPERATORS, required=False, initial="=")


def day_control(label: Any, *, required: bool = True) -> forms.DateField:
    """A calendar day; what is there is shown as it would be typed."""
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"placeholder": "YYYY-MM-DD"})
    return forms.DateField(label=label, required=required, widget=widget)


def field_control(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False)


def value_control() -> Text:
    label, widget = (
        gettext_lazy("value"),
        forms.TextInput(attrs={"data-suggest": "value", "autocomplete": "off"}),
    )
    return Text(label=label, required=False, max_length=1000, widget=widget)


def taken(names: Mapping[str, Any] | list[str], wanted: str) -> str:
    """The wanted name, with a number behind it where it is taken."""
    name, number = wanted, 2
    while name in names:
        name, number = f"{wanted} {number}", number + 1
    return name
