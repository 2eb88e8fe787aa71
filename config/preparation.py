"""What a start does with the database before the servers run: one process, one sentence if it fails.

Migrations, static files (only when they changed), the schedule, the demonstration department.
"""

import contextlib
import hashlib
import io
import os
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path

from config.trouble import Trouble, in_words

ACCOUNTS = "demonstration.txt"


def main(arguments: list[str]) -> int:
    """Run every step; `--no-demo` leaves an empty database empty."""
    import django
    from django.db import Error

    django.setup()
    try:
        migrate()
        keys()
        collect_static()
        keep_schedule()
        if "--no-demo" not in arguments:
            demonstrate()
    except Trouble as trouble:
        print(f"! {trouble}", flush=True)
    except OSError as error:
        print(f"! {in_words(error)}", flush=True)
    except Error as error:
        traceback.print_exc()
        print(f"! The database refuses: {str(error).strip().splitlines()[0]}", flush=True)
    except Exception as error:
        traceback.print_exc()
        print(f"! The preparation of the database failed: {error}", flush=True)
    else:
        return 0
    return 1


def migrate() -> None:
    """Bring the database up to date; say so only where there is something to do."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        print("Bringing the database up to date", flush=True)
        call_command("migrate", interactive=False, verbosity=0)


def keys() -> None:
    """Stop where identity numbers, phones or addresses were encrypted under a key that is not given."""
    from cardiology.queries.trust import keys

    if lost := keys.told(keys.lost()):
        raise Trouble(lost)


def collect_static() -> None:
    """Compress the static files, unless nothing changed since the last time."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    if os.environ.get("PLAIN_STATIC") == "1":
        return
    fingerprint = hashlib.sha256(settings.STATICFILES_DIRS[0].as_posix().encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            stat = Path(storage.path(name)).stat()
            fingerprint.update(f"{name} {stat.st_size} {stat.st_mtime_ns}".encode())
    stamp = Path(settings.VAR_DIR) / "static.stamp"
    if stamp.exists() and stamp.read_text() == fingerprint.hexdigest() and settings.STATIC_ROOT.exists():
        return
    print("Collecting the static files", flush=True)
    with _silence():
        call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(fingerprint.hexdigest())


def keep_schedule() -> None:
    """Write what the scheduler has to send, where it is not written yet."""
    from cardiology.actions import schedules

    schedules.ensure()


def demonstrate() -> None:
    """Fill an empty database; what the command says about accounts is kept for later starts.

    Never behind HTTPS: that is a department at work, and its first account is made by name.
    """
    from django.apps import apps
    from django.conf import settings
    from django.core.management import call_command, get_commands
    from django.db import transaction

    if settings.BEHIND_HTTPS or "demonstration" not in get_commands():
        return
    if apps.get_model("cardiology", "User").objects.exists():
        return
    print("Loading the demonstration department", flush=True)
    said = io.StringIO()
    with transaction.atomic():  # whole or not at all: a start that is killed here begins anew
        call_command("demonstration", "--if-empty", stdout=said)
    if said.getvalue().strip():
        kept = Path(settings.VAR_DIR) / ACCOUNTS
        kept.touch(mode=0o600)
        kept.write_text(said.getvalue(), encoding="utf-8")


@contextlib.contextmanager
def _silence() -> Iterator[None]:
    with contextlib.redirect_stdout(io.StringIO()):
        yield


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    sys.exit(main(sys.argv[1:]))
