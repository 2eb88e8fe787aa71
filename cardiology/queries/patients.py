"""Finding a patient by whatever is at hand."""

from typing import Any

from django.db.models import Case, Exists, OuterRef, Prefetch, Q, QuerySet, Value, When
from django.db.models.functions import Replace

from cardiology.access import visible_to
from cardiology.models import Admission, Patient, PatientIdentifier, User
from cardiology.queries.identity import parts

SHORTEST_PART = 3  # places of a number below which everybody would be found
FEW, MANY = 8, 50
MOST_BY_ONE_WAY = 500  # more would be no help to anybody


def search(user: User, text: str, limit: int = MANY) -> list[Patient]:
    """Patients of the own hospital by name, pinyin, initials, any number, the bed, or at least four places
    of a phone or a document.

    Who is meant exactly comes first, then who is in the house. `other_numbers` are those that were typed.
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
    keys = [pk for (pk,) in meant(user, words)]
    found = visible_to(user, Patient).filter(pk__in=keys).prefetch_related(
        Prefetch("admissions", lying.select_related("ward", "bed"), to_attr="open_stays"),
        Prefetch("identifiers", numbers, to_attr="other_numbers"),
    )  # fmt: skip
    return list(found.order_by(place, "name_pinyin", "pk")[:limit])


def meant(user: User, words: str) -> QuerySet[Any]:
    """Keys of the patients who may be meant: each way is asked for by its own index."""
    here, lying = visible_to(user, Patient), visible_to(user, Admission).filter(discharged_at__isnull=True)
    inside = here.filter(pk__in=lying.values("patient_id"))
    named = _by_name(words)
    ways = [
        _of_number(user, words, whole=len(words) < SHORTEST_PART),
        lying.filter(bed__label__iexact=words).values_list("patient_id"),
        *(_sounding(rows).filter(named).values_list("pk") for rows in (here, inside) if named),
    ]  # fmt: skip
    if len(words) >= SHORTEST_PART:
        ways.append(here.filter(number__icontains=words).values_list("pk"))
    else:
        ways.append(here.filter(number__istartswith=words).values_list("pk"))
    if any(c.isdigit() for c in words):
        keys = parts.by_part_of_document(user, words) | parts.by_part_of_phone(user, words)
        ways += [here.filter(pk__in=keys).values_list("pk")] if keys else []
    first, *others = (way.order_by()[:MOST_BY_ONE_WAY] for way in ways)
    return first.union(*others)


def _by_name(words: str) -> Q:
    """By the sound of the name or its initials where letters are typed, by its characters otherwise."""
    plain = words.replace(" ", "").lower()
    if not any(c.isalpha() for c in words):
        return Q()
    if not plain.isascii():
        return Q(name__contains=words)
    return Q(sound__startswith=plain) | Q(name_initials__startswith=plain)


def _sounding(rows: QuerySet[Patient]) -> QuerySet[Patient]:
    return rows.alias(sound=Replace("name_pinyin", Value(" "), Value("")))


def _of_number(user: User, words: str, *, whole: bool) -> QuerySet[Any]:
    """Patients with another number: an old one, one of another hospital, one given up in a merge."""
    rows = visible_to(user, PatientIdentifier)
    return rows.filter(**{"value__iexact" if whole else "value__icontains": words}).values_list("patient_id")
