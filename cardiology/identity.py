"""The Chinese citizen identity number (GB 11643): check character, date of birth, sex.

The older number of 15 digits is read as the one of 18 places that replaced it.
"""

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Literal

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"  # by the weighted sum modulo 11 (ISO 7064 MOD 11-2)
PLACES, OLD_PLACES = 18, 15
CENTURY = "19"  # numbers of 15 digits were given to people born in these years only
EARLIEST = date(1850, 1, 1)


class Fault(Enum):
    """What is wrong with a number, the first that is found."""

    LENGTH = "length"
    LETTERS = "letters"
    DATE = "date"
    CHECK = "check"


@dataclass(frozen=True)
class Citizen:
    """What a valid number says."""

    birth_on: date
    sex: Literal["male", "female"]


def plain(number: str) -> str:
    """The number without blanks, with a capital X."""
    return "".join(number.split()).upper()


def fault(number: str) -> Fault | None:
    """What is wrong with a number; None for a valid one of 18 places, or of 15."""
    digits = plain(number)
    if len(digits) not in (PLACES, OLD_PLACES):
        return Fault.LENGTH
    body = digits[:17] if len(digits) == PLACES else digits
    if not (body.isascii() and body.isdigit()) or digits[-1] not in "0123456789X":
        return Fault.LETTERS
    if _born(digits) is None:
        return Fault.DATE
    if len(digits) == PLACES and digits[17] != check(digits[:17]):
        return Fault.CHECK
    return None


def read(number: str) -> Citizen | None:
    """What the number says; None where it is not a valid number."""
    if fault(number) is not None:
        return None
    digits = whole(number)
    born = _born(digits)
    return Citizen(born, "male" if int(digits[16]) % 2 else "female") if born else None


def check(body: str) -> str:
    """The check character of the first 17 digits."""
    return CHECKS[sum(int(d) * w for d, w in zip(body, WEIGHTS, strict=True)) % 11]


def whole(number: str) -> str:
    """A number of 15 digits as the one of 18 places that replaced it; any other as it is."""
    digits = plain(number)
    if len(digits) != OLD_PLACES or not (digits.isascii() and digits.isdigit()):
        return digits
    body = digits[:6] + CENTURY + digits[6:]
    return body + check(body)


def spellings(number: str) -> set[str]:
    """Every way in which the same number may be stored: of 18 or of 15 places, with a small x."""
    new = whole(number)
    is_old = len(new) == PLACES and new[6:8] == CENTURY
    ways = {plain(number), new} | ({new[:6] + new[8:17]} if is_old else set())
    return ways | {way.lower() for way in ways if way.endswith("X")}


def neighbours(number: str) -> set[str]:
    """Numbers that one slip of the hand makes of this one: a wrong place, or two places exchanged."""
    digits = whole(number)
    if len(digits) < OLD_PLACES:
        return set()
    wrong = {
        digits[:i] + other + digits[i + 1 :]
        for i in range(len(digits))
        for other in ("0123456789X" if i == len(digits) - 1 else "0123456789")
    }
    swapped = {digits[:i] + digits[i + 1] + digits[i] + digits[i + 2 :] for i in range(len(digits) - 1)}
    return (wrong | swapped) - {digits}


def _born(digits: str) -> date | None:
    """The date in the number; None where there is no such day."""
    text = digits[6:14] if len(digits) == PLACES else CENTURY + digits[6:12]
    try:
        born = date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    except ValueError:
        return None
    return born if born > EARLIEST else None
