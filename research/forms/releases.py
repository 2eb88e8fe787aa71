"""What has to be said of something that leaves, and by whoever reviews it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

DAYS = ((30, gettext_lazy("30 days")), (90, gettext_lazy("90 days")), (365, gettext_lazy("a year")))


class ReleaseForm(forms.Form):
    """Tables and figures are asked for."""

    purpose = forms.CharField(
        label=gettext_lazy("What it is for"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    days = forms.TypedChoiceField(
        label=gettext_lazy("Can be fetched for"), choices=DAYS, coerce=int, initial=90
    )


class ReviewForm(forms.Form):
    """Somebody else says yes or no."""

    verdict = forms.ChoiceField(choices=(("agree", ""), ("refuse", "")), widget=forms.HiddenInput)
    note = forms.CharField(
        label=gettext_lazy("Note"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("verdict") == "refuse" and not cleaned.get("note", "").strip():
            self.add_error("note", ValidationError(_("Say why not.")))
        return cleaned
