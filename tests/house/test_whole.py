"""The whole house: started by its one command, well, stopped by a signal, nothing left, nothing lost."""

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
GIVEN = ("DATABASE_URL", "CELERY_BROKER_URL", "SECRET_KEY")


@pytest.fixture
def var():
    """A folder that the database server's account can enter: pytest's own one is closed to it."""
    folder = Path(tempfile.mkdtemp(prefix="house-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def free_port():
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


def environment(var):
    """What a person's terminal has: nothing given, only the folder."""
    env = {key: value for key, value in os.environ.items() if key not in GIVEN}
    return {**env, "VAR_DIR": str(var), "PLAIN_STATIC": "1"}


class House:
    """`manage.py up`, read line by line until it says that it is open."""

    def __init__(self, var):
        self.var, self.port = var, free_port()
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "up", "--no-demo", "--port", str(self.port)],
            cwd=ROOT, env=environment(var), text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        self.said = []
        for line in self.process.stdout:
            self.said.append(line)
            if "Ctrl-C" in line:
                break

    def health(self):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=20) as answer:
            return json.load(answer)["status"]

    def parts(self):
        return {name: pid for name, (pid, _) in json.loads((self.var / "parts.json").read_text()).items()}

    def end(self, sign):
        self.process.send_signal(sign)
        with contextlib.closing(self.process.stdout):
            return self.process.wait(60)


def running(pids):
    return [pid for pid in pids if Path(f"/proc/{pid}").exists()]


@pytest.mark.slow
def test_up_and_down_and_up_after_a_kill(var):
    house = House(var)
    assert house.health() == "ok", house.said
    parts = house.parts()
    assert list(parts) == ["PostgreSQL", "Valkey", "worker", "long worker", "scheduler", "web server"]
    assert (var / "secret_key").stat().st_mode & 0o777 == 0o600
    key = (var / "secret_key").read_text()

    house.end(signal.SIGKILL)
    house = House(var)
    assert house.health() == "ok", house.said
    assert not running(parts.values()), "the killed house left something running"
    assert (var / "secret_key").read_text() == key

    parts = house.parts()
    assert house.end(signal.SIGTERM) == 0
    assert not running([*parts.values(), house.process.pid])

    # any other command starts the database for its own time, finds everything there, and stops it
    asked = subprocess.run(
        [sys.executable, "manage.py", "migrate", "--check"],
        cwd=ROOT,
        env=environment(var),
        check=False,
        timeout=60,
    )
    assert asked.returncode == 0
    assert not list(var.glob("pg/data/postmaster.pid"))
