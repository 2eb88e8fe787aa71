"""The Chinese citizen identity number (GB 11643): check digit, date of birth, sex."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"  # by the weighted sum modulo 11


@dataclass(frozen=True)
class Citizen:
    """What a valid number says."""

    birth_on: date
    sex: Literal["male", "female"]


def read(number: str) -> Citizen | None:
    """What the number says; None where it is not a valid number of 18 places."""
    plain = number.strip().upper()
    if len(plain) != 18 or not (plain[:17].isascii() and plain[:17].isdigit()):
        return None
    total = sum(int(digit) * weight for digit, weight in zip(plain, WEIGHTS, strict=False))
    if plain[17] != CHECKS[total % 11]:
        return None
    try:
        born = date(int(plain[6:10]), int(plain[10:12]), int(plain[12:14]))
    except ValueError:
        return None
    return Citizen(born, "male" if int(plain[16]) % 2 else "female")
