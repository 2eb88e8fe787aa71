"""Who is signed in where, and how well each account is guarded."""

import hashlib
import re
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db.models import Max, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from cardiology.access import Permission, check_may
from cardiology.actions.trust import signing_in
from cardiology.models import SecondFactor, StaffSession, User

BROWSERS = ("Edg", "OPR", "Firefox", "Chrome", "Safari")  # the first that is named: others name Safari too
NAMES = {"Edg": "Edge", "OPR": "Opera"}
SYSTEMS = {"Windows": "Windows", "Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Mac OS": "macOS",
           "Linux": "Linux"}  # fmt: skip


@dataclass(frozen=True)
class Session:
    """One browser in which an account is signed in. `mark` names it without telling its key."""

    mark: str
    started_at: datetime | None
    seen_at: datetime | None
    address: str
    browser: str
    is_this: bool
    is_locked: bool


@dataclass(frozen=True)
class Account:
    """A member of staff as an administrator sees the account."""

    person: User
    sessions: int
    has_factor: bool
    needs_factor: bool
    factor_since: datetime | None
    password_at: datetime | None
    password_was_given: bool


def sessions(user: User, current: str) -> list[Session]:
    """The sessions of a member of staff, this one first, then by when they were last used."""
    found = [_session(row, current) for row in _live().filter(user_id=user.pk)]
    return sorted(found, key=lambda s: (not s.is_this, -(s.seen_at.timestamp() if s.seen_at else 0)))


def key_of(user: User, mark: str) -> str:
    """The key of one's own session that has this mark; "" where there is none."""
    return next((row.pk for row in _live().filter(user_id=user.pk) if _mark(row.pk) == mark), "")


def accounts(user: User) -> list[Account]:
    """Every active account with what guards it, for administrators."""
    check_may(user, Permission.MANAGE_STAFF)
    signed_in = Counter(_live().exclude(user_id=None).values_list("user_id", flat=True))
    people = User.objects.filter(is_active=True).select_related("hospital", "second_factor")
    people = people.annotate(
        given_at=Max("password_memories__at", filter=Q(password_memories__was_given=True)),
        password_at=Max("password_memories__at"),
    )
    return [
        _account(person, signed_in[person.pk]) for person in people.order_by("hospital__name", "username")
    ]


def _account(person: Any, count: int) -> Account:
    factor: SecondFactor | None = getattr(person, "second_factor", None)
    return Account(
        person=person, sessions=count, has_factor=factor is not None,
        needs_factor=signing_in.needs_factor(person), factor_since=factor.since if factor else None,
        password_at=person.password_at,
        password_was_given=person.given_at is not None and person.given_at == person.password_at,
    )  # fmt: skip


def _live() -> QuerySet[StaffSession]:
    return StaffSession.objects.filter(expire_date__gt=timezone.now())


def _session(row: StaffSession, current: str) -> Session:
    told = row.get_decoded()
    return Session(
        mark=_mark(row.pk), started_at=_instant(told.get("signed_in_at")),
        seen_at=_instant(told.get("seen_at")), address=told.get(signing_in.ADDRESS, ""),
        browser=browser_name(told.get(signing_in.BROWSER, "")), is_this=row.pk == current,
        is_locked=bool(told.get("locked_at")),
    )  # fmt: skip


def browser_name(told: str) -> str:
    """What a browser says of itself, short: “Firefox on Windows”."""
    browser = next((NAMES.get(b, b) for b in BROWSERS if b in told), "")
    system = next((name for sign, name in SYSTEMS.items() if sign in told), "")
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or re.sub(r"[^\w./ -]", "", told)[:40]


def _instant(seconds: Any) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None


def _mark(key: str) -> str:
    return hashlib.sha256(f"{settings.SECRET_KEY}{key}".encode()).hexdigest()[:20]
