"""Encryption of what the database must not tell by itself: the keys stay outside of it.

Whole texts (`seal`) and single columns (`Place`). A column is encrypted so that one value gives one text per
key and column (AES-SIV, RFC 5297): what is equal can be found, compared and kept unique, and nothing else can
be read from it. A part of a number is found by keyed digests of its runs of four characters.

Keys: `FIELD_KEYS` (columns only, the newest first), then SECRET_KEY and SECRET_KEY_FALLBACKS. The first one
writes, all of them read; `manage.py rotate_keys` writes anew what an earlier one has written.
"""

import base64
import hmac
import unicodedata
from binascii import Error as NotBase64
from dataclasses import dataclass
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.translation import gettext as _

PURPOSE = b"cardiology.secrecy.1"
MARK = "sealed:"  # how an encrypted column begins: mark, name of the key, colon, text
RUN = 4  # characters; a shorter part of a number would be known from its digest alone


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


@dataclass(frozen=True)
class Place:
    """A column of identifiers by its name ("cardiology.patient.id_number"): what is sealed for one place
    cannot be read in another."""

    name: str

    def seal(self, text: str) -> str:
        """The text under the newest key; nothing stays nothing."""
        return _ring()[0].seal(text, self.name) if text else text

    def forms(self, text: str) -> list[str]:
        """How the text may be stored: under each key."""
        return [key.seal(text, self.name) for key in _ring()] if text else [text]

    def open(self, stored: str) -> str:
        """The text again. What was stored before there were keys is given as it is.

        Unreadable, with a sentence for whoever runs the house, where its key is missing or it was changed.
        """
        if not stored.startswith(MARK):
            return stored
        name, _colon, text = stored[len(MARK) :].partition(":")
        key = next((key for key in _ring() if key.name == name), None)
        if key is None:
            raise Unreadable(
                _(
                    "%(place)s was encrypted under the key “%(key)s”, which this house does not have. "
                    "Add that key to FIELD_KEYS (or SECRET_KEY_FALLBACKS), then run: manage.py rotate_keys"
                )
                % {"place": self.name, "key": name[:8]}
            )
        try:
            return key.cipher.decrypt(base64.b64decode(text, validate=True), [self.name.encode()]).decode()
        except (InvalidTag, NotBase64, ValueError) as error:
            sentence = _("%(place)s was changed in the database outside of this programme; restore a backup.")
            raise Unreadable(sentence % {"place": self.name}) from error

    def runs(self, text: str) -> list[int]:
        """Digests under the newest key of every run of four characters, in no order that tells anything."""
        return _ring()[0].runs(text, self.name)

    def runs_under_each_key(self, part: str) -> list[list[int]]:
        """What a stored number has among its digests where it holds the part; [] for one too short."""
        return [key.runs(part, self.name) for key in _ring()] if len(plain(part)) >= RUN else []


def plain(number: str) -> str:
    """A number as its parts are compared: letters and digits only, full-width ones made plain."""
    return "".join(c for c in unicodedata.normalize("NFKC", number) if c.isalnum()).upper()


def newest() -> str:
    """How everything begins that is encrypted under the newest key."""
    return f"{MARK}{name_of_newest()}:"


def name_of_newest() -> str:
    """The name of the newest key, which says nothing of it."""
    return _ring()[0].name


def known() -> set[str]:
    """The names of all keys that this house has."""
    return {key.name for key in _ring()}


@dataclass(frozen=True)
class _Key:
    name: str  # told beside each text; says nothing of the key
    cipher: AESSIV
    digests: bytes

    def seal(self, text: str, place: str) -> str:
        sealed = self.cipher.encrypt(text.encode(), [place.encode()])
        return f"{MARK}{self.name}:{base64.b64encode(sealed).decode()}"

    def runs(self, text: str, place: str) -> list[int]:
        letters = plain(text)
        return sorted(
            {_digest(self.digests, place, letters[i : i + RUN]) for i in range(len(letters) - RUN + 1)}
        )


@lru_cache(maxsize=1 << 16)
def _digest(key: bytes, place: str, run: str) -> int:
    """Two bytes only: other runs share them, so that none can be named for certain."""
    return int.from_bytes(hmac.digest(key, f"{place}:{run}".encode(), "sha256")[:2], "big", signed=True)


def _names() -> tuple[str, ...]:
    return settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS


def _ring() -> tuple[_Key, ...]:
    return _forged((*settings.FIELD_KEYS, *_names()))


@lru_cache(maxsize=8)
def _forged(names: tuple[str, ...]) -> tuple[_Key, ...]:
    return tuple(
        _Key(
            _derived(name, b"cardiology.column.name", 4).hex(),
            AESSIV(_derived(name, b"cardiology.column.text", 64)),
            _derived(name, b"cardiology.column.runs", 32),
        )
        for name in dict.fromkeys(names)
    )


@lru_cache(maxsize=8)
def _keys(names: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(base64.urlsafe_b64encode(_derived(name, PURPOSE, 32))) for name in names])


def _derived(name: str, purpose: bytes, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=None, info=purpose).derive(name.encode())
