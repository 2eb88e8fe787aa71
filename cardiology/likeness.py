"""Whether two registrations may be one person: the signs of it, strongest first.

Plain values in, plain values out. None of the signs is a proof, and having none is not one either: they are
shown to the person who registers, who decides.
"""

import unicodedata
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from cardiology import identity

PHONE_DIGITS = 7  # shorter numbers are extensions and emergency numbers
COUNTRY = "86"
MOBILE = 11


class Sign(Enum):
    """Why somebody may be the same person, in the order in which it weighs."""

    SAME_ID = "same_id"
    NEAR_ID = "near_id"
    SAME_NAME_AND_BIRTH = "same_name_and_birth"
    SAME_NAME_NEAR_BIRTH = "same_name_near_birth"
    SAME_SOUND = "same_sound"
    SAME_SOUND_NEAR_BIRTH = "same_sound_near_birth"
    SAME_PHONE = "same_phone"


WEIGHTS = {sign: place for place, sign in enumerate(Sign)}


@dataclass(frozen=True)
class Said:
    """What is known of a person so far; `sound` is the name in pinyin without tones."""

    name: str = ""
    sound: str = ""
    birth_on: date | None = None
    id_number: str = ""
    phones: frozenset[str] = field(default_factory=frozenset)


def signs(one: Said, other: Said) -> list[Sign]:
    """The signs that both are one person; empty where there is none."""
    found = [sign for sign in (_of_id(one, other), _of_name(one, other)) if sign]
    if one.phones & other.phones:
        found.append(Sign.SAME_PHONE)
    return sorted(found, key=lambda sign: WEIGHTS[sign])


def _of_id(one: Said, other: Said) -> Sign | None:
    if not one.id_number or not other.id_number:
        return None
    ours, theirs = identity.whole(one.id_number), identity.whole(other.id_number)
    if ours == theirs:
        return Sign.SAME_ID
    return Sign.NEAR_ID if theirs in identity.neighbours(ours) else None


def _of_name(one: Said, other: Said) -> Sign | None:
    if not one.birth_on or not other.birth_on:
        return None
    same = one.birth_on == other.birth_on
    if not same and not near(one.birth_on, other.birth_on):
        return None
    if one.name and plain_name(one.name) == plain_name(other.name):
        return Sign.SAME_NAME_AND_BIRTH if same else Sign.SAME_NAME_NEAR_BIRTH
    if one.sound and one.sound.replace(" ", "") == other.sound.replace(" ", ""):
        return Sign.SAME_SOUND if same else Sign.SAME_SOUND_NEAR_BIRTH
    return None


def near(one: date, other: date) -> bool:
    """Whether two dates are the same month, or one is the other with a slip of the hand."""
    if (one.year, one.month) == (other.year, other.month):
        return True
    if one.year == other.year and (one.month, one.day) == (other.day, other.month):
        return True
    ours, theirs = f"{one:%Y%m%d}", f"{other:%Y%m%d}"
    differ = [i for i in range(8) if ours[i] != theirs[i]]
    if len(differ) == 1:
        return True
    first, last = differ[0], differ[-1]
    swapped = ours[first] == theirs[last] and ours[last] == theirs[first]
    return len(differ) == 2 and last == first + 1 and swapped


def plain_name(name: str) -> str:
    """A name as it is compared: full-width letters made plain, no blanks, no capitals."""
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()


def plain_phone(number: str) -> str:
    """The digits of a telephone number without the code of the country; empty where they are too few."""
    digits = "".join(c for c in unicodedata.normalize("NFKC", number) if c.isdigit())
    digits = digits.removeprefix("00") if digits.startswith("00" + COUNTRY) else digits
    if len(digits) == len(COUNTRY) + MOBILE and digits.startswith(COUNTRY):
        digits = digits.removeprefix(COUNTRY)
    return digits if len(digits) >= PHONE_DIGITS else ""
