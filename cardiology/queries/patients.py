"""Finding a patient by whatever is at hand."""

from typing import Any

from django.db.models import Case, Exists, OuterRef, Prefetch, Q, QuerySet, Value, When
from django.db.models.functions import Replace

from cardiology.access import visible_to
from cardiology.models import Admission, ContactPerson, Patient, PatientIdentifier, Phone, User

SHORTEST_PART = 3  # places of a number below which everybody would be found
FEW, MANY = 8, 50
MOST_BY_ONE_WAY = 500  # more would be no help to anybody


def search(user: User, text: str, limit: int = MANY) -> list[Patient]:
    """Patients of the own hospital by name, pinyin, initials, any number, a part of a phone, or the bed.

    Who is meant exactly comes first, then who is in the house. `other_numbers` are those by which one was found.
    """
    words = " ".join(text.replace("\0", "").split())[:80]
    if not words:
        return []
    lying = visible_to(user, Admission).filter(discharged_at__isnull=True)
    inside = Exists(lying.filter(patient=OuterRef("pk")))
    exact = Q(number__iexact=words) | Q(name=words) | Q(pk__in=_of_number(user, words, whole=True))
    exact |= Q(pk__in=lying.filter(bed__label__iexact=words).values("patient_id"))
    place = Case(When(exact, then=0), When(inside, then=1), default=2)
    numbers = PatientIdentifier.objects.filter(value__icontains=words)
    found = visible_to(user, Patient).filter(pk__in=meant(user, words)).prefetch_related(
        Prefetch("admissions", lying.select_related("ward", "bed"), to_attr="open_stays"),
        Prefetch("identifiers", numbers, to_attr="other_numbers"),
    )  # fmt: skip
    return list(found.order_by(place, "name_pinyin", "pk")[:limit])


def meant(user: User, words: str) -> set[int]:
    """Keys of the patients who may be meant: each way is asked for by its own index."""
    here, plain = visible_to(user, Patient), words.replace(" ", "").lower()
    ways = [
        here.filter(number__istartswith=words),
        _of_number(user, words, whole=len(words) < SHORTEST_PART),
        visible_to(user, Admission).filter(discharged_at__isnull=True, bed__label__iexact=words)
        .values_list("patient_id", flat=True),
    ]  # fmt: skip
    if plain.isascii() and plain.isalpha():
        sound = here.alias(sound=Replace("name_pinyin", Value(" "), Value("")))
        ways += [sound.filter(sound__startswith=plain), here.filter(name_initials__startswith=plain)]
    elif any(c.isalpha() for c in words):
        ways.append(here.filter(name__contains=words))
    if any(c.isalpha() for c in words) and plain.isascii():
        ways.append(here.filter(name_pinyin__startswith=words.lower()))
    digits = "".join(c for c in words if c.isdigit())
    if len(digits) >= SHORTEST_PART and not any(c.isalpha() for c in words):
        phones = visible_to(user, Phone).filter(digits__contains=digits)
        persons = visible_to(user, ContactPerson).filter(phone__contains=digits)
        ways += [rows.values_list("patient_id", flat=True) for rows in (phones, persons)]
    if len(words) >= SHORTEST_PART:
        ways += [here.filter(number__icontains=words), here.filter(id_number__startswith=words.upper())]
    inside = visible_to(user, Admission).filter(discharged_at__isnull=True).values("patient_id")
    return {pk for way in ways for pk in _keys(way, inside)}


def _of_number(user: User, words: str, *, whole: bool) -> QuerySet[Any]:
    """Patients with another number: an old one, one of another hospital, one given up in a merge."""
    rows = visible_to(user, PatientIdentifier)
    rows = rows.filter(value__iexact=words) if whole else rows.filter(value__icontains=words)
    return rows.values_list("patient_id", flat=True)


def _keys(way: QuerySet[Any], inside: QuerySet[Any]) -> list[int]:
    """The keys that one way finds; who is in the house is among them however many there are."""
    if way.model is not Patient:
        return list(way[:MOST_BY_ONE_WAY])
    rows = way.values_list("pk", flat=True)
    found = list(rows[:MOST_BY_ONE_WAY])
    return found + list(rows.filter(pk__in=inside)) if len(found) == MOST_BY_ONE_WAY else found
