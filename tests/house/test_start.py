"""What `manage.py` says when it cannot go on: one sentence, an exit code, never a traceback."""

import fcntl
import gettext
import os
import re
import secrets
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from config import environment, keys, trouble
from config.given_database import try_given
from config.launcher import _port
from config.postgres_files import noted_home
from config.processes import Part, end_survivors, started_at
from config.supervisor import Supervisor
from config.trouble import Trouble

ROOT = Path(settings.BASE_DIR)
SECRET = "s3cret-and-long"  # noqa: S105


def manage(*words, **env):
    """Run manage.py as a person would, in an empty VAR_DIR."""
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT, env={**os.environ, **env}, stdin=subprocess.DEVNULL, capture_output=True, text=True,
        check=False, timeout=50,
    )  # fmt: skip


@pytest.fixture
def taken_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


@pytest.fixture
def house(tmp_path):
    return Supervisor(tmp_path / "var", "127.0.0.1", 1, demo=False)


def test_a_taken_port_is_one_sentence(taken_port, tmp_path):
    answer = manage("up", "--port", str(taken_port), VAR_DIR=str(tmp_path / "var"))
    assert answer.returncode == 1
    assert answer.stderr == (
        f"Port {taken_port} is taken by another program: choose another one with --port.\n"
    )


def test_a_second_up_is_told_where_the_first_one_is(tmp_path):
    with (tmp_path / "up.lock").open("w") as running:
        running.write("http://localhost:8123/")
        running.flush()
        fcntl.flock(running, fcntl.LOCK_EX)
        answer = manage("up", VAR_DIR=str(tmp_path))
    assert answer.returncode == 1
    assert answer.stderr == "It is already running: http://localhost:8123/\n"


def test_a_database_address_that_is_none_stops_up(tmp_path):
    answer = manage("up", "--port", "18231", VAR_DIR=str(tmp_path), DATABASE_URL=f"garbage:{SECRET}")
    assert answer.returncode == 1
    assert answer.stderr.startswith("DATABASE_URL is not the address of a PostgreSQL database")
    assert "Traceback" not in answer.stderr
    assert SECRET not in answer.stderr


@pytest.mark.parametrize(
    "url", ["", "postgres://", "mysql://a:b@h/n", "postgres://u:p@h:port/n", "http://x/y"]
)
def test_addresses_that_are_no_postgresql_database(url):
    with pytest.raises(Trouble, match="is not the address of a PostgreSQL database"):
        try_given(url)


def on_this_server(name, user):
    return re.sub(r"//[^/]*/[^?]*", f"//{user}@/{name}", os.environ["DATABASE_URL"], count=1)


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("postgres://u:{}@127.0.0.1:9/n", "no PostgreSQL listens at that port"),
        ("postgres://u:{}@nowhere.invalid/n", "host name that nobody knows"),
        ("postgres://u:{}@/n?host=/no/such/folder", "socket on which no PostgreSQL listens"),
    ],
)
def test_a_server_that_is_not_there(url, sentence):
    with pytest.raises(Trouble, match=sentence) as refused:
        try_given(url.format(SECRET))
    assert SECRET not in str(refused.value)


@pytest.mark.skipif("?host=" not in os.environ["DATABASE_URL"], reason="asks a server on a socket")
@pytest.mark.parametrize(
    ("name", "user", "sentence"),
    [("no_such_database", "app", "has no such database"), ("postgres", "stranger", "has no such user")],
)
def test_a_server_that_refuses(name, user, sentence):
    with pytest.raises(Trouble, match=sentence):
        try_given(on_this_server(name, user))


@pytest.mark.parametrize("text", ["0", "65536", "-1", "http", "٨", ""])
def test_a_port_is_a_number_in_range(text):
    with pytest.raises(Exception, match="is not a port"):
        _port(text)


SAMPLES = ("…", "check", "a" * 60, "change-me-" * 6, "django-insecure-0123456789abcdefghijklmnop")


