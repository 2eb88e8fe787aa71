"""Typed numbers and units: "1.2 mg/dL", "＜0.01", "１２０" become values, or a sentence says why not."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

TOO_LARGE = 10**12  # what no column holds
Factors = Mapping[str, Decimal | float | str]

_TYPED = re.compile(r"^\s*([<>]=?|≤|≥)?\s*([+-]?\d[\d ]*(?:[.,]\d+)?|[+-]?\.\d+)\s*(.*?)\s*$")


@dataclass(frozen=True)
class Typed:
    """A number as a person typed it: comparator, exact value, unit ("" where none was typed)."""

    value: Decimal
    unit: str = ""
    comparator: str = ""


def read_number(text: str) -> Typed:
    """Read a typed quantity; full-width characters and a decimal comma are understood.

    Raises ValidationError with a sentence when there is no number in it.
    """
    plain = unicodedata.normalize("NFKC", text)
    found = _TYPED.match(plain)
    if not found:
        raise ValidationError(_("“%(text)s” is not a number."), params={"text": text[:40]})
    comparator, digits, unit = found.groups()
    value = Decimal(digits.replace(" ", "").replace(",", "."))
    if abs(value) >= TOO_LARGE:
        raise ValidationError(_("“%(text)s” is too large."), params={"text": text[:40]})
    return Typed(value, unit, (comparator or "").replace("≤", "<=").replace("≥", ">="))


def same_unit(one: str, other: str) -> bool:
    """Whether two spellings mean the same unit (µ and u, case, spaces, ^ and a × before 10 do not matter)."""
    return _plain_unit(one) == _plain_unit(other)


def _plain_unit(unit: str) -> str:
    text = unicodedata.normalize("NFKC", unit).replace("μ", "u").replace("µ", "u")
    return re.sub(r"^\s*[x×]\s*(?=10)|[\s^*·{}\[\]_]", "", text.casefold())


def convert(typed: Typed, *, to: str, factors: Factors) -> Decimal:
    """The value in unit `to`; a unit without a known factor is refused, never guessed."""
    if not typed.unit or same_unit(typed.unit, to):
        return typed.value
    for unit, factor in factors.items():
        if same_unit(typed.unit, unit):
            return typed.value * Decimal(str(factor))
    raise ValidationError(
        _("The unit “%(unit)s” is not known here; expected %(expected)s."),
        params={"unit": typed.unit[:20], "expected": " / ".join([to, *factors]) or "–"},
    )
