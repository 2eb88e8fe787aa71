"""Small pieces of a definition written and read: a comparison, a window. Writing and reading are inverse."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from research.criteria.kinds import Field

Json = Any
OPERATORS = (
    ("=", gettext_lazy("is")), ("!=", gettext_lazy("is not")),
    ("<", "<"), ("<=", "≤"), (">", ">"), (">=", "≥"),
    ("between", gettext_lazy("is between (low, high)")), ("in", gettext_lazy("is one of (a, b, I21*)")),
    ("known", gettext_lazy("is recorded")), ("unknown", gettext_lazy("is not recorded")),
)  # fmt: skip
SPANS = (
    ("any", gettext_lazy("at any time")), ("same_stay", gettext_lazy("in the same stay")),
    ("days", gettext_lazy("days from … to …")), ("hours", gettext_lazy("hours from … to …")),
)  # fmt: skip
ANCHORS = (
    ("index", gettext_lazy("the index")), ("index.end", gettext_lazy("the end of the index")),
    ("index.stay", pgettext_lazy("research", "admission")), ("index.stay.end", gettext_lazy("discharge")),
)  # fmt: skip
WORDS_OF_YES = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


def comparison(subject: Json, op: str, typed: str, field: Field | None) -> Json:
    """The test that compares a value with what was typed. ValidationError says what was expected."""
    if op in ("known", "unknown"):
        test = {"known": subject}
        return test if op == "known" else {"not": test}
    if op == "in":
        return {"in": [subject, [constant(part, field) for part in separated(typed)]]}
    if op == "between":
        ends = separated(typed)
        if len(ends) != 2:
            raise ValidationError(_("Expected two values, such as 41, 49."))
        return {"between": [subject, *(constant(part, field) for part in ends)]}
    return {op: [subject, constant(typed, field)]}


def read_comparison(test: Json) -> tuple[Json, str, str] | None:
    """Subject, operator and typed text of a test; None where it is more than that."""
    if not isinstance(test, dict) or len(test) != 1:
        return None
    ((op, given),) = test.items()
    if op == "known":
        return given, op, ""
    if op == "not" and isinstance(given, dict) and list(given) == ["known"]:
        return given["known"], "unknown", ""
    if (
        op not in ("=", "!=", "<", "<=", ">", ">=", "between", "in")
        or not isinstance(given, list)
        or len(given) < 2
    ):
        return None
    values = given[1] if op == "in" else given[1:]
    if not isinstance(values, list) or any(isinstance(v, dict | list) for v in values):
        return None
    return given[0], op, ", ".join(map(shown, values))


def constant(typed: str, field: Field | None) -> Json:
    """What was typed, as a value of the field's type."""
    text = typed.strip()
    if not text:
        raise ValidationError(_("A value is missing."))
    kind = field.type if field else "number"
    if kind == "number":
        return number(text)
    if kind == "flag":
        return _yes_no(text)
    if kind == "time":
        return _day(text)
    labels: Mapping[str, Any] = field.labels if field else {}
    return next((code for code, label in labels.items() if str(label).casefold() == text.casefold()), text)


def number(text: str) -> int | float:
    try:
        found = float(text)
    except ValueError as error:
        raise ValidationError(_("“%(text)s” is not a number.") % {"text": text[:40]}) from error
    if abs(found) > 1e15 or found != found:
        raise ValidationError(_("“%(text)s” is not a number.") % {"text": text[:40]})
    return int(found) if found.is_integer() else found


def separated(typed: str) -> list[str]:
    """Several values with commas between them."""
    return [part.strip() for part in typed.replace("，", ",").split(",") if part.strip()]


def in_words(typed: str, field: Field | None) -> str:
    """What was typed, with coded answers in words."""
    labels = {str(code): str(label) for code, label in field.labels.items()} if field else {}
    return ", ".join(labels.get(part, part) for part in separated(typed)) or typed


def shown(value: Json) -> str:
    """A value as it would be typed."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def frame(span: str, anchor: str, first: float | None, last: float | None) -> dict[str, Json]:
    """When the rows of a selection are looked for."""
    if span == "same_stay":
        return {"same_stay": "index"}
    if span in ("days", "hours"):
        ends = [int(x) if x is not None and float(x).is_integer() else x for x in (first, last)]
        return {"in": {"of": anchor, span: ends}}
    return {}


def read_frame(select: Mapping[str, Json]) -> dict[str, Json] | None:
    """The controls that would write the frame of a selection; None where there are none."""
    if "same_stay" in select:
        return {"span": "same_stay"}
    window = select.get("in")
    if window is None:
        return {"span": "any"}
    if not isinstance(window, dict) or window.get("of") not in dict(ANCHORS):
        return None
    span = next((s for s in ("days", "hours") if s in window), None)
    if span is None or not isinstance(window[span], list) or len(window[span]) != 2:
        return None
    return {"span": span, "anchor": window["of"], "first": window[span][0], "last": window[span][1]}


def _yes_no(text: str) -> bool:
    labels = {_("Yes").casefold(): True, _("No").casefold(): False}
    found = (WORDS_OF_YES | labels).get(text.casefold())
    if found is None:
        raise ValidationError(_("Expected yes or no."))
    return found


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise ValidationError(_("Expected a day such as 2024-01-31.")) from error
