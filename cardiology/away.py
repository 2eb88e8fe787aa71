"""Whether an error says that the database is away, and not that what was asked was wrong."""

from django.db import DatabaseError, InterfaceError, OperationalError

AWAY = (OperationalError, InterfaceError)  # lost, starting, full, too busy


def is_away(error: BaseException | None) -> bool:
    """Lost, starting, full, or too busy.

    A line that breaks while an answer is read comes as a bare DatabaseError of the library, without a code of
    the server. Django's own bare ones ("no row was updated") have no error behind them.
    """
    if type(error) is DatabaseError:
        return error.__cause__ is not None and getattr(error.__cause__, "pgcode", None) is None
    return isinstance(error, AWAY)
