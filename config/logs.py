"""Log lines without anything that somebody entered, each with the number of its request or task.

LOG_FORMAT=json gives one JSON object a line, for whatever collects logs.
"""

import json
import logging
import re
import time
from typing import Any

from cardiology.tracing import number

# PostgreSQL names the row that offends: Failing row contains (…), Key (identifier)=(…) already exists
DETAIL = re.compile(r"^DETAIL:.*$", re.MULTILINE)
OWN = (
    "address",
    "method",
    "status",
    "milliseconds",
    "user",
)  # beside the text of a request's line


class WithoutValues(logging.Formatter):
    """Formats a line, and leaves out of tracebacks and messages what the database tells about a row.

    A line break that came in with somebody's text does not begin a new line.
    """

    def format(self, record: logging.LogRecord) -> str:
        record.request_number = number()
        return DETAIL.sub("DETAIL: left out", super().format(record))

    def formatMessage(self, record: logging.LogRecord) -> str:  # the name is the library's
        record.message = DETAIL.sub("DETAIL: left out", record.message)
        record.message = record.message.replace("\r", "\\r").replace("\n", "\\n")
        return super().formatMessage(record)

    def formatException(self, ei: Any) -> str:
        return DETAIL.sub("DETAIL: left out", super().formatException(ei))


class Json(WithoutValues):
    """The same as one JSON object: at (UTC), level, logger, request, message, and what OWN names."""

    def format(self, record: logging.LogRecord) -> str:
        at = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
        told: dict[str, Any] = {
            "at": f"{at}.{int(record.msecs):03d}Z", "level": record.levelname, "logger": record.name,
            "request": number(), "message": DETAIL.sub("DETAIL: left out", record.getMessage()),
        }  # fmt: skip
        told |= {name: getattr(record, name) for name in OWN if hasattr(record, name)}
        if record.exc_info:
            told["traceback"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=False, default=str)


def logging_of(form: str) -> dict[str, Any]:
    """What Django is told of logging: lines to read, or JSON."""
    line = "%(asctime)s %(levelname)s %(name)s [%(request_number)s] %(message)s"
    formatters = {
        "line": {"()": "config.logs.WithoutValues", "format": line},
        "json": {"()": "config.logs.Json"},
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": formatters,
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": "json" if form == "json" else "line"}
        },
        "root": {"handlers": ["console"], "level": "INFO"},
        "loggers": {"weasyprint": {"level": "ERROR"}, "fontTools": {"level": "ERROR"}},
    }
