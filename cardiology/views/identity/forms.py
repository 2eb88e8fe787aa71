"""Forms of merging and of consents."""

import uuid
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cardiology.dictionary import ClinicalDate
from cardiology.models import Consent, ConsentText, User


class FindForm(forms.Form):
    """The other registration of a person."""

    q = forms.CharField(label=_("The other registration: number, name or phone"), max_length=80)


class ReasonForm(forms.Form):
    """Why two registrations are one person, or are not after all."""

    reason = forms.CharField(label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))


class AskForm(ReasonForm):
    """Why two registrations are one person."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reason"].help_text = _("What shows it, for example: the same identity card was seen.")


class ConsentForm(forms.ModelForm):
    """One decision of the patient."""

    submission = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)
    decided_on: Any = ClinicalDate(_("Decided on")).formfield(required=True)
    on_paper = forms.NullBooleanField(
        label=_("Signed form on paper"),
        widget=forms.RadioSelect(choices=[("True", _("Yes")), ("False", _("No"))]), required=False,
    )  # fmt: skip

    class Meta:
        model = Consent
        fields = ("purpose", "decision", "decided_on", "text", "asked_by", "on_paper", "note")
        widgets = {"purpose": forms.RadioSelect, "decision": forms.RadioSelect}

    def __init__(self, *args: Any, user: User, texts: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("purpose", "decision"):
            self.fields[name].choices = [c for c in self.fields[name].choices if c[0]]  # type: ignore[attr-defined]
        self.fields["text"].queryset = texts  # type: ignore[attr-defined]
        self.fields["text"].label_from_instance = in_words  # type: ignore[attr-defined]
        self.fields["text"].empty_label = _("No text was read")  # type: ignore[attr-defined]
        staff = User.objects.filter(hospital=user.hospital_id, is_active=True).order_by("display_name")
        self.fields["asked_by"].queryset = staff  # type: ignore[attr-defined]
        self.fields["asked_by"].initial = user.pk
        self.fields["decided_on"].initial = timezone.localdate()

    def told(self) -> dict[str, Any]:
        """What the action takes."""
        said = dict(self.cleaned_data)
        said.pop("submission")
        return {"on": said.pop("decided_on"), **said}


class ConsentTextForm(forms.ModelForm):
    """A new version of a text."""

    valid_from: Any = ClinicalDate(_("Used from")).formfield(required=True)

    class Meta:
        model = ConsentText
        fields = ("purpose", "version", "valid_from", "wording")
        widgets = {"wording": forms.Textarea(attrs={"rows": 8})}


def in_words(text: ConsentText) -> str:
    """A text as it is chosen: purpose and version."""
    return f"{text.get_purpose_display()} · {text.version}"  # type: ignore[attr-defined]
