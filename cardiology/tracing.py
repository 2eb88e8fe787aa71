"""Following a request, or a task of the worker, through the logs: its number, and what took long."""

import logging
import re
import secrets
import time
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from django.conf import settings

GIVEN = re.compile(r"[A-Za-z0-9._-]{8,64}")
LONGEST = 2000  # letters of a statement
NOTHING = "-"
_number: ContextVar[str] = ContextVar("request number", default=NOTHING)
_address: ContextVar[str] = ContextVar("address of the asker", default="")
slow = logging.getLogger("slow")


def begin(given: str = "", address: str = "") -> str:
    """A new piece of work, asked for from an address; it keeps the number it was given, where that is one."""
    number = given if GIVEN.fullmatch(given) else secrets.token_hex(8)
    _number.set(number)
    _address.set(address)
    return number


def number() -> str:
    """The number of the piece of work that runs here; "-" outside of any."""
    return _number.get()


def address() -> str:
    """The network address that asked for it; "" of the house's own work, and where it is not known."""
    return _address.get()


def watch(*, connection: Any, **_signal: Any) -> None:
    """From now on look at the clock for each statement of this connection."""
    if timed not in connection.execute_wrappers:
        connection.execute_wrappers.append(timed)


def timed(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Run a statement; where it took long, log it as it was written, never with its values."""
    began = time.perf_counter()
    try:
        return execute(sql, params, many, context)
    finally:
        took = (time.perf_counter() - began) * 1000
        if 0 < settings.SLOW_QUERY_MS <= took:
            slow.warning("%.0f ms: %s", took, without_values(str(sql)))


def without_values(sql: str) -> str:
    """A statement on one line, and what stands in quotation marks or as a number left out."""
    plain = re.sub(r"'(?:[^']|'')*'", "'…'", " ".join(sql.split()))
    return re.sub(r"(?<![\w\"])\d+(?![\w\"])", "…", plain)[:LONGEST]
