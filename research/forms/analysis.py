"""What an analysis has to be told: one form, of which each method shows the fields it needs."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from research.forms.asking import Submitted
from research.methods import Method
from research.queries.outcomes import OUTCOMES
from research.queries.variables import Described

MOST_COVARIATES = 30
WAYS = (
    ("overlap", gettext_lazy("Overlap weights")),
    ("iptw", gettext_lazy("Inverse probability weights (stabilised, trimmed)")),
    ("match", gettext_lazy("Matching one to one within a caliper")),
)


class AnalysisForm(Submitted):
    """An analysis of a question. Fields that the method does not take are not there."""

    outcomes = forms.MultipleChoiceField(
        label=gettext_lazy("Outcome (the first of)"), choices=OUTCOMES, widget=forms.CheckboxSelectMultiple
    )
    competing = forms.MultipleChoiceField(
        label=gettext_lazy("Competing events"), choices=OUTCOMES, widget=forms.CheckboxSelectMultiple
    )
    origin = forms.ChoiceField(
        label=gettext_lazy("Time counts from"),
        choices=(
            ("start", gettext_lazy("the start of the index")),
            ("end", gettext_lazy("its end, such as discharge")),
        ),
    )
    target = forms.ChoiceField(label=gettext_lazy("Answer to explain"))
    exposure = forms.ChoiceField(label=gettext_lazy("Counted over a time of"))
    horizon = forms.IntegerField(label=gettext_lazy("Within days"), min_value=1, max_value=20_000)
    group_by = forms.ChoiceField(label=gettext_lazy("Groups"))
    limit = forms.FloatField(label=gettext_lazy("Split a number at"), min_value=-1e9, max_value=1e9)
    covariates = forms.MultipleChoiceField(
        label=gettext_lazy("Variables in the model"), widget=forms.CheckboxSelectMultiple
    )
    strata = forms.ChoiceField(label=gettext_lazy("Strata"))
    changes = forms.ChoiceField(label=gettext_lazy("Changes from no to yes on"))
    way = forms.ChoiceField(label=gettext_lazy("Way"), choices=WAYS)
    copies = forms.IntegerField(label=gettext_lazy("Imputed copies"), min_value=2, max_value=100)

    def __init__(self, *args: Any, method: Method, known: Sequence[Described] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.method = method
        for name in [n for n in self.fields if n != "submission" and n not in method.fields]:
            del self.fields[name]
        for name in method.fields:
            self.fields[name].required = name in method.needs
        names = [(d.name, d.title) for d in known]
        if "changes" in self.fields:
            changes: Any = self.fields["changes"]
            changes.choices = [("", "—"), *((d.name, d.title) for d in known if d.leaves == "days")]
        for name, empty in (
            ("target", _("an outcome within days")),
            ("group_by", _("no groups")),
            ("strata", _("none")),
            ("exposure", _("the same for everybody")),
        ):
            if name in self.fields:
                choices: Any = self.fields[name]
                choices.choices = [("", "—" if name in method.needs else empty), *names]
        if "covariates" in self.fields:
            covariates: Any = self.fields["covariates"]
            covariates.choices = names

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if {"target", "horizon"} <= self.fields.keys() and not cleaned.get("target"):
            for name in ("outcomes", "horizon"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(
                        name, ValidationError(_("Choose an answer to explain, or an outcome and its days."))
                    )
        if len(cleaned.get("covariates") or ()) > MOST_COVARIATES:
            self.add_error("covariates", ValidationError(_("At most 30 variables.")))
        if set(cleaned.get("outcomes") or ()) & set(cleaned.get("competing") or ()):
            self.add_error(
                "competing", ValidationError(_("An event cannot be the outcome and compete with it."))
            )
        return cleaned

    @property
    def parameters(self) -> dict[str, Any]:
        """What the run has to know."""
        chosen = {n: self.cleaned_data.get(n) for n in self.method.fields}
        return {"method": self.method.code, **{n: v for n, v in chosen.items() if v not in (None, "", [])}}
