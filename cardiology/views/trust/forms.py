"""Forms of the sign-in and of the own account."""

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


class SignForm(PasswordForm):
    """What the signature says, the own password, and what was read: the digest that the page showed."""

    meaning = forms.ChoiceField(label=_("Meaning"), choices=Meaning.choices)
    seen = forms.CharField(min_length=64, max_length=64, widget=forms.HiddenInput)
    field_order = ("meaning", "password", "seen")
