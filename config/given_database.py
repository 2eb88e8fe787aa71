"""The database that DATABASE_URL names: tried before anything starts, refused in one sentence."""

import re
from typing import Any

from config.trouble import Trouble

EXAMPLE = "postgres://user:password@host:5432/name"
OLDEST = 150000
# part of what the server or the driver says -> what to do; the password is never repeated
REASONS = (
    ("password authentication failed", "refuses the user or the password"),
    ("no password supplied", "asks for a password, and the address holds none"),
    (r"pg_hba\.conf", "does not admit this user from here (pg_hba.conf)"),
    (r"role \".*\" does not exist", "has no such user"),
    (r"database \".*\" does not exist", "has no such database"),
    ("could not translate host name", "has a host name that nobody knows"),
    ("Connection refused", "names a host on which no PostgreSQL listens at that port"),
    ("No such file or directory", "names a socket on which no PostgreSQL listens"),
    ("timeout", "names a host that does not answer"),
    ("too many", "has no free connection left"),
    ("starting up", "is still starting up: try again in a moment"),
)


def try_given(url: str) -> None:
    """Connect once; raise what is wrong with the address, the server or its version."""
    import psycopg2

    options = _read(url)
    try:
        connection = psycopg2.connect(**options, connect_timeout=5)
    except (psycopg2.OperationalError, psycopg2.ProgrammingError, UnicodeError) as error:
        raise Trouble(f"DATABASE_URL {_reason(str(error))} ({_where(options)}).") from None
    version = connection.server_version
    connection.close()
    if version < OLDEST:
        raise Trouble(f"DATABASE_URL names PostgreSQL {version // 10000}; 15 or newer is needed.")


def _read(url: str) -> dict[str, Any]:
    """The driver's words for the address; anything but PostgreSQL is refused."""
    import dj_database_url

    wrong = Trouble(f"DATABASE_URL is not the address of a PostgreSQL database; expected {EXAMPLE}.")
    try:
        read: dict[str, Any] = {**dj_database_url.parse(url)}
    except Exception:  # the reader raises many kinds, and its messages repeat the address
        raise wrong from None
    if read.get("ENGINE") != "django.db.backends.postgresql" or not read.get("NAME"):
        raise wrong
    words = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    options = {ours: read[theirs] for ours, theirs in words.items() if read.get(theirs)}
    return {**options, **read.get("OPTIONS", {})}


def _reason(message: str) -> str:
    return next(
        (text for part, text in REASONS if re.search(part, message)), "names a server that cannot be reached"
    )


def _where(options: dict[str, Any]) -> str:
    host, port = options.get("host", "this machine"), options.get("port")
    return f"database {options['dbname']} on {host}" + (f" port {port}" if port else "")
