"""Log lines without anything that somebody entered."""

import logging
import re
from typing import Any

# PostgreSQL names the row that offends: Failing row contains (…), Key (identifier)=(…) already exists
DETAIL = re.compile(r"^DETAIL:.*$", re.MULTILINE)


class WithoutValues(logging.Formatter):
    """Formats a line, and leaves out of tracebacks and messages what the database tells about a row."""

    def format(self, record: logging.LogRecord) -> str:
        return DETAIL.sub("DETAIL: left out", super().format(record))

    def formatException(self, ei: Any) -> str:  # noqa: N802  the name is the library's
        return DETAIL.sub("DETAIL: left out", super().formatException(ei))
