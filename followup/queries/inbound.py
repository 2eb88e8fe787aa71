"""Somebody calls us: find the patient by any part of a number, also a relative's, or by name or pinyin."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Prefetch, Q, Subquery

from cardiology.access import visible_to
from cardiology.models import Patient, PatientIdentifier, User
from cardiology.queries.identity import parts
from cardiology.wording import age
from followup.models import Contact, Visit, VisitState
from followup.queries.call_list import last_words

MOST = 20


@dataclass(frozen=True)
class Found:
    """A patient that was found, with the open visit that a call would serve."""

    patient: Any
    age: str
    visit_id: int | None
    last: str = ""  # what happened last, and who called


def find(user: User, text: str) -> list[Found]:
    """Patients by at least four digits of a phone, then by name, pinyin, initials or patient number."""
    text = " ".join(text.replace("\x00", "").split())[:80]
    if not text:
        return []
    ahead = Visit.objects.filter(
        patient=OuterRef("pk"), state=VisitState.OPEN, merged_into=None, plan__closed_at=None
    ).order_by(F("callback_at").asc(nulls_last=True), "due_on")
    callers = _callers(user, text)
    rows = (
        visible_to(user, Patient)
        .filter(_matches(text) | Q(pk__in=callers))
        .annotate(visit_id=Subquery(ahead.values("pk")[:1]), rings=Q(pk__in=callers))
    )
    tried = Prefetch("contacts", Contact.objects.select_related("by").order_by("-at", "-pk"), to_attr="tried")
    found = rows.order_by("-rings", "name_pinyin", "pk").prefetch_related(tried)[:MOST]
    return [Found(p, age(p.birth_on), p.visit_id, last_words(p.tried) if p.tried else "") for p in found]


def _digits(text: str) -> str:
    """What was typed as a number; empty for a name."""
    digits = "".join(c for c in text if c.isdigit())
    return digits if len(digits) >= 3 and not any(c.isalpha() for c in text) else ""


def _callers(user: User, text: str) -> set[int]:
    """Patients whose number this is, or a relative's: they stand first."""
    digits = _digits(text)
    return parts.by_part_of_phone(user, digits) if digits else set()


def _matches(text: str) -> Q:
    other = Exists(PatientIdentifier.objects.filter(patient=OuterRef("pk"), value__iexact=text))
    if digits := _digits(text):
        return Q(number__endswith=digits) | Q(other)
    squeezed = text.lower()
    return (
        Q(name__icontains=text) | Q(name_pinyin__startswith=squeezed)
        | Q(name_initials__startswith=squeezed.replace(" ", "")) | Q(number=text) | Q(other)
    )  # fmt: skip
