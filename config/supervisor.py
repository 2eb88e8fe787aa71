"""`manage.py up`: one supervisor owns every server, and ends them all in order.

Order of start: PostgreSQL, Valkey, preparation, workers, scheduler, web. Order of stop: the reverse. A part
that dies is started again; one that keeps dying stops the house with a sentence.
"""

import contextlib
import fcntl
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn, TextIO

from config.embedded_postgres import EmbeddedPostgres, own
from config.embedded_valkey import EmbeddedValkey
from config.environment import ROOT, say
from config.given_database import try_given
from config.postgres_files import noted_home
from config.processes import Part, end_survivors, started_at
from config.trouble import Trouble, need_space, writable_folder

DEATHS, WITHIN_SECONDS = 5, 120
VAR_MEGABYTES = 100
WEB_THREADS = 8  # in one process, or in as many as WEB_CONCURRENCY says
WORKER_KILOBYTES = 250_000  # a worker that an analysis left larger than this makes room for a fresh one
# Django's checks would load every page into worker and scheduler; the tests run them
LEAN = {"CELERY_SKIP_CHECKS": "1", "MALLOC_ARENA_MAX": "2"}


class Stop(BaseException):
    """Somebody asked for the end (Ctrl-C, SIGTERM, a closed terminal)."""


