"""Whether every encrypted column can be read: a lost key shows at the start, not on a patient's page."""

from typing import Any

from django.core.checks import Error
from django.db import connection
from django.utils.translation import gettext as _

from cardiology import secrecy
from cardiology.sealed import sealed_models, sealed_of

NAMES = "SELECT DISTINCT split_part({column}, ':', 2) FROM {table} WHERE starts_with({column}, %s)"


def lost() -> dict[str, list[str]]:
    """The names of keys that this house does not have, by the column that was encrypted under them."""
    found: dict[str, list[str]] = {}
    known = secrecy.known()
    with connection.cursor() as cursor:
        for model in sealed_models():
            for field in sealed_of(model):
                table = model._meta.db_table
                cursor.execute(NAMES.format(column=field.column, table=table), [secrecy.MARK])
                missing = sorted({name for (name,) in cursor.fetchall()} - known)
                if missing:
                    found[field.place.name] = missing
    return found


def told(found: dict[str, list[str]]) -> str:
    """One sentence that says what to do about lost keys; "" where there are none."""
    if not found:
        return ""
    names = sorted({name for missing in found.values() for name in missing})
    return _(
        "%(columns)s cannot be read: this house does not have the key %(keys)s. Add it to FIELD_KEYS (or "
        "SECRET_KEY_FALLBACKS) and start again."
    ) % {"columns": ", ".join(sorted(found)), "keys": ", ".join(names)}


def check_keys(databases: Any = None, **_asked: Any) -> list[Error]:
    """`manage.py check --database default`, and every `migrate`: no encrypted column is without its key."""
    if "default" not in (databases or ()):
        return []
    there = set(connection.introspection.table_names())
    if not all(model._meta.db_table in there for model in sealed_models()):
        return []  # before the first migration
    problem = told(lost())
    return [Error(problem, id="cardiology.keys")] if problem else []