@pytest.mark.parametrize("sample", SAMPLES)
def test_no_house_opens_with_a_key_that_others_know(sample, tmp_path):
    answer = manage("up", "--no-demo", VAR_DIR=str(tmp_path / "var"), SECRET_KEY=sample, DEBUG="")
    assert answer.returncode == 1
    assert answer.stderr.startswith("SECRET_KEY: too short, or a sample that others know too. Make one")
    assert answer.stderr.count("\n") == 1


def test_nor_does_a_server_behind_a_proxy():
    for weak in ({"SECRET_KEY": "…"}, {"FIELD_KEYS": f"example {'x9K' * 20}"}):
        env = {**os.environ, "SECRET_KEY": secrets.token_urlsafe(60), "BEHIND_HTTPS": "1", **weak}
        opened = subprocess.run([sys.executable, "-c", "import config.wsgi"], cwd=ROOT, env=env, check=False,
                                capture_output=True, text=True)  # fmt: skip
        assert opened.returncode == 1
        assert opened.stderr.startswith(f"{next(iter(weak))}: too short, or a sample")


def test_keys_that_are_made_are_strong_and_earlier_ones_may_be_what_they_are():
    for _time in range(500):
        own = {"SECRET_KEY": secrets.token_urlsafe(50), "FIELD_KEYS": f"{secrets.token_urlsafe(60)} example"}
        assert not keys.wrong_with({**own, "SECRET_KEY_FALLBACKS": "check"})


def test_a_folder_that_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(Trouble, match="file"):
        trouble.writable_folder(tmp_path / "file" / "var")


def test_a_refusal_of_the_system_says_what_to_do():
    assert trouble.in_words(PermissionError(13, "Permission denied", "/srv/var")).startswith(
        "No permission to write /srv/var"
    )
    assert "disk is full" in trouble.in_words(OSError(28, "No space left on device", "x"))


def test_a_full_disk_is_said_before_anything_begins(tmp_path, monkeypatch):
    usage = type("usage", (), {"free": 5 * trouble.MEGABYTE})
    monkeypatch.setattr(trouble.shutil, "disk_usage", lambda path: usage)
    with pytest.raises(Trouble, match="5 MB are free, at least 150 MB are needed"):
        trouble.need_space(tmp_path / "not" / "yet", 150)


def test_without_apt_and_venv_the_person_is_told_what_to_install(monkeypatch):
    monkeypatch.setattr(environment, "_usable", lambda: False)
    monkeypatch.setattr(environment, "_no_apt", lambda: "neither root nor sudo is at hand")
    monkeypatch.setattr(environment, "_venv_module", lambda: False)
    monkeypatch.setitem(environment.RUNNING, "python3-venv", lambda: False)
    with pytest.raises(Trouble, match="neither root nor sudo is at hand: have `apt install python3-venv"):
        environment.prepare(for_tests=False)


def test_without_apt_the_house_goes_on_and_says_what_is_lacking(monkeypatch, capsys):
    monkeypatch.setattr(environment, "_no_apt", lambda: "neither root nor sudo is at hand")
    monkeypatch.setitem(environment.RUNNING, "libpango-1.0-0", lambda: False)
    environment._system_packages(for_tests=False)
    assert "Going on without libpango-1.0-0" in capsys.readouterr().out


def test_a_part_that_keeps_dying_stops_the_house(house, tmp_path):
    part = Part("worker", [sys.executable, "-c", "raise SystemExit('no broker')"], tmp_path / "worker.log")
    house.var.mkdir()
    house.parts.append(part)
    part.start()
    for _ in range(4):
        part.process.wait()
        house._look_after()
    part.process.wait()
    with pytest.raises(Trouble, match=r"worker keeps dying \(no broker\)"):
        house._look_after()


def test_a_part_that_died_once_is_started_again(house, tmp_path):
    part = Part("worker", ["sleep", "60"], tmp_path / "worker.log")
    house.var.mkdir()
    house.parts.append(part)
    part.start()
    first = part.process.pid
    part.process.kill()
    part.process.wait()
    house._look_after()
    assert part.alive
    assert part.process.pid != first
    part.stop()
    assert not part.alive


