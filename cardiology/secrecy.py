"""Encryption of what the database must not tell by itself: the key comes from SECRET_KEY and stays outside.

What was written under an earlier key is read through SECRET_KEY_FALLBACKS.
"""

import base64
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

PURPOSE = b"cardiology.secrecy.1"


class Unreadable(ValueError):
    """Written under a key that this house no longer has, or changed, or too old."""


def seal(text: str) -> str:
    """The text encrypted; the same text gives another result each time."""
    return _keys(_names()).encrypt(text.encode()).decode()


def unseal(sealed: str, *, max_age: int | None = None) -> str:
    """The text again; Unreadable where it cannot be had, or is older than `max_age` seconds."""
    try:
        return _keys(_names()).decrypt(sealed.encode(), ttl=max_age).decode()
    except (InvalidToken, ValueError) as error:
        raise Unreadable from error


def _names() -> tuple[str, ...]:
    return settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS


@lru_cache(maxsize=8)
def _keys(names: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(_derived(name)) for name in names])


def _derived(name: str) -> bytes:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(name.encode())
    return base64.urlsafe_b64encode(key)
