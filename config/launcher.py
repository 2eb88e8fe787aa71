"""The way in for every command. Standard library only: it runs before anything is installed.

Outside `.venv` it makes the environment and runs itself again inside. Inside, `up` and `test` are its own
commands; every other one is Django's, with the running database or one of its own for its time.
"""

import argparse
import contextlib
import os
import secrets
import signal
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from config import environment, keys
from config.environment import ROOT, VENV
from config.trouble import Trouble, in_words, writable_folder

OURS = ("up", "test")
WITHOUT_DATABASE = {"help", "--help", "-h", "version", "--version", "score", "advise", "makemessages"}
NO_TEST = 5


def main(argv: list[str]) -> int:
    """Run a command; what stops it is one sentence and not a traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        return _run(argv)
    except Trouble as trouble:
        sys.stdout.flush()
        print(trouble, file=sys.stderr)
    except OSError as error:
        if error.errno is None or argv[1:2] not in (["up"], ["test"]):
            raise
        print(in_words(error), file=sys.stderr)
    except KeyboardInterrupt:
        return 130
    return 1


def _run(argv: list[str]) -> int:
    keys.take_files(os.environ)
    command, rest = (argv[1], argv[2:]) if len(argv) > 1 else ("help", [])
    options = _up_options(rest) if command == "up" else None
    if command in OURS or not (environment.inside() or _cared_for_elsewhere()):
        environment.prepare(for_tests=command == "test")
        if not environment.inside():
            _again_inside(argv)
    os.chdir(ROOT)
    with contextlib.suppress(PermissionError):
        environment.compile_messages()
    if options is not None:
        return _up(options)
    if command == "test":
        return _test(rest)
    with _surroundings(command, rest):
        from django.core.management import execute_from_command_line

        execute_from_command_line(argv)
    return 0


def _cared_for_elsewhere() -> bool:
    """Whether this Python was furnished by somebody else, with a database given: a server in production."""
    return "DATABASE_URL" in os.environ and find_spec("django") is not None


def _again_inside(argv: list[str]) -> None:
    environ = {**os.environ, "VIRTUAL_ENV": str(VENV), "PYTHONUNBUFFERED": "1"}
    environ["PATH"] = f"{VENV / 'bin'}{os.pathsep}{environ.get('PATH', os.defpath)}"
    sys.stdout.flush()
    os.execve(environment.PYTHON, [str(environment.PYTHON), *argv], environ)  # noqa: S606


def _up_options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="manage.py up", description="Start the whole department.")
    parser.add_argument("--port", type=_port, default=8000, help="port of the web server (8000)")
    parser.add_argument("--no-demo", action="store_true", help="leave an empty database empty")
    return parser.parse_args(arguments)


def _port(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port; expected a number from 1 to 65535")
    return int(text)


def _var() -> Path:
    return Path(os.environ.get("VAR_DIR") or ROOT / "var").absolute()


def _keep_secret(var: Path) -> None:
    """The key that signs sessions: given, or made once and kept where only we can read it."""
    os.environ["VAR_DIR"] = str(var)
    if os.environ.get("SECRET_KEY"):
        return
    kept = var / "secret_key"
    if not kept.exists() or not kept.read_text().strip():
        fresh = kept.with_suffix(".new")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(50))
        fresh.rename(kept)
    os.environ["SECRET_KEY"] = kept.read_text().strip()


def _up(options: argparse.Namespace) -> int:
    from config.supervisor import Supervisor

    var = writable_folder(_var(), 0o711)
    _keep_secret(var)
    if os.environ.get("DEBUG") != "1" and (wrong := keys.wrong_with(os.environ)):
        raise Trouble(wrong)
    host = os.environ.get("BIND_ADDRESS", "127.0.0.1")
    return Supervisor(var, host, options.port, demo=not options.no_demo).run()


@contextlib.contextmanager
def _surroundings(command: str, rest: list[str]) -> Iterator[None]:
    """Key and database for a Django command."""
    given, needed = os.environ.get("DATABASE_URL"), command not in WITHOUT_DATABASE
    if command.startswith("bench"):  # renders pages, also where nothing has collected the static files yet
        os.environ.setdefault("PLAIN_STATIC", "1")
    var = _var()
    if not os.environ.get("SECRET_KEY"):
        _keep_secret(writable_folder(var, 0o711))
    if not needed or {"-h", "--help"} & set(rest):
        os.environ["DATABASE_URL"] = given or "postgres://app@/department"
        yield
    elif given:
        from config.given_database import try_given

        try_given(given)
        yield
    else:
        with _own_database(var, command):
            yield


@contextlib.contextmanager
def _own_database(var: Path, command: str) -> Iterator[None]:
    from config.embedded_postgres import borrowed

    os.environ["VAR_DIR"] = str(var)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with borrowed(var, writable_folder(var / "log", 0o700) / "postgres.log") as server:
        os.environ["DATABASE_URL"] = server.url
        if broker := _running_broker(var):
            os.environ.setdefault("CELERY_BROKER_URL", broker)
        if server.is_new and command != "migrate":
            subprocess.run([sys.executable, "manage.py", "migrate", "--verbosity=0"], check=True, cwd=ROOT)
        yield


def _running_broker(var: Path) -> str | None:
    """The running house's broker, so that a command can wake its worker."""
    sock = var / "valkey" / "valkey.sock"
    return f"redis+socket://{sock}" if sock.exists() else None


# --- tests -----------------------------------------------------------------------------------------
def _test(arguments: list[str]) -> int:
    """Every test, on a database of their own, whatever else is running."""
    os.environ["PLAIN_STATIC"] = "1"
    os.environ["CELERY_BROKER_URL"] = "memory://"
    os.environ.setdefault("DJANGO_LIVE_TEST_SERVER_ADDRESS", "127.0.0.1")  # needs no /etc/hosts
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the browser's driver runs an event loop
    os.environ["SECRET_KEY"] = secrets.token_urlsafe(50)
    os.environ.pop("DEBUG", None)
    if os.environ.get("DATABASE_URL"):
        from config.given_database import try_given

        try_given(os.environ["DATABASE_URL"])
        return _pytest(arguments)
    from config.embedded_postgres import for_tests

    with for_tests() as (server, var):
        os.environ.update(DATABASE_URL=server.url, VAR_DIR=str(var))
        return _pytest(arguments)


def _names_tests(arguments: list[str]) -> bool:
    """Whether files, folders or a number of workers are given; marks alone choose from the whole suite."""
    places = (argument.partition("::")[0] for argument in arguments if not argument.startswith("-"))
    return any(a.startswith("-n") for a in arguments) or any((ROOT / place).exists() for place in places)


def _pytest(arguments: list[str]) -> int:
    whole = not _names_tests(arguments) and (os.cpu_count() or 1) > 1
    command = [sys.executable, "-m", "pytest", *(["-n", "2"] if whole else []), *arguments]
    process = subprocess.Popen(command, cwd=ROOT)
    signal.signal(signal.SIGTERM, lambda *_: process.terminate())
    while True:
        try:
            code = process.wait()
        except KeyboardInterrupt:  # pytest was told too, and ends with its summary
            continue
        if code == NO_TEST:
            print("No test was found: check the names given.", file=sys.stderr)
        return code if code >= 0 else 128 - code
