"""Finding a patient by whatever is at hand."""

from typing import Any

from django.db.models import Case, Exists, OuterRef, Prefetch, Q, Value, When
from django.db.models.functions import Replace

from cardiology.access import visible_to
from cardiology.models import Admission, Patient, PatientIdentifier, Phone, User

SHORTEST_NUMBER = 3  # digits of a telephone number below which everybody would be found
FEW, MANY = 8, 50


def search(user: User, text: str, limit: int = MANY) -> list[Patient]:
    """Patients of the own hospital by name, pinyin, initials, any number, the end of a phone, or the bed."""
    words = text.replace("\0", "").strip()[:80]
    if not words:
        return []
    here = Admission.objects.filter(discharged_at__isnull=True).select_related("ward", "bed")
    found = visible_to(user, Patient).alias(sound=Replace("name_pinyin", Value(" "), Value("")))
    found = found.filter(_meant(user, words)).prefetch_related(
        Prefetch("admissions", here, to_attr="open_stays")
    )
    exact = Case(When(Q(number=words) | Q(name=words), then=0), default=1)
    return list(found.order_by(exact, "name_pinyin", "pk")[:limit])


def _meant(user: User, words: str) -> Any:
    plain = words.replace(" ", "").lower()
    other = PatientIdentifier.objects.filter(patient=OuterRef("pk"), value__iexact=words)
    meant = Q(name__icontains=words) | Q(number__istartswith=words) | Q(Exists(other))
    if plain.isascii() and plain.isalpha():
        meant |= Q(sound__startswith=plain) | Q(name_initials__startswith=plain)
    digits = "".join(c for c in words if c.isdigit())
    if len(digits) >= SHORTEST_NUMBER:
        meant |= Q(Exists(Phone.objects.filter(patient=OuterRef("pk"), digits__endswith=digits)))
        meant |= Q(number__endswith=words) | Q(id_number__iexact=words)
    lying = visible_to(user, Admission).filter(discharged_at__isnull=True, bed__label__iexact=words)
    return meant | Q(pk__in=lying.values("patient_id"))