def test_the_next_start_ends_what_a_killed_one_left(tmp_path):
    stray = subprocess.Popen(["sh", "-c", "sleep 60 & wait"], cwd=tmp_path, start_new_session=True)
    end_survivors({"worker": (stray.pid, started_at(stray.pid))}, (tmp_path,))
    assert stray.wait(10) < 0


def test_a_number_that_belongs_to_another_process_is_left_alone(tmp_path):
    other = subprocess.Popen(["sleep", "60"], cwd=tmp_path, start_new_session=True)
    end_survivors({"worker": (other.pid, "1")}, (tmp_path,))
    assert other.poll() is None
    other.kill()
    other.wait()


def test_the_cluster_stays_where_it_was_put(tmp_path):
    assert noted_home(tmp_path) == tmp_path.resolve() / "pg"
    (tmp_path / "pg-is-at").write_text("/srv/elsewhere")
    assert noted_home(tmp_path) == Path("/srv/elsewhere")


def test_a_changed_catalogue_is_compiled(tmp_path, monkeypatch):
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    source = tmp_path / "cardiology/locale/zh_Hans/LC_MESSAGES/django.po"
    source.parent.mkdir(parents=True)
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    source.write_text(head + 'msgid "Ward"\nmsgstr "病区"\n', encoding="utf-8")
    environment.compile_messages()
    with source.with_suffix(".mo").open("rb") as compiled:
        assert gettext.GNUTranslations(compiled).gettext("Ward") == "病区"


def test_secrets_come_from_files_that_a_vault_has_laid_down(tmp_path):
    """As systemd gives them: a file for each, in a folder of this service alone."""
    (tmp_path / "key").write_text("one that nobody knows\n")
    (tmp_path / "keys").write_text("new\nold\n")
    given = {"SECRET_KEY_FILE": f"{tmp_path}/key", "FIELD_KEYS_FILE": f"{tmp_path}/keys", "DEBUG": "1"}
    keys.take_files(given)
    assert given == {"SECRET_KEY": "one that nobody knows", "FIELD_KEYS": "new\nold", "DEBUG": "1"}


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"DATABASE_URL_FILE": "/nowhere/url"}, "DATABASE_URL_FILE: /nowhere/url cannot be read (No such"),
        ({"SECRET_KEY_FILE": "/dev/null"}, "SECRET_KEY_FILE: /dev/null is empty."),
        ({"SECRET_KEY_FILE": "/x", "SECRET_KEY": SECRET}, "SECRET_KEY and SECRET_KEY_FILE: give one"),
    ],
)
def test_a_secret_that_cannot_be_had_stops_the_start_with_a_sentence(given, told):
    answer = manage("version", **{"SECRET_KEY": "", "DATABASE_URL": "", **given})
    assert answer.returncode == 1
    assert answer.stderr.startswith(told)
    assert "Traceback" not in answer.stderr
    assert SECRET not in answer.stderr


def test_packages_are_installed_once_per_list(tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr(environment, "VENV", tmp_path)
    monkeypatch.setattr(environment, "say", asked.append)
    done = subprocess.CompletedProcess([], 0, "")
    monkeypatch.setattr(environment, "_install", lambda what: done)
    environment._python_packages("dev", None, "pytest==9")
    environment._python_packages("dev", None, "pytest==9")
    assert len(asked) == 1
    environment._python_packages("dev", None, "pytest==10")
    assert len(asked) == 2


def test_a_failed_installation_is_one_sentence_and_tried_again(tmp_path, monkeypatch):
    monkeypatch.setattr(environment, "VENV", tmp_path)
    output = "WARNING: Retrying\nNewConnectionError: failed\nERROR: No matching distribution found for Django"
    failed = subprocess.CompletedProcess([], 1, output)
    monkeypatch.setattr(environment, "_install", lambda what: failed)
    for _ in range(2):
        with pytest.raises(Trouble, match="package index cannot be reached: is there a network"):
            environment._python_packages("dev", None, "Django")
