"""JSON becomes what a person would have typed into the same form, so that the same rules hold."""

import math
import uuid
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from cardiology.api.errors import ROW, Invalid
from cardiology.dictionary.form_fields import ChoicesField, MomentField

CONTROL = ("missing", "confirm", "override", "revision")  # what may stand beside the fields of a row


def object_of(body: Any) -> dict[str, Any]:
    """The sent object; Invalid when it is something else."""
    if not isinstance(body, dict):
        raise Invalid({ROW: [_("Expected a JSON object with fields of the row.")]})
    return dict(body)


def typed(form: forms.ModelForm, given: dict[str, Any]) -> dict[str, str]:
    """The given values as the form reads them; Invalid names every field that there is not, or cannot be."""
    problems: dict[str, list[str]] = {}
    values: dict[str, str] = {}
    for name, value in given.items():
        try:
            if name not in form.fields:
                raise ValidationError(_("There is no such field, or it cannot be written."))
            values[name] = text_of(_side_by_side(value, form.fields[name]), form.fields[name])
        except ValidationError as error:
            problems[legible(name)] = error.messages
    if problems:
        raise Invalid(problems)
    return values


def _side_by_side(value: Any, field: forms.Field) -> Any:
    """Several coded answers as one text."""
    several = isinstance(field, ChoicesField) and isinstance(value, list)
    return "; ".join(map(str, value)) if several else value


def text_of(value: Any, field: forms.Field) -> str:
    """One JSON value as typed text; raises ValidationError with a sentence."""
    if value is None:
        return ""
    if isinstance(value, bool | dict | list):
        raise ValidationError(_("Expected a text, a number or null."))
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValidationError(_("This number is too large."))
        return f"{Decimal(repr(value)):f}"
    text = str(value)
    if legible(text) != text:
        raise ValidationError(_("This text holds a character that cannot be stored."))
    return _local(text) if isinstance(field, MomentField) else text


def reasons(given: Any) -> dict[str, str]:
    """The reasons for missing values by variable; "" takes a reason away."""
    if not isinstance(given, dict) or not all(isinstance(r, str | None) for r in given.values()):
        raise Invalid({"missing": [_("Expected an object: the name of a variable, and its reason or null.")]})
    return {name: reason or "" for name, reason in given.items()}


def names(given: Any) -> list[str]:
    """The variables whose unusual value is confirmed."""
    if not isinstance(given, list) or not all(isinstance(name, str) for name in given):
        raise Invalid({"confirm": [_("Expected a list of names of variables.")]})
    return given


def overrides(given: Any) -> dict[str, str]:
    """By hard stop, the reason for which a drug is given all the same."""
    if not isinstance(given, dict) or not all(isinstance(reason, str) for reason in given.values()):
        raise Invalid({"override": [_("Expected an object: the id of a hard stop, and a reason.")]})
    return given


def whole(field: str, value: Any) -> int:
    """A number of a row or a revision."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**63:
        raise Invalid({field: [_("Expected a whole number.")]})
    return value


def key(text: str | None) -> uuid.UUID | None:
    """The key under which a row is sent, so that it is stored once."""
    try:
        return uuid.UUID(text) if text else None
    except ValueError as error:
        raise Invalid({"Idempotency-Key": [_("Expected a UUID.")]}) from error


def _local(text: str) -> str:
    """An instant with an offset, in hospital time; whatever else stays as it is."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return text
    if at.tzinfo is None or not 1 < at.year < 9999:
        return text
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"


def legible(text: str) -> str:
    """The text without halves of characters, which no database stores."""
    return text.encode("utf-8", "replace").decode()
