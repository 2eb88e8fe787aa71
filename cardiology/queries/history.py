"""Earlier values of a field, and two versions of a row side by side."""

from dataclasses import dataclass
from typing import Any

from cardiology.dictionary import Declared
from cardiology.dictionary.registry import variables
from cardiology.models import AuditEvent
from cardiology.wording import moment, shown

MOST = 30


@dataclass(frozen=True)
class History:
    """The label of a field and its values, newest first."""

    label: Any
    values: list[dict[str, str]]


def field_history(row: Declared, name: str) -> History | None:
    """Every value that a field has had; None for a field that is not a variable."""
    variable = next((v for v in variables(type(row)) if v.name == name), None)
    if variable is None:
        return None
    events = AuditEvent.objects.filter(about=row._meta.label_lower, about_id=row.pk, new__has_key=name)
    values = [
        {
            "value": variable.display(_typed(variable, e.new[name])) or "–",
            "at": moment(e.at),
            "by": e.by_username,
        }
        for e in events.order_by("-at")[:MOST]
        if e.new
    ]
    return History(variable.label, values)


def _typed(variable: Any, value: Any) -> Any:
    return variable.to_python(value) if value not in (None, "") else None


def conflict(form: Any, stored: Declared) -> dict[str, Any]:
    """What somebody else stored and what was typed here, field by field, where they differ."""
    mine = form.instance
    lines = [
        {"label": v.label, "name": v.name, "stored": shown(stored, v), "mine": shown(mine, v)}
        for v in form.asked
        if shown(stored, v) != shown(mine, v)
    ]
    carried = [
        (n, v) for n, v in form.data.items() if n not in ("csrfmiddlewaretoken", "revision", "submission")
    ]
    return {"lines": lines, "carried": carried, "revision": stored.revision, "title": stored.title}
