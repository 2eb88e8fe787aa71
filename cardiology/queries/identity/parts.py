"""Rows by a part of a number that is stored encrypted: found by its digests, looked at in the clear."""

from typing import Any

from django.db.models import Q, QuerySet

from cardiology.access import visible_to
from cardiology.models import ContactPerson, Patient, Phone, User
from cardiology.sealed import place_of, runs_of
from cardiology.secrecy import RUN, plain

MOST_LOOKED_AT = 500  # rows of one kind; more would be no help to anybody


def is_too_short(words: str) -> bool:
    """Whether the words are a part of a number of which nobody is found: three digits or less."""
    part = plain(words)
    return part.isdigit() and len(part) < RUN


def with_part(rows: QuerySet[Any], part: str) -> list[Any]:
    """The rows whose number has this part anywhere, 500 at most; none for less than four characters.

    Punctuation and blanks do not matter. Rows are of a model with one encrypted number that is searched.
    """
    (runs,) = runs_of(rows.model)
    part, found = plain(part), _may_have(rows, part)[:MOST_LOOKED_AT]
    return [
        row for row in found.only("pk", runs.of, *_owner(rows.model)) if part in plain(getattr(row, runs.of))
    ]


def is_crowded(user: User, part: str) -> bool:
    """Whether so many numbers may have this part that not all of them were looked at."""
    if not any(c.isdigit() for c in part):
        return False  # looked for among names only
    kinds = (visible_to(user, model) for model in (Patient, Phone, ContactPerson))
    return any(_may_have(rows, part)[MOST_LOOKED_AT : MOST_LOOKED_AT + 1].exists() for rows in kinds)


def _may_have(rows: QuerySet[Any], part: str) -> QuerySet[Any]:
    """The rows with the digests of a part; among them all that have it, none for one that is too short."""
    (runs,) = runs_of(rows.model)
    wanted = Q()
    for digests in place_of(rows.model, runs.of).runs_under_each_key(part):
        wanted |= Q(**{f"{runs.name}__contains": digests})
    return rows.filter(wanted).order_by("pk") if wanted else rows.none()


def by_part_of_phone(user: User, part: str) -> set[int]:
    """Keys of the patients one of whose numbers, or of whose contact persons' numbers, has this part."""
    found = [row for model in (Phone, ContactPerson) for row in with_part(visible_to(user, model), part)]
    return {row.patient_id for row in found}


def by_part_of_document(user: User, part: str) -> set[int]:
    """Keys of the patients the number of whose document has this part."""
    return {row.pk for row in with_part(visible_to(user, Patient), part)}


def _owner(model: Any) -> list[str]:
    return [] if model is Patient else ["patient_id"]
