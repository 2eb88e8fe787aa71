"""What is typed for an emergency access."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cardiology import emergency
from cardiology.emergency import Named
from cardiology.models import Patient, User
from cardiology.models.trust.emergency import SHORTEST_REASON
from cardiology.wording import age

TOO_SHORT = gettext_lazy("Say in at least 10 characters why you need this record now.")


class NamedForm(forms.Form):
    """Whom: exactly, so that nobody is found by trying."""

    document = forms.CharField(label=gettext_lazy("Identity number, whole"), max_length=40, required=False)
    number = forms.CharField(label=gettext_lazy("Patient number there"), max_length=40, required=False)
    name = forms.CharField(label=gettext_lazy("Name, whole"), max_length=120, required=False)

    def clean(self) -> dict[str, Any]:
        said = {name: " ".join((value or "").split()) for name, value in super().clean().items()}  # type: ignore[union-attr]
        if not said.get("document") and not (said.get("number") and said.get("name")):
            raise forms.ValidationError(
                _("Type the identity number, or the patient number together with the name.")
            )
        return said

    @property
    def named(self) -> Named:
        """Who is meant."""
        return Named(**self.cleaned_data)


class ReasonForm(forms.Form):
    """Which record, why, and that the reader knows what follows."""

    ticket = forms.CharField(
        label=gettext_lazy("Record"), widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose the record.")},
    )  # fmt: skip
    reason = forms.CharField(
        label=gettext_lazy("Why you need this record now"), max_length=500, min_length=SHORTEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": TOO_SHORT, "min_length": TOO_SHORT},
    )  # fmt: skip
    understood = forms.BooleanField(
        label=gettext_lazy("I am treating this patient and know that every opening is logged and reviewed"),
        error_messages={"required": gettext_lazy("Confirm that you are treating this patient.")},
    )

    def __init__(self, *args: Any, user: User, patients: list[Patient], **options: Any) -> None:
        super().__init__(*args, **options)
        offered = [(emergency.ticket(user, patient), in_words(patient)) for patient in patients]
        self.fields["ticket"].widget.choices = offered
        if len(offered) == 1:
            self.initial["ticket"] = offered[0][0]


def in_words(patient: Patient) -> str:
    """A record as it is offered before it is opened: no more than tells that it is the right person."""
    sex = patient.get_sex_display() or ""
    return " · ".join(p for p in (str(patient.hospital), patient.name, sex, age(patient.birth_on)) if p)
