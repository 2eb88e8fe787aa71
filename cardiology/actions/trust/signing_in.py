"""What a sign-in starts, what an account must do first, and ending the sessions of a person."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from cardiology import audit
from cardiology.access import Permission, check_may
from cardiology.models import AuditEvent, PasswordMemory, SecondFactor, StaffSession, User

DUTY, ADDRESS, BROWSER = "duty", "address", "browser"
LONGEST = 200
REFUSED, QUARTER, MOST = "sign-in refused", timedelta(minutes=15), 20  # noted of one account in a quarter


def started(session: Any, *, by: User, address: str, browser: str, with_code: bool) -> str:
    """Note who signed in from where; the address of what the account must do first, or ""."""
    session[ADDRESS], session[BROWSER] = address, browser[:LONGEST]
    audit.record("signed in", by=by, about=by, new={"second factor": with_code})
    return look_again(session, by=by)


def refused(username: str, *, step: str) -> None:
    """Somebody was not let in as this person: a wrong password or code. Who gave it is not known.

    Of names that nobody has nothing is kept: people type their password there.
    """
    person = User.objects.filter(username=username).first()
    if person is None:
        return
    events = AuditEvent.objects.filter(about="cardiology.user", about_id=person.pk, event=REFUSED)
    if events.filter(at__gte=timezone.now() - QUARTER).count() < MOST:
        audit.record("sign-in refused", by=None, about=person, new={"step": step})


def duty(session: Any) -> str:
    """The address that this session has to go to before anything else."""
    return session.get(DUTY, "")


def look_again(session: Any, *, by: User) -> str:
    """After a duty was done: the next one, or ""."""
    session[DUTY] = duty_of(by)
    return session[DUTY]


def duty_of(user: User) -> str:
    """What an account must do before it may work: a password of its own, a second factor."""
    if password_is_due(user):
        return "password_change"
    if needs_factor(user) and not SecondFactor.objects.filter(user=user).exists():
        return "second_factor"
    return ""


def needs_factor(user: User) -> bool:
    """Whether the house asks a second factor of this role."""
    return bool({user.role, "all"} & settings.SECOND_FACTOR_ROLES)


def password_is_due(user: User) -> bool:
    """Whether the password was given by somebody else, or is older than the house allows."""
    last = PasswordMemory.objects.filter(user=user).order_by("-at", "-pk").first()
    if last and last.was_given:
        return True
    oldest = settings.PASSWORD_MAX_AGE_DAYS
    return bool(oldest) and (last.at if last else user.date_joined) < timezone.now() - timedelta(days=oldest)


@transaction.atomic
def end_session(key: str, *, by: User) -> bool:
    """End one session of one's own."""
    ended, _rows = StaffSession.objects.filter(pk=key, user_id=by.pk).delete()
    if ended:
        audit.record("session ended", by=by, about=by)
    return bool(ended)


@transaction.atomic
def end_sessions(person: User, *, by: User, but: str = "") -> int:
    """End every session of a person: one's own, or as an administrator anybody's."""
    if person.pk != by.pk:
        check_may(by, Permission.MANAGE_STAFF)
    ended, _rows = StaffSession.objects.filter(user_id=person.pk).exclude(pk=but).delete()
    if ended:
        audit.record("sessions ended", by=by, about=person, new={"sessions": ended})
    return ended
