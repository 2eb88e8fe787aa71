"""Somebody calls us: find the patient by any part of a number, also a relative's, or by name or pinyin."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, Subquery

from cardiology.access import visible_to
from cardiology.models import ContactPerson, Patient, PatientIdentifier, Phone, User
from cardiology.wording import age
from followup.models import Visit, VisitState

MOST = 20


@dataclass(frozen=True)
class Found:
    """A patient that was found, with the open visit that a call would serve."""

    patient: Any
    age: str
    visit_id: int | None


def find(user: User, text: str) -> list[Found]:
    """Patients by at least three digits of a number, by name, pinyin, initials or patient number."""
    text = " ".join(text.replace("\x00", "").split())[:80]
    if not text:
        return []
    ahead = Visit.objects.filter(patient=OuterRef("pk"), state=VisitState.OPEN, merged_into=None).order_by(
        F("callback_at").asc(nulls_last=True), "due_on"
    )
    rows = (
        visible_to(user, Patient).filter(_matches(text)).annotate(visit_id=Subquery(ahead.values("pk")[:1]))
    )
    found = rows.order_by("name_pinyin", "pk")[:MOST]
    return [Found(p, age(p.birth_on), p.visit_id) for p in found]


def _matches(text: str) -> Q:
    digits = "".join(c for c in text if c.isdigit())
    other = Exists(PatientIdentifier.objects.filter(patient=OuterRef("pk"), value__iexact=text))
    if len(digits) >= 3 and not any(c.isalpha() for c in text):
        phones = Phone.objects.filter(patient=OuterRef("pk"), digits__contains=digits)
        persons = ContactPerson.objects.filter(patient=OuterRef("pk"), phone__contains=digits)
        return Q(Exists(phones)) | Q(Exists(persons)) | Q(number__endswith=digits) | Q(other)
    squeezed = text.lower()
    return (
        Q(name__icontains=text) | Q(name_pinyin__startswith=squeezed)
        | Q(name_initials__startswith=squeezed.replace(" ", "")) | Q(number=text) | Q(other)
    )  # fmt: skip
