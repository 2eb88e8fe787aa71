"""What a password must be. Two regimes contradict each other, so a house chooses one: PASSWORD_REGIME.

`long`: long, not common, never forced to change. `classified`: kinds of characters, changed regularly, not
used before. Settings in `config/security.py` say which of these rules a regime takes.

`breached_passwords.txt` is what ships: digests of leaked passwords of twelve characters and more, from the
lists that `breached_passwords.licence.txt` names. Shorter ones are refused for their length.
"""

import hashlib
import os
import unicodedata
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

HOUSE_WORDS = ("cardiology", "hospital", "department", "xinneike", "心内科", "心血管")
ROOM = 6  # characters beside a word of the house


class NotTheHouse:
    """Refuses a password that is little more than a word of the house."""

    def validate(self, password: str, user: Any = None) -> None:
        plain = password.casefold()
        for word in HOUSE_WORDS:
            if word in plain and len(plain.replace(word, "")) < ROOM:
                raise ValidationError(
                    _("The password is little more than a word that everybody here would guess."), "house"
                )

    def get_help_text(self) -> str:
        return _("Not only a word of this house.")


class NotBreached:
    """Refuses a password that a theft somewhere has made known, as it was stolen or in small letters.

    `file` has a line for each, begun by its SHA-1 in capital letters and ordered by it: the shipped list, or
    the whole one of Have I Been Pwned ("ordered by hash").
    """

    def __init__(self, file: str) -> None:
        self.file = Path(file)

    def validate(self, password: str, user: Any = None) -> None:
        if any(is_listed(self.file, form) for form in {password, password.lower()}):
            raise ValidationError(
                _("This password was stolen somewhere and stands on the lists of guessers. Choose another."),
                "breached",
            )

    def get_help_text(self) -> str:
        return _("Not one that was stolen somewhere and is known since.")


def is_listed(file: Path, password: str) -> bool:
    """Whether a password's digest is in the file: a few dozen reads for a thousand million lines."""
    sought = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
    with file.open("rb") as lines:
        low, high = 0, lines.seek(0, os.SEEK_END)  # the line sought begins between them
        while low < high:
            middle = (low + high) // 2
            lines.seek(max(middle - 1, 0))
            if middle:
                lines.readline()  # to the next beginning of a line
            line = lines.readline()
            if line and line[: len(sought)] < sought:
                low = lines.tell()
            else:
                high = middle
        lines.seek(low)
        return lines.readline().startswith(sought)


class Kinds:
    """Asks for several kinds of characters: small and large letters, digits, others."""

    def __init__(self, least: int = 3) -> None:
        self.least = least

    def validate(self, password: str, user: Any = None) -> None:
        if len({_kind(letter) for letter in password}) < self.least:
            raise ValidationError(self.get_help_text(), "kinds")

    def get_help_text(self) -> str:
        return _(
            "At least %(least)s of these kinds: small letters, capital letters, digits, other characters."
        ) % {"least": self.least}


class NotBefore:
    """Refuses the passwords that this account has had lately."""

    def __init__(self, last: int = 5) -> None:
        self.last = last

    def validate(self, password: str, user: Any = None) -> None:
        if user is None or user.pk is None:
            return
        earlier = user.password_memories.order_by("-at", "-pk").values_list("password", flat=True)
        if any(check_password(password, known) for known in [user.password, *earlier[: self.last]]):
            raise ValidationError(self.get_help_text(), "before")

    def get_help_text(self) -> str:
        return _("Not one of the last %(last)s passwords of this account.") % {"last": self.last}


def _kind(letter: str) -> str:
    category = unicodedata.category(letter)
    return {"Ll": "small", "Lu": "capital", "Nd": "digit"}.get(category, "other")
