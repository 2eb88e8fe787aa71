"""Changing one part of a definition as it stands on the page. Plain JSON in, new JSON out."""

from collections.abc import Mapping
from typing import Any

Draft = Mapping[str, Any]


def criteria(draft: Draft) -> list[Any]:
    """The criteria of a draft; none where it has something else there."""
    found = draft.get("criteria", [])
    return list(found) if isinstance(found, list) else []


def variables(draft: Draft) -> dict[str, Any]:
    """The variables of a draft; none where it has something else there."""
    found = draft.get("variables", {})
    return dict(found) if isinstance(found, dict) else {}


def index_rows(draft: Draft) -> str:
    """The kind of row that the index is; "" where it cannot be told."""
    index = draft.get("index")
    of = index.get("of") if isinstance(index, dict) else None
    rows = of.get("rows") if isinstance(of, dict) else None
    return rows if isinstance(rows, str) else ""


def with_index_rows(draft: Draft, kind: str, where: Any = None) -> dict[str, Any]:
    """Another kind of row for the index; its filters, which speak of the old kind, go."""
    index = draft.get("index")
    pick = index.get("pick", "first") if isinstance(index, dict) else "first"
    of = {"rows": kind} if where is None else {"rows": kind, "where": where}
    return {**draft, "index": {"of": of, "pick": pick}}


def with_criterion(draft: Draft, criterion: Any, at: int | None = None) -> dict[str, Any]:
    """A criterion added at the end, or put in the place of another."""
    found = criteria(draft)
    if at is None or not 0 <= at < len(found):
        found.append(criterion)
    else:
        found[at] = criterion
    return {**draft, "criteria": found}


def without_criterion(draft: Draft, at: int) -> dict[str, Any]:
    return {**draft, "criteria": [c for i, c in enumerate(criteria(draft)) if i != at]}


def moved(draft: Draft, at: int, to: int) -> dict[str, Any]:
    """A criterion put in another place: the order decides what each line of the attrition counts."""
    found = criteria(draft)
    if 0 <= at < len(found) and 0 <= to < len(found):
        found.insert(to, found.pop(at))
    return {**draft, "criteria": found}


def is_off(criterion: Any) -> bool:
    """Whether a criterion is on the page but not asked."""
    return isinstance(criterion, dict) and criterion.get("off") is True


def on(criterion: Any) -> Any:
    """The criterion as it is asked."""
    return {k: v for k, v in criterion.items() if k != "off"} if is_off(criterion) else criterion


def switched(draft: Draft, at: int) -> dict[str, Any]:
    """A criterion switched off, or on again."""
    found = criteria(draft)
    if 0 <= at < len(found) and isinstance(found[at], dict):
        found[at] = on(found[at]) if is_off(found[at]) else {**found[at], "off": True}
    return {**draft, "criteria": found}


def asked(draft: Any) -> Any:
    """The definition that a draft asks: without what is switched off."""
    if not isinstance(draft, dict) or not any(map(is_off, criteria(draft))):
        return draft
    return {**draft, "criteria": [c for c in criteria(draft) if not is_off(c)]}


def with_variable(draft: Draft, name: str, value: Any) -> dict[str, Any]:
    return {**draft, "variables": {**variables(draft), name: value}}


def without_variable(draft: Draft, name: str) -> dict[str, Any]:
    return {**draft, "variables": {n: v for n, v in variables(draft).items() if n != name}}
