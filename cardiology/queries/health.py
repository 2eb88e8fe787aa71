"""Whether the parts of the running system are well: for whoever watches over the server."""

from datetime import timedelta

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from django.utils.translation import gettext as _

from cardiology import secrecy
from cardiology.models import Heartbeat
from cardiology.queries.trust import clocks, keys

FRESH = timedelta(seconds=60)
OK = "ok"
# databases seen complete, and readable: looking again costs more than the rest of the answer
_migrated: set[str] = set()
_readable: set[tuple[str, frozenset[str]]] = set()


def parts() -> dict[str, str]:
    """Each part with `ok` or what is wrong with it."""
    said = {"database": _database()}
    if said["database"] == OK:
        said["worker"], said["scheduler"] = _alive("worker"), _alive("scheduler")
        said["clock"] = clocks.disagreement() or OK
    else:
        said["worker"] = said["scheduler"] = said["clock"] = _("not known while the database is not well")
    return said


def is_well(said: dict[str, str]) -> bool:
    """Whether the house can work. A clock that is off is told and stops nobody."""
    return all(word == OK for part, word in said.items() if part != "clock")


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        pending = _pending_migrations()
        if pending:
            return _("%(n)d migrations are pending: run manage.py migrate") % {"n": pending}
        return _lost_keys() or OK
    except DatabaseError:
        return _("does not answer")


def _lost_keys() -> str:
    seen = str(connection.settings_dict["NAME"]), frozenset(secrecy.known())
    if seen in _readable:
        return ""
    lost = keys.lost()
    if not lost:
        _readable.add(seen)
        return ""
    return _("%(n)d columns are encrypted under a key that is missing: set FIELD_KEYS") % {"n": len(lost)}


def _pending_migrations() -> int:
    if (name := str(connection.settings_dict["NAME"])) in _migrated:
        return 0
    executor = MigrationExecutor(connection)
    pending = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if not pending:
        _migrated.add(name)
    return pending


def _alive(name: str) -> str:
    seen = Heartbeat.objects.filter(name=name).values_list("at", flat=True).first()
    if seen is None:
        return _("has not been seen yet")
    silent = timezone.now() - seen
    if silent <= FRESH:
        return OK
    return _("has been silent for %(seconds)d s") % {"seconds": int(silent.total_seconds())}
