"""Asking for the password again, before something that somebody at an open screen would do first."""

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cardiology.actions.trust import locking
from cardiology.views.trust.forms import PasswordForm


def is_proven(request: HttpRequest, form: PasswordForm) -> bool:
    """Whether the form is complete and has the person's own password; it says so where it has not.

    Wrong passwords count as at the sign-in.
    """
    if not form.is_valid():
        return False
    if locking.is_person(request, form.cleaned_data["password"], by=request.user):
        return True
    form.add_error("password", _("The password is not right."))
    return False


def ended_by_guessing(request: HttpRequest) -> HttpResponse | None:
    """After too many wrong passwords the session ends, and one is led to the sign-in."""
    if not locking.is_spent(request.session):
        return None
    logout(request)
    return redirect("sign_in")
