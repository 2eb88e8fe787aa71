"""The constraints of a table, asked of all incoming rows at once, so that every broken one is told.

The expressions come from the database's own catalogue; the sentences from the model.
"""

from typing import Any

from django.utils.translation import gettext as _

from cardiology.dictionary.section import Declared
from cardiology.intake.problems import Problem

CHECKS = """
    SELECT conname, pg_get_expr(conbin, conrelid) FROM pg_constraint
    WHERE conrelid = %s::regclass AND contype = 'c'
"""
UNIQUE = """
    SELECT c.relname, pg_get_expr(x.indpred, x.indrelid),
           ARRAY(SELECT a.attname::text FROM unnest(x.indkey) WITH ORDINALITY k (number, place)
                 JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = k.number ORDER BY k.place)
    FROM pg_index x JOIN pg_class c ON c.oid = x.indexrelid
    WHERE x.indrelid = %s::regclass AND x.indisunique AND x.indexprs IS NULL
"""


def problems(cursor: Any, model: type[Declared], table: str, temp: str) -> list[Problem]:
    """What the rows of `temp` would break in `table`."""
    found = _needed(cursor, model, temp)
    told = {c.name: str(getattr(c, "violation_error_message", "")) for c in model._meta.constraints}
    cursor.execute(CHECKS, [table])
    for name, expression in cursor.fetchall():
        cursor.execute(f"SELECT line FROM {temp} WHERE NOT ({expression})")
        sentence = told.get(name) or _("These values do not go together.")
        found += [Problem(line, "", "", sentence) for (line,) in cursor.fetchall()]
    cursor.execute(UNIQUE, [table])
    for name, predicate, columns in cursor.fetchall():
        found += _not_unique(cursor, table, temp, told.get(name, ""), predicate or "true", columns)
    return found


def _needed(cursor: Any, model: type[Declared], temp: str) -> list[Problem]:
    """Variables that every row needs."""
    found = []
    for field in model._meta.concrete_fields:
        if field.null or field.column == "id":
            continue
        cursor.execute(f"SELECT line FROM {temp} WHERE {field.column} IS NULL")
        label = str(field.verbose_name)
        sentence = _("%(label)s is needed.") % {"label": label[:1].upper() + label[1:]}
        found += [Problem(line, "", field.name, sentence) for (line,) in cursor.fetchall()]
    return found


def _not_unique(
    cursor: Any, table: str, temp: str, told: str, predicate: str, columns: list[str]
) -> list[Problem]:
    """Lines that repeat another line, or a stored row that is not among the incoming ones."""
    listed = ", ".join(columns)
    filled = " AND ".join(f"{c} IS NOT NULL" for c in columns)
    cursor.execute(
        f"SELECT line, first FROM (SELECT line, min(line) OVER (PARTITION BY {listed}) AS first FROM {temp} "
        f"WHERE {predicate} AND {filled}) repeated WHERE first < line"
    )
    label = " + ".join(c.removesuffix("_id") for c in columns)
    twice = _("The same %(label)s is already in row %(first)s.")
    if "import_key" in columns:
        twice = _("This row repeats row %(first)s.")
    found = [Problem(line, "", "", _with(told, twice % {"label": label, "first": first}))
             for line, first in cursor.fetchall()]  # fmt: skip
    same = " AND ".join(f"i.{c} = t.{c}" for c in columns)
    cursor.execute(
        f"SELECT i.line FROM (SELECT * FROM {temp} WHERE {predicate}) i "
        f"JOIN (SELECT * FROM {table} WHERE {predicate}) t ON {same} AND t.id IS DISTINCT FROM i.id "
        f"WHERE t.id NOT IN (SELECT id FROM {temp} WHERE id IS NOT NULL)"
    )
    stored = _("The same %(label)s is already stored.") % {"label": label}
    return found + [Problem(line, "", "", _with(told, stored)) for (line,) in cursor.fetchall()]


def _with(told: str, sentence: str) -> str:
    """The sentence of the model where it has one of its own, before where it was found."""
    own = told and not told.startswith("Constraint “")
    return f"{told} {sentence}" if own else sentence
