"""The same compiled statement on DuckDB: a third meaning, and the way onto a distributed engine later.

The text is the one PostgreSQL gets, to the byte; only the placeholders of the two drivers differ.
"""

import re

import duckdb

from research.criteria import counting
from research.criteria.compile import compile_
from research.criteria.counting import compile_counts
from research.criteria.evaluate import Line
from tests.properties.small_world import CATALOGUE, tables

PLACEHOLDER = re.compile(r"%\((\w+)\)s")


def filled(people, rows):
    """A DuckDB in memory that holds a world."""
    database = duckdb.connect(":memory:")
    for name, columns, values in tables(people, rows):
        told = ", ".join(f"{column} {type_}" for column, type_ in columns.items())
        database.execute(f"CREATE TABLE {name} ({told})")
        if values:
            marks = f"({', '.join('?' * len(columns))})"
            database.execute(f"INSERT INTO {name} VALUES {', '.join([marks] * len(values))}",
                             [v for row in values for v in row])  # fmt: skip
    return database


def by_columns(database, definition):
    """The lines that the compiled statement gives there."""
    found = ask(database, compile_(definition, CATALOGUE))
    n = len(definition.criteria)
    return [Line(*f[:5], answers=tuple(f[5 : 5 + n]), values=tuple(f[5 + n :])) for f in found]


def counted_by_columns(database, definition):
    """Where it started and the steps, as the statement that counts tells them there."""
    return counting.told(definition, ask(database, compile_counts(definition, CATALOGUE))[0])


def ask(database, statement):
    return database.execute(PLACEHOLDER.sub(r"$\1", statement.sql), dict(statement.params)).fetchall()
