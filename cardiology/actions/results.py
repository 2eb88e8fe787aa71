"""Reading a typed laboratory result: number, unit, reference interval, flag."""

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cardiology.codes import laboratory
from cardiology.dictionary.units import Typed, read_number
from cardiology.models import AbnormalFlag

DERIVED = ("value", "comparator", "unit", "unit_text", "reference_low", "reference_high", "flag")


def derive(row: Any, sex: str | None) -> None:
    """Fill what follows from `test` and `value_text`. What has no number (NEG, 1+) stays as it was typed."""
    for name, value in {**dict.fromkeys(DERIVED), **_read(row, sex)}.items():
        setattr(row, name, value)


def _read(row: Any, sex: str | None) -> dict[str, Any]:
    """What the typed result means, by variable; nothing where it has no number."""
    typed = _number(row.value_text)
    if typed is None:
        return {}
    test = laboratory.find(row.test or "")
    sent = {"comparator": typed.comparator or None, "unit_text": typed.unit or None}
    if test is None:
        return sent | {"value": typed.value, "unit": typed.unit or None}
    try:
        value = round(test.to_canonical(typed), 6)
    except ValidationError as error:
        raise ValidationError({"value_text": error.messages}) from error
    least, most = test.possible
    if not least <= value <= most:
        raise ValidationError({"value_text": _impossible(value, test)})
    low, high = test.reference(sex)
    return sent | {
        "value": value, "unit": test.unit, "reference_low": low, "reference_high": high,
        "flag": flag(value, low, high),
    }  # fmt: skip


def flag(value: Decimal, low: Decimal | None, high: Decimal | None) -> str | None:
    """High, low or normal against a reference interval; None where there is none."""
    if low is None and high is None:
        return None
    if high is not None and value > high:
        return AbnormalFlag.HIGH
    return AbnormalFlag.LOW if low is not None and value < low else AbnormalFlag.NORMAL


def _number(text: str | None) -> Typed | None:
    try:
        return read_number(text) if text else None
    except ValidationError:
        return None


def _impossible(value: Decimal, test: laboratory.LabTest) -> str:
    return _("%(value)s %(unit)s is not possible; expected %(low)s to %(high)s %(unit)s.") % {
        "value": f"{value.normalize():f}", "unit": test.unit,
        "low": test.possible[0], "high": test.possible[1],
    }  # fmt: skip
