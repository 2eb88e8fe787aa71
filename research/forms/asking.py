"""What a person may submit beside the definition: title, name of a version, analyses."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from research.forms.releases import DAYS
from research.forms.rows import Text
from research.models import RunKind
from research.queries.outcomes import OUTCOMES
from research.queries.units import UNITS

FORMATS = (("xlsx", "Excel (XLSX)"), ("parquet", "Parquet"), ("stata", "Stata (DTA)"), ("spss", "SPSS (SAV)"))
EXPORT = ("outcomes", "origin", "unit", "formats", "purpose", "ethics_number", "days")


class Submitted(forms.Form):
    """A form that may be sent twice without doing things twice."""

    submission = forms.UUIDField(widget=forms.HiddenInput)


class TitleForm(forms.Form):
    title = Text(label=gettext_lazy("Title"), max_length=160)
    study = Text(label=gettext_lazy("Study"), max_length=160, required=False)
    is_shared = forms.BooleanField(
        label=gettext_lazy("Everybody of the hospital who asks questions may see it"), required=False
    )


class JsonForm(forms.Form):
    """The whole definition as text."""

    definition = forms.CharField(
        label=gettext_lazy("Definition as JSON"),
        widget=forms.Textarea(attrs={"rows": 18, "spellcheck": "false", "class": "mono"}),
        validators=[],
        strip=False,
    )


class VersionForm(forms.Form):
    name = Text(label=gettext_lazy("Name of this version"), max_length=120)


class RunForm(Submitted):
    """An analysis: Table 1 by group, or survival to an outcome."""

    kind = forms.ChoiceField(choices=RunKind.choices, widget=forms.HiddenInput)
    outcomes = forms.MultipleChoiceField(
        label=gettext_lazy("Outcome (the first of)"), choices=OUTCOMES, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    origin = forms.ChoiceField(
        label=gettext_lazy("Time counts from"), required=False,
        choices=(
            ("start", gettext_lazy("the start of the index")),
            ("end", gettext_lazy("its end, such as discharge")),
        ),
    )  # fmt: skip
    group_by = forms.ChoiceField(label=gettext_lazy("Groups"), required=False)
    limit = forms.FloatField(
        label=gettext_lazy("Split a number at"), required=False, min_value=-1e9, max_value=1e9
    )

    unit = forms.ChoiceField(label=gettext_lazy("One row for each"), choices=UNITS, required=False)
    formats = forms.MultipleChoiceField(
        label=gettext_lazy("Beside CSV also as"), choices=FORMATS, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    purpose = forms.CharField(
        label=gettext_lazy("What it is for"), max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    ethics_number = Text(label=gettext_lazy("Number of the ethics approval"), max_length=80, required=False)
    days = forms.TypedChoiceField(
        label=gettext_lazy("Can be fetched for"), choices=DAYS, coerce=int, empty_value=None, required=False
    )

    def __init__(self, *args: Any, names: Iterable[tuple[str, str]] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        group_by: Any = self.fields["group_by"]
        group_by.choices = [("", _("no groups")), *names]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("kind") == RunKind.SURVIVAL and not cleaned.get("outcomes"):
            self.add_error("outcomes", ValidationError(_("Choose at least one outcome.")))
        if cleaned.get("kind") == RunKind.EXPORT:
            for name in ("purpose", "ethics_number"):
                if not cleaned.get(name):
                    self.add_error(
                        name, ValidationError(_("Rows leave only with a purpose and an approval."))
                    )
        return cleaned

    @property
    def parameters(self) -> dict[str, Any]:
        """What the run has to know."""
        if self.cleaned_data["kind"] == RunKind.EXPORT:
            return {n: v for n in EXPORT if (v := self.cleaned_data.get(n)) not in (None, "", [])}
        names = ("outcomes", "origin", "group_by", "limit")
        chosen = {n: self.cleaned_data[n] for n in names if self.cleaned_data.get(n) not in (None, "", [])}
        if self.cleaned_data["kind"] == RunKind.COUNTS or "outcomes" not in chosen:
            chosen = {n: v for n, v in chosen.items() if n in ("group_by", "limit")}
        return chosen
