"""Two people changed the same form: both versions field by field, and neither is lost."""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from cardiology.forms import typed as typed_in
from cardiology.wording import shown

CHOICE = "use_"


def conflict(request: HttpRequest, mine: Any, theirs: Any, url: str) -> HttpResponse:
    """The page that shows what was typed beside what is stored now, and lets one choose by field.

    `mine` is the bound form, `theirs` an unbound one of the row as stored.
    """
    compared = [_line(mine, theirs, v) for v in theirs.asked] + [
        _plain(mine, theirs, n) for n in _others(theirs)
    ]
    lines = [line for line in compared if line is not None]
    keep = {
        key: value for key, value in mine.data.items()
        if key not in ("csrfmiddlewaretoken", "revision", "submission") and not key.startswith(CHOICE)
    }  # fmt: skip
    context = {
        "lines": [line for line in lines if line["differs"]],
        "same": [line for line in lines if not line["differs"]],
        "keep": keep, "url": url, "revision": theirs.instance.revision,
        "submission": theirs["submission"].initial, "title": theirs.instance.title,
    }  # fmt: skip
    return render(request, "record/conflict.html", context, status=409)


def resolved(posted: QueryDict, stored: Any) -> dict[str, Any]:
    """The posted values, with the stored ones where they were chosen on the conflict page."""
    values: dict[str, Any] = typed_in(posted)
    for variable in stored.asked:
        if values.get(f"{CHOICE}{variable.name}") == "theirs":
            values[variable.name] = stored[variable.name].value() or ""
            values |= stored.beside(variable.name)
    for name in _others(stored):
        if values.get(f"{CHOICE}{name}") == "theirs":
            values[name] = stored[name].value() or ""
    return values


def _others(form: Any) -> list[str]:
    """Fields of a form that are no variables, such as the attending of a stay."""
    declared = {v.name for v in form.asked}
    return [n for n in form.fields if n not in declared and n not in ("revision", "submission")]


def _plain(mine: Any, theirs: Any, name: str) -> dict[str, Any] | None:
    typed, stored = str(mine.data.get(name) or ""), str(theirs[name].value() or "")
    if not typed and not stored:
        return None
    labels = {str(value): label for value, label in getattr(theirs.fields[name], "choices", ())}
    return {
        "name": f"{CHOICE}{name}", "label": theirs[name].label,
        "mine": labels.get(typed, typed), "theirs": labels.get(stored, stored) if stored else "",
        "differs": typed.strip() != stored.strip(),
    }  # fmt: skip


def _line(mine: Any, theirs: Any, variable: Any) -> dict[str, Any] | None:
    typed = str(mine.data.get(variable.name) or mine.reason_for(variable.name) or "")
    value = theirs[variable.name].value()
    stored = "; ".join(value) if isinstance(value, list) else str(value or "")
    stored = stored or theirs.reason_for(variable.name)
    if not typed and not stored:
        return None
    labels = dict(variable.flatchoices) | {r.value: r.label for r in variable.missing}
    said = "; ".join(str(labels.get(part, part)) for part in typed.split("; "))
    return {
        "name": f"{CHOICE}{variable.name}",
        "label": variable.label,
        "mine": _with(said, mine.remark(variable.name)),
        "theirs": _with(shown(theirs.instance, variable), theirs.remark(variable.name)),
        "differs": typed.strip() != stored.strip()
        or mine.remark(variable.name) != theirs.remark(variable.name),
    }


def _with(value: Any, remark: str) -> str:
    return f"{value} ({remark})" if remark else str(value)
