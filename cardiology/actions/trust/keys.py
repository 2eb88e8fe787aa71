"""Giving the house another key: what an earlier one has encrypted is written anew, piece by piece."""

from collections.abc import Iterator
from typing import Any

from django.db import connection, transaction
from django.db.models import Model

from cardiology import audit, secrecy
from cardiology.models import Hospital, SecondFactor
from cardiology.sealed import runs_of, sealed_models, sealed_of

AT_ONCE = 500  # rows of one transaction: a broken-off rotation loses no more, and nobody waits for long


def rotate() -> Iterator[tuple[str, int]]:
    """Write anew, batch by batch, what is not under the newest key; table and number of rows of each batch.

    Can be broken off and started again at any time, and runs beside everything else. Raises
    `secrecy.Unreadable` where a key is missing; what was written until then stays.
    """
    for model in sealed_models():
        while turned := _turn(model):
            yield model._meta.db_table, turned
    for factor in SecondFactor.objects.order_by("pk"):
        SecondFactor.objects.filter(pk=factor.pk, secret=factor.secret).update(
            secret=secrecy.seal(secrecy.unseal(factor.secret))
        )


def note(rows: dict[str, int]) -> None:
    """One event in the trail of every hospital: how many rows of each table are under another key now."""
    told = {"key": secrecy.name_of_newest(), "rows": rows}
    for hospital in Hospital.objects.order_by("pk"):
        audit.record("keys rotated", by=None, about=hospital, new=told, via="command")


def left() -> dict[str, int]:
    """How many rows of each table are not under the newest key."""
    with connection.cursor() as cursor:
        found = {}
        for model in sealed_models():
            cursor.execute(f"SELECT count(*) FROM {model._meta.db_table} WHERE {_old(model)}", _newest(model))
            found[model._meta.db_table] = cursor.fetchone()[0]
    return found


@transaction.atomic
def _turn(model: type[Model]) -> int:
    """One batch of a table; the rows are locked, so that nobody's correction is lost."""
    fields = sealed_of(model)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id, {', '.join(str(f.column) for f in fields)} FROM {model._meta.db_table} "
            f"WHERE {_old(model)} ORDER BY id LIMIT {AT_ONCE} FOR UPDATE",
            _newest(model),
        )
        rows = cursor.fetchall()
        given = ", ".join(f"{f.column} = %s" for f in [*fields, *runs_of(model)])
        cursor.executemany(
            f"UPDATE {model._meta.db_table} SET {given} WHERE id = %s",
            [[*_anew(model, stored), key] for key, *stored in rows],
        )
    return len(rows)


def _anew(model: type[Model], stored: list[str | None]) -> list[Any]:
    """The encrypted columns of a row under the newest key, and the digests that go with them."""
    fields = sealed_of(model)
    pairs = zip(fields, stored, strict=True)
    texts = {field.name: field.place.open(text) if text else text for field, text in pairs}
    return [
        *(f.get_prep_value(texts[f.name]) for f in fields),
        *(f.of_text(texts[f.of]) for f in runs_of(model)),
    ]


def _old(model: type[Model]) -> str:
    return " OR ".join(f"({f.column} <> '' AND NOT starts_with({f.column}, %s))" for f in sealed_of(model))


def _newest(model: type[Model]) -> list[str]:
    return [secrecy.newest()] * len(sealed_of(model))
