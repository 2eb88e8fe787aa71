"""A screen that is left alone: what is typed stays, nobody sees it, only its own person goes on."""

import time
from typing import Any

from django.contrib.auth import authenticate
from django.http import HttpRequest

from cardiology import audit
from cardiology.actions.trust.signing_in import refused
from cardiology.models import User

LOCKED_AT, FAILURES = "locked_at", "unlock_failures"
TRIES = 5


def lock(session: Any, *, by: User) -> None:
    """Cover the screens of this session until the password is given again."""
    if not is_locked(session):
        session[LOCKED_AT] = int(time.time())
        audit.record("screen locked", by=by, about=by)


def is_locked(session: Any) -> bool:
    """Whether the screens of this session are covered."""
    return bool(session.get(LOCKED_AT))


def unlock(request: HttpRequest, password: str, *, by: User) -> bool:
    """Go on where the person left off, if this is the person; wrong passwords count as at the sign-in."""
    if not is_person(request, password, by=by):
        return False
    request.session.pop(LOCKED_AT, None)
    audit.record("screen unlocked", by=by, about=by)
    return True


def is_person(request: HttpRequest, password: str, *, by: User) -> bool:
    """Whether the password is the person's own; wrong ones are counted in the session."""
    found = authenticate(request, username=by.get_username(), password=password)
    if found is None or found.pk != by.pk:
        request.session[FAILURES] = request.session.get(FAILURES, 0) + 1
        refused(by.get_username(), step="locked screen")
        return False
    request.session.pop(FAILURES, None)
    return True


def is_spent(session: Any) -> bool:
    """Whether so many passwords were wrong that the session has to end."""
    return session.get(FAILURES, 0) >= TRIES
