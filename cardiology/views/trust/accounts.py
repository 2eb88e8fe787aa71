"""The own sessions; and for administrators how every account is guarded."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from cardiology.access import Permission, permission_required
from cardiology.actions.trust import factors, signing_in
from cardiology.models import User
from cardiology.queries.trust import accounts as queries
from cardiology.views.trust.asking import ended_by_guessing, is_proven
from cardiology.views.trust.forms import PasswordForm


@never_cache
@require_GET
def sessions(request: HttpRequest) -> HttpResponse:
    """Where the own account is signed in."""
    return _sessions(request, PasswordForm())


@sensitive_post_parameters("password")
@never_cache
@require_POST
def end_session(request: HttpRequest) -> HttpResponse:
    """End one of the own sessions, or all but this one, for who gives the password again."""
    form = PasswordForm(request.POST)
    if is_proven(request, form):
        _tell(request, _ended(request, request.POST.get("session", "")))
        return redirect("sessions")
    return ended_by_guessing(request) or _sessions(request, form)


def _ended(request: HttpRequest, mark: str) -> int:
    """How many of the own sessions ended: the one of this mark, or all others."""
    user: Any = request.user
    if mark == "others":
        return signing_in.end_sessions(user, by=user, but=request.session.session_key or "")
    key = queries.key_of(user, mark)
    return int(bool(key) and signing_in.end_session(key, by=user))


def _sessions(request: HttpRequest, form: PasswordForm) -> HttpResponse:
    user: Any = request.user
    found = queries.sessions(user, request.session.session_key or "")
    context = {"sessions": found, "form": form}
    return render(request, "account/sessions.html", context, status=422 if form.errors else 200)


@require_GET
@permission_required(Permission.MANAGE_STAFF)
def accounts(request: HttpRequest) -> HttpResponse:
    """Every account: second factor, password, sessions."""
    user: Any = request.user
    context = {
        "accounts": queries.accounts(user), "regime": settings.PASSWORD_REGIME,
        "oldest": settings.PASSWORD_MAX_AGE_DAYS, "lock_after": settings.LOCK_AFTER_SECONDS // 60,
    }  # fmt: skip
    return render(request, "account/accounts.html", context)


@require_POST
@permission_required(Permission.MANAGE_STAFF)
def end_sessions(request: HttpRequest, user_id: int) -> HttpResponse:
    """End every session of a member of staff."""
    by: Any = request.user
    person = get_object_or_404(User, pk=user_id)
    but = request.session.session_key or "" if person.pk == by.pk else ""
    _tell(request, signing_in.end_sessions(person, by=by, but=but))
    return redirect("accounts")


@require_POST
@permission_required(Permission.MANAGE_STAFF)
def reset_factor(request: HttpRequest, user_id: int) -> HttpResponse:
    """Take the second factor from who has lost it; the person's sessions end with it."""
    by: Any = request.user
    person = get_object_or_404(User, pk=user_id)
    if factors.remove(person, by=by):
        messages.success(request, _("%(name)s has no second factor now.") % {"name": person})
    return redirect("accounts")


def _tell(request: HttpRequest, ended: int) -> None:
    if ended:
        told = ngettext("%(n)s session was ended.", "%(n)s sessions were ended.", ended) % {"n": ended}
        messages.success(request, told)
