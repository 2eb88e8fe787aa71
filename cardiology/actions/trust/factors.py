"""The second factor: six digits from an app, each good once, and ten codes for the day the phone is lost."""

import secrets
import time
import unicodedata
from dataclasses import dataclass
from datetime import timedelta

import pyotp
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from cardiology import audit
from cardiology.access import Permission, check_may
from cardiology.actions.trust import signing_in
from cardiology.models import RecoveryCode, SecondFactor, User
from cardiology.secrecy import Unreadable, seal, unseal

HOUSE = "Cardiology"
STEP, DRIFT = 30, 1  # seconds of a code; steps that a phone's clock may be off
CODES, LETTERS, LENGTH = 10, "ABCDEFGHJKMNPQRSTVWXYZ23456789", 10
TRIES, REST = 5, timedelta(minutes=15)
OFFER_LASTS = 15 * 60  # seconds from the picture to the first code


@dataclass(frozen=True)
class Offer:
    """A new secret to be taken into an app; nothing is stored until the app has shown a right code."""

    secret: str
    address: str
    sealed: str


def offer(user: User, sealed: str = "") -> Offer:
    """A new secret, or the one that the page has shown already."""
    secret = _opened(user, sealed) or pyotp.random_base32()
    address = pyotp.TOTP(secret).provisioning_uri(name=user.get_username(), issuer_name=HOUSE)
    return Offer(secret, address, seal(f"{user.pk}:{secret}"))


@transaction.atomic
def enrol(user: User, sealed: str, code: str) -> list[str]:
    """Take the app of which this is a right code; the recovery codes, or nothing if it is not right."""
    secret = _opened(user, sealed)
    step = _step_of(secret, code, after=0) if secret else 0
    if not step:
        return []
    SecondFactor.objects.filter(user=user).delete()
    factor = SecondFactor.objects.create(user=user, secret=seal(secret), last_step=step)
    audit.record("second factor set up", by=user, about=user)
    return _new_codes(factor)


@transaction.atomic
def check(user: User, code: str) -> bool:
    """Whether the code is right now, and use it up. After five wrong ones none is right for a while."""
    factor = SecondFactor.objects.select_for_update().get(user=user)
    if rests(factor):
        return False
    if _use_step(factor, code) or _use_recovery(factor, code):
        factor.failures, factor.locked_until = 0, None
        factor.save()
        return True
    factor.failures += 1
    if factor.failures >= TRIES:
        factor.failures, factor.locked_until = 0, timezone.now() + REST
        audit.record("second factor rests", by=user, about=user)
    factor.save()
    return False


def rests(factor: SecondFactor) -> bool:
    """Whether too many codes were wrong a moment ago."""
    return bool(factor.locked_until and factor.locked_until > timezone.now())


@transaction.atomic
def new_codes(user: User) -> list[str]:
    """Ten new recovery codes; the earlier ones are worth nothing from now on."""
    factor = SecondFactor.objects.select_for_update().get(user=user)
    audit.record("recovery codes renewed", by=user, about=user)
    return _new_codes(factor)


@transaction.atomic
def remove(person: User, *, by: User) -> bool:
    """Do without the second factor again: one's own, or as an administrator that of who has lost it.

    An administrator ends the person's sessions with it, so that nobody stays in by the lost phone.
    """
    if person.pk != by.pk:
        check_may(by, Permission.MANAGE_STAFF)
        signing_in.end_sessions(person, by=by)
    gone, _rows = SecondFactor.objects.filter(user=person).delete()
    if gone:
        audit.record("second factor removed", by=by, about=person)
    return bool(gone)


def _opened(user: User, sealed: str) -> str:
    try:
        owner, _colon, secret = unseal(sealed, max_age=OFFER_LASTS).partition(":")
    except Unreadable:
        return ""
    return secret if owner == str(user.pk) else ""


def _plain(code: str) -> str:
    """As it was meant: full-width digits, blanks and hyphens are no difference."""
    return "".join(c for c in unicodedata.normalize("NFKC", code).upper() if c.isalnum())


def _step_of(secret: str, code: str, *, after: int) -> int:
    """The step whose code this is, if it is a later one than was used; else 0."""
    now, app, given = int(time.time()) // STEP, pyotp.TOTP(secret), _plain(code)
    steps = (step for step in range(now - DRIFT, now + DRIFT + 1) if step > after)
    return next((s for s in steps if constant_time_compare(app.generate_otp(s), given)), 0)


def _use_step(factor: SecondFactor, code: str) -> bool:
    secret = _secret(factor)
    step = _step_of(secret, code, after=factor.last_step) if secret else 0
    factor.last_step = step or factor.last_step
    return bool(step)


def _use_recovery(factor: SecondFactor, code: str) -> bool:
    if not _secret(factor):
        return False
    unused = RecoveryCode.objects.filter(factor=factor, digest=_digest(factor, code), used_at=None)
    used = bool(unused.update(used_at=timezone.now()))
    if used:
        audit.record("recovery code used", by=factor.user, about=factor.user)
    return used


def _new_codes(factor: SecondFactor) -> list[str]:
    factor.recovery_codes.all().delete()
    codes = ["".join(secrets.choice(LETTERS) for _letter in range(LENGTH)) for _code in range(CODES)]
    RecoveryCode.objects.bulk_create(
        RecoveryCode(factor=factor, digest=_digest(factor, code)) for code in codes
    )
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def _digest(factor: SecondFactor, code: str) -> str:
    """Keyed with the app's own secret, which outlives a new SECRET_KEY."""
    keyed = salted_hmac("cardiology.recovery", _plain(code), secret=_secret(factor), algorithm="sha256")
    return keyed.hexdigest()


def _secret(factor: SecondFactor) -> str:
    """The app's secret; "" where its key is lost, so that no code fits and an administrator must reset it."""
    try:
        return unseal(factor.secret)
    except Unreadable:
        return ""