class Supervisor:
    """The running house."""

    def __init__(self, var: Path, host: str, port: int, *, demo: bool) -> None:
        self.var, self.host, self.port, self.demo = var, host, port, demo
        self.logs = var / "log"
        self.parts: list[Part] = []
        self.deaths: dict[str, deque[float]] = {}
        self.begun = time.monotonic()
        self.locks: list[object] = []

    @property
    def address(self) -> str:
        shown = "localhost" if self.host in ("127.0.0.1", "0.0.0.0") else self.host  # noqa: S104
        return f"http://{shown}:{self.port}/"

    def run(self) -> int:
        """Start everything, watch it, stop it."""
        self._begin()
        listen_for_the_end()
        try:
            self._start()
            self._watch()
        except Stop:
            say("\nStopping ...")
            return 0
        finally:
            for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(ending, signal.SIG_IGN)
            self._stop()

    def _begin(self) -> None:
        """Refuse what cannot work, before anything is touched."""
        writable_folder(self.var, 0o711)
        self.locks.append(self._alone())
        need_space(self.var, VAR_MEGABYTES)
        end_survivors(self._remembered(), (ROOT, self.var.resolve(), noted_home(self.var)))
        _port_is_free(self.host, self.port)
        if given := os.environ.get("DATABASE_URL"):
            try_given(given)
        writable_folder(self.logs, 0o700)

    def _alone(self) -> TextIO:
        """The lock of the running house: a second one is told where the first is."""
        lock = (self.var / "up.lock").open("a+")
        lock.seek(0)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Trouble(f"It is already running: {lock.read().strip() or 'it is just starting'}") from None
        lock.truncate(0)
        lock.write(self.address)
        lock.flush()
        return lock

    # --- start ---------------------------------------------------------------------------------------
    def _start(self) -> None:
        if not os.environ.get("DATABASE_URL"):
            self.locks.append(own(self.var))
            server = EmbeddedPostgres(self.var, self.logs / "postgres.log")
            os.environ["DATABASE_URL"] = server.url
            self._started(server.start)
        if not os.environ.get("CELERY_BROKER_URL"):
            broker = EmbeddedValkey(self.var, self.logs / "valkey.log")
            os.environ["CELERY_BROKER_URL"] = broker.url
            self._started(broker.start)
        self._prepare()
        for part in (self._worker(), self._long_worker(), self._scheduler(), self._web()):
            part.start()
            self.parts.append(part)
        self._remember()
        self._until_ready()
        self._greet()

    def _started(self, start: Callable[[], Part]) -> None:
        self.parts.append(start())
        self._remember()

    def _prepare(self) -> None:
        """Run the preparation; its sentences go to the terminal, its tracebacks to the log."""
        log = self.logs / "preparation.log"
        options = [] if self.demo else ["--no-demo"]
        with log.open("w") as errors:
            process = subprocess.Popen(
                [sys.executable, "-m", "config.preparation", *options],
                cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors, text=True,
                start_new_session=True,
            )  # fmt: skip
            try:
                wrong = self._relay(process)
            except BaseException:
                process.kill()
                process.wait()
                raise
        if process.wait():
            raise Trouble(wrong or f"The database could not be prepared (see {log}).")

    def _relay(self, process: "subprocess.Popen[str]") -> str:
        wrong = ""
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith("! "):
                wrong = line[2:].strip()
            else:
                say(line.rstrip())
        return wrong

    def _worker(self) -> Part:
        """What is due at its minute: critical results, red flags, messages."""
        command = [*_worker("due"), "--pool=solo"]
        return Part("worker", command, self.logs / "worker.log", LEAN, patience=30)

    def _long_worker(self) -> Part:
        """What takes its time: files, measures, analyses."""
        command = [*_worker("long"), "--concurrency=2", f"--max-memory-per-child={WORKER_KILOBYTES}"]
        return Part("long worker", command, self.logs / "long-worker.log", LEAN, patience=30)

    def _scheduler(self) -> Part:
        command = [*_celery(), "beat", "--loglevel=WARNING", "--pidfile="]
        return Part("scheduler", command, self.logs / "scheduler.log", LEAN)

    def _web(self) -> Part:
        command = [sys.executable, "-m", "gunicorn", "config.wsgi:application", "--chdir", str(ROOT)]
        command += ["--bind", f"{self.host}:{self.port}", "--worker-class=gthread", "--no-control-socket"]
        command += [f"--threads={WEB_THREADS}", "--timeout=120", "--log-level=warning"]
        command += ["--graceful-timeout=8"]  # each request's line is written by cardiology.middleware.tracing
        if Path("/dev/shm").is_dir():  # noqa: S108
            command.append("--worker-tmp-dir=/dev/shm")
        return Part("web server", command, self.logs / "web.log", {**LEAN, **self._counting()}, patience=12)

    def _counting(self) -> dict[str, str]:
        """Where several web processes add up their figures for /metrics; one needs no such place."""
        if int(os.environ.get("WEB_CONCURRENCY", "1")) < 2:
            return {}
        folder = self.logs.parent / "figures"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        return {"PROMETHEUS_MULTIPROC_DIR": str(folder)}

    def _until_ready(self, seconds: float = 45) -> None:
        """Wait until `/healthz` is content: then database, worker and scheduler have proved themselves."""
        deadline = time.monotonic() + seconds
        while (wrong := self._not_well()) and time.monotonic() < deadline:
            self._look_after()
            time.sleep(0.2)
        if wrong:
            say(f"Not everything is well yet ({wrong}); logs are in {self.logs}.")

    def _not_well(self) -> str:
        """What `/healthz` complains of, or nothing."""
        host = "127.0.0.1" if self.host == "0.0.0.0" else self.host  # noqa: S104
        try:
            request = urllib.request.Request(
                f"http://{host}:{self.port}/healthz",
                headers={"Host": _admitted_host()},
            )
            urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=5).close()
        except urllib.error.HTTPError as error:
            with contextlib.suppress(ValueError, AttributeError):
                told = json.load(error)
                return ", ".join(key for key, value in told.items() if key != "status" and value != "ok")
            return f"the web server answers {error.code}"
        except OSError:
            return "the web server does not answer"
        return ""

    def _greet(self) -> None:
        say(f"\nThe department is open at {self.address}   ({time.monotonic() - self.begun:.0f} s)")
        accounts = self.var / "demonstration.txt"
        if accounts.exists():
            say(accounts.read_text(encoding="utf-8").strip())
        say("Ctrl-C closes it.")

    # --- watch, stop ---------------------------------------------------------------------------------
    def _watch(self) -> NoReturn:
        while True:
            self._look_after()
            time.sleep(0.3)

    def _look_after(self) -> None:
        """Start again what died; give up on what keeps dying."""
        for part in self.parts:
            if part.alive:
                continue
            now, deaths = time.monotonic(), self.deaths.setdefault(part.name, deque(maxlen=DEATHS))
            deaths.append(now)
            if len(deaths) == DEATHS and now - deaths[0] < WITHIN_SECONDS:
                raise Trouble(f"The {part.name} keeps dying ({part.last_words()}): see {part.log}.")
            say(f"The {part.name} died and is started again.")
            part.clear()
            self._restart(part)
            self._remember()

    def _restart(self, part: Part) -> None:
        if part.name == "PostgreSQL":
            time.sleep(1)  # its sessions see within a moment that the server is gone
        part.start()

    def _stop(self) -> None:
        for part in reversed(self.parts):
            part.stop()
        (self.var / "parts.json").unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            (self.var / "up.lock").open("w").close()

    # --- what a killed supervisor leaves to the next --------------------------------------------------
    def _remember(self) -> None:
        running = {
            part.name: (part.process.pid, started_at(part.process.pid)) for part in self.parts if part.process
        }
        (self.var / "parts.json").write_text(json.dumps(running))

    def _remembered(self) -> dict[str, tuple[int, str]]:
        with contextlib.suppress(OSError, ValueError):
            return {key: (int(pid), str(since)) for key, (pid, since) in json.loads(
                (self.var / "parts.json").read_text()).items()}  # fmt: skip
        return {}


def listen_for_the_end() -> None:
    """Turn the signals that mean the end into one exception."""

    def end(signum: int, frame: object) -> None:
        raise Stop

    for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, end)


def _admitted_host() -> str:
    """A host name that the web server answers to."""
    first = os.environ.get("ALLOWED_HOSTS", "*").split(",")[0].strip().lstrip(".")
    return "localhost" if first in ("", "*") else first


def _celery() -> list[str]:
    return [sys.executable, "-m", "celery", "--quiet", "-A", "config.celery", f"--workdir={ROOT}"]


def _worker(queue: str) -> list[str]:
    told = ["--loglevel=WARNING", "--without-gossip", "--without-mingle"]
    return [*_celery(), "worker", f"--queues={queue}", f"--hostname={queue}@department", *told]


def _port_is_free(host: str, port: int) -> None:
    """A port that somebody uses, or that we may not use, is said before anything starts."""
    try:
        with socket.socket(socket.AF_INET) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind((host, port))
            trial.listen()
    except PermissionError:
        raise Trouble(f"Port {port} needs root: choose one above 1023 with --port.") from None
    except OSError:
        raise Trouble(f"Port {port} is taken by another program: choose another one with --port.") from None
