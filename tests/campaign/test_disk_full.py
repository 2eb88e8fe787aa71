"""The disk of the database fills up: no error page, nothing acknowledged is lost, and with space it goes on.

The database stands on a small file system in memory, which only root can make.
"""

import contextlib
import os
import shutil
import subprocess
import tempfile
import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import OperationalError, connection
from django.test import Client

from cardiology.models import Role, User, Vitals
from config import postgres_files
from config.embedded_postgres import DATABASE, OWNER, EmbeddedPostgres
from tests.campaign.test_two_at_once import TYPED
from tests.cardiology.stories import ARRIVAL, admitted
from tests.conftest import employ, open_north

MEGABYTES = 320
CHUNK = 1 << 20
pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a small file system: not tried"),
]


@pytest.fixture
def disk():
    """A folder on a file system that is soon full."""
    folder = Path(tempfile.mkdtemp(prefix="small-disk-"))
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m,mode=711", "tmpfs", str(folder)],  # noqa: S607
        check=False, capture_output=True, text=True,
    )  # fmt: skip
    if made.returncode:
        pytest.skip(f"this machine lets nobody make a small file system: {made.stderr.strip()}")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)  # noqa: S607
    shutil.rmtree(folder)


@pytest.fixture
def server(disk, tmp_path):
    """A PostgreSQL of its own there, with a copy of the test's database."""
    stay = admitted(employ(open_north(), Role.CARDIOLOGIST, "doctor"))
    server = EmbeddedPostgres(disk, tmp_path / "postgres.log")
    server.start()
    copy(server)
    yield server, f"/admissions/{stay.pk}/vitals/", f"/patients/{stay.patient_id}/"
    server.stop()


def copy(server):
    """The test's database into the server, with PostgreSQL's own tools."""
    told, tools = connection.get_connection_params(), postgres_files.binaries()
    words = {"-h": told.get("host"), "-p": told.get("port"), "-U": told.get("user"), "-d": told["dbname"]}
    source = [str(word) for pair in words.items() if pair[1] for word in pair]
    env = {**os.environ, "PGPASSWORD": str(told.get("password") or "")}
    dump = subprocess.run([tools / "pg_dump", "-Fc", *source], check=True, env=env, capture_output=True)
    target = ["-h", str(server.sockets), "-U", OWNER, "-d", DATABASE]
    subprocess.run([tools / "pg_restore", "--no-owner", "--clean", "--if-exists", *target], input=dump.stdout,
                   check=True, env=env)  # fmt: skip


@contextlib.contextmanager
def at(server):
    """The connection of this thread goes to the server."""
    connection.close()
    before = connection.settings_dict
    there = {"host": str(server.sockets), "port": 5432, "dbname": DATABASE, "user": OWNER}
    connection.settings_dict = {**before, "OPTIONS": {**before.get("OPTIONS", {}), **there}}
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict = before


def save(browser, url, count):
    """The status of a saved row, each of a minute of its own."""
    at = f"{ARRIVAL + timedelta(minutes=count):%Y-%m-%d %H:%M}"
    sent = TYPED | {"measured_at": at, "submission": str(uuid.uuid4())}
    return browser.post(url, sent).status_code


def fill(disk):
    """Take every byte that is left."""
    ballast = disk / "ballast"
    with contextlib.suppress(OSError), ballast.open("wb", buffering=0) as file:
        while file.write(b"\0" * CHUNK):
            pass
    return ballast


def burn():
    """Write to the database until it has no room within its own files either."""
    with contextlib.suppress(OperationalError), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS burnt (text text)")
        for _megabyte in range(MEGABYTES):
            cursor.execute("INSERT INTO burnt SELECT repeat(md5(n::text), 8) FROM generate_series(1, 4000) n")
    connection.close()


def again(server):
    """What the supervisor does: a server that died is started again."""
    if not server.part.alive:
        server.part.clear()
        server.start()


def test_a_full_disk(disk, server, tally, often):
    """F12 the disk of the database is full: saves are told "later", reads go on, with space all is well"""
    database, url, chart = server
    with at(database):
        browser = Client(raise_request_exception=False)
        browser.force_login(User.objects.get(username="doctor"))
        count = acknowledged = 0
        for _round in range(often(1, 5)):
            ballast = fill(disk)
            burn()
            told = []
            for _save in range(often(15, 100)):
                count += 1
                told.append(save(browser, url, count))
            acknowledged += told.count(302)
            tally.count(well=set(told) <= {302, 503} and 503 in told)
            read = [browser.get(page).status_code for page in ("/ward/", url, chart)]
            # the record itself is shown only where its opening can be written down
            tally.count(well=read[:2] == [200, 200] and read[2] in (200, 503))
            ballast.unlink()
            again(database)
            with contextlib.suppress(OperationalError), connection.cursor() as cursor:
                cursor.execute("DROP TABLE IF EXISTS burnt")
            count += 1
            recovered = save(browser, url, count)
            acknowledged += recovered == 302
            tally.count(well=recovered == 302)
            tally.count(well=acknowledged == Vitals.objects.count())
    assert tally.all_survived, (str(tally), told, read)
