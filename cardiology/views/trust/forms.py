"""Forms of the sign-in and of the own account."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cardiology.models import Meaning


class CodeForm(forms.Form):
    """Six digits from the app, or a recovery code."""

    code = forms.CharField(
        label=_("One-time code"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autofocus": True, "spellcheck": "false"}
        ),
    )


class EnrolForm(CodeForm):
    """The first code of a new app, with the secret that the page has shown."""

    offered = forms.CharField(max_length=400, widget=forms.HiddenInput)


class PasswordForm(forms.Form):
    """The own password again, before something that a thief would do first."""

    password = forms.CharField(
        label=_("Your password"),
        max_length=4096,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, user: Any = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.user = user

    def clean_password(self) -> str:
        given = self.cleaned_data["password"]
        if self.user and not self.user.check_password(given):
            raise forms.ValidationError(_("The password is not right."), "wrong")
        return given


class SignForm(PasswordForm):
    """What the signature says, the own password, and what was read: the digest that the page showed."""

    meaning = forms.ChoiceField(label=_("Meaning"), choices=Meaning.choices)
    seen = forms.CharField(min_length=64, max_length=64, widget=forms.HiddenInput)
    field_order = ("meaning", "password", "seen")
