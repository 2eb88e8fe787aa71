"""Whether an error says that the database is away, or the disk full, and not that the request was wrong."""

import errno

from django.db import DatabaseError, InterfaceError, OperationalError
from psycopg2 import errorcodes

AWAY = (OperationalError, InterfaceError)  # lost, starting, full, too busy


def is_away(error: BaseException | None) -> bool:
    """Lost, starting, full, or too busy.

    A line that breaks while an answer is read comes as a bare DatabaseError of the library, without a code of
    the server. Django's own bare ones ("no row was updated") have no error behind them.
    """
    if type(error) is DatabaseError:
        return error.__cause__ is not None and getattr(error.__cause__, "pgcode", None) is None
    return isinstance(error, AWAY)


def has_no_room(error: DatabaseError) -> bool:
    """Whether the database found no room on its disk for what was written; reading goes on."""
    return getattr(error.__cause__, "pgcode", None) == errorcodes.DISK_FULL


def is_full(error: BaseException | None) -> bool:
    """Whether a file found no room; a library may have said it again in an error of its own."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
            return True
        error = error.__cause__ or error.__context__
    return False
