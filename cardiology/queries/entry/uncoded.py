"""Texts that stand where a code should be: each once, with how often and where it was written."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Max, QuerySet
from django.db.models.functions import Lower, Trim

from cardiology import codes
from cardiology.access import hospital_of, visible_to
from cardiology.dictionary import Section
from cardiology.dictionary.fields import Variable
from cardiology.dictionary.registry import sections, variables
from cardiology.models import CodedText, Hospital, User

MOST = 300


@dataclass(frozen=True)
class Text:
    """One text that is not coded yet; `code` where it was decided before, by whom is in the audit trail."""

    system: str
    text: str
    title: Any
    count: int
    code: str
    words: str


def coded_variables(system: str | None = None) -> Iterator[tuple[type[Section], Variable]]:
    """Every coded variable that has a text beside it, with its section."""
    for model in sections():
        known = {v.name: v for v in variables(model)}
        for name, variable in known.items():
            is_asked = variable.kind == "code" and f"{name}_text" in known
            if is_asked and system in (None, variable.system):  # type: ignore[attr-defined]
                yield model, variable


def rows_with_text(hospital: Hospital, model: type[Section], variable: Variable) -> QuerySet[Any]:
    """The rows of a hospital that have words and no code, each with its `plain` text."""
    beside = f"{variable.name}_text"
    rows = model._default_manager.filter(
        patient__hospital=hospital, **{f"{variable.name}__isnull": True, f"{beside}__isnull": False}
    ).exclude(**{beside: ""})
    return rows.annotate(plain=Lower(Trim(F(beside))))


def uncoded(user: User) -> list[Text]:
    """The texts of the user's hospital, the most frequent first. One query for each coded variable."""
    hospital = hospital_of(user)
    decided = {(c.system, c.text): c.code for c in CodedText.objects.filter(hospital=hospital)}
    found = []
    for model, variable in coded_variables():
        system = variable.system  # type: ignore[attr-defined]
        rows = rows_with_text(hospital, model, variable).filter(pk__in=visible_to(user, model).values("pk"))
        told = rows.values("plain").annotate(n=Count("pk"), written=Max(f"{variable.name}_text"))
        for group in told.order_by("-n", "plain")[:MOST]:
            code = decided.get((system, group["plain"]), "")
            words = codes.label(system, code) if code else ""
            found.append(Text(system, group["written"].strip(), model.title, group["n"], code, words))
    return sorted(found, key=lambda text: (-text.count, text.text))[:MOST]


def decided_codes(hospital: Hospital, system: str) -> dict[str, str]:
    """Every text of a code system that the hospital has decided, with its code."""
    found = CodedText.objects.filter(hospital=hospital, system=system)
    return dict(found.values_list("text", "code"))


def decided_code(hospital: Hospital, system: str, text: str) -> str | None:
    """The code that was decided for a text, or None."""
    found = CodedText.objects.filter(hospital=hospital, system=system, text=text.strip().lower()).first()
    return found.code if found else None
