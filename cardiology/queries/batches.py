"""Files that were brought in before."""

from typing import Any

from django.shortcuts import get_object_or_404

from cardiology.access import hospital_of
from cardiology.intake.mapping import load, model_of, names
from cardiology.models import ImportBatch, User
from cardiology.registries import Figure
from cardiology.wording import moment

SHOWN = 20


def batch(user: User, pk: int) -> ImportBatch:
    """One batch of the user's hospital; 404 for any other."""
    return get_object_or_404(ImportBatch, pk=pk, hospital_id=hospital_of(user).pk)


def earlier(user: User) -> list[tuple[Any, ...]]:
    """The last batches of the user's hospital as finished rows."""
    found = list(ImportBatch.objects.filter(hospital_id=hospital_of(user).pk).order_by("-pk")[:SHOWN])
    people = User.objects.in_bulk({b.by_id for b in found if b.by_id})
    return [
        (moment(b.at), b.file_name, what(b), str(people.get(b.by_id, "–")),
         *(Figure(sum(c[state] for c in b.counts.values())) for state in ("new", "changed")))
        for b in found
    ]  # fmt: skip


def what(batch: ImportBatch) -> str:
    """What was in the file: the words of its mapping, or the kind of its rows."""
    return load(batch.mapping).title if batch.mapping in names() else title(batch.kind)


def order(kind: str) -> int:
    """Where a kind stands in the record."""
    try:
        return model_of(kind).order
    except LookupError:
        return 0


def title(kind: str) -> str:
    """The words for a kind of rows."""
    try:
        return str(model_of(kind).title)
    except LookupError:
        return kind
