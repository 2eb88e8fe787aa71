"""One variable from text and to text: what imports, programs and exports share with the forms.

`read_text` goes through the variable's own form field, so that what a person may type and what a file
may hold are the same thing, with the same sentences.
"""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from cardiology.dictionary.fields import Variable
from cardiology.dictionary.units import read_number


@dataclass(frozen=True)
class Read:
    """What a text means: the value, what was typed where it differs, whether somebody has to confirm."""

    value: Any
    entered: dict[str, str] = field(default_factory=dict)
    doubtful: bool = False


def read_text(variable: Variable, text: str, unit: str = "") -> Read:
    """Read one variable; `unit` is that of the column or message, and a unit in the text itself wins.

    Raises ValidationError with a sentence for what cannot be read or is impossible; "" is no value.
    """
    asked: Any = variable.formfield(required=False)
    if unit and variable.kind == "number" and text.strip() and not read_number(text).unit:
        text = f"{text} {unit}"
    value = asked.clean(text)
    return Read(value, dict(asked.typed) if value is not None else {}, variable.is_doubtful(value))


def write_text(variable: Variable, value: Any) -> str:
    """The value as text that `read_text` reads back to the same value; "" for None."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, list):
        return "; ".join(value)
    if variable.kind == "number":
        return f"{Decimal(value).normalize():f}"
    return str(value)
