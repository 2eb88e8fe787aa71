"""A disk fills up: no error page, nothing lost, nothing half written, and with space it goes on.

Database and files stand on small file systems in memory, which only root can make.
"""

import contextlib
import gc
import logging
import os
import shutil
import subprocess
import tempfile
import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.test import Client

from cardiology import tasks
from cardiology.models import Extract, ImportBatch, Role, User, Vitals
from cardiology.resources import wanted
from config import postgres_files
from config.embedded_postgres import DATABASE, OWNER, EmbeddedPostgres
from tests.campaign.test_two_at_once import TYPED
from tests.cardiology.stories import ARRIVAL, admitted
from tests.conftest import employ, open_north

MEGABYTES = 320
CHUNK = 1 << 20
MOST_SAVES = 3_000  # until the room within the tables' own files is used up too
pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a small file system: not tried"),
]


@contextlib.contextmanager
def mounted(megabytes):
    """A folder on a file system that is soon full."""
    folder = Path(tempfile.mkdtemp(prefix="small-disk-"))
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=711", "tmpfs", str(folder)],
        check=False, capture_output=True, text=True,
    )  # fmt: skip
    if made.returncode:
        pytest.skip(f"this machine lets nobody make a small file system: {made.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)
        shutil.rmtree(folder)


@pytest.fixture
def disk():
    """For a database."""
    with mounted(MEGABYTES) as folder:
        yield folder


@pytest.fixture
def small_disk():
    """For files."""
    with mounted(64) as folder:
        yield folder


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


ROWS = b"number,name\n" + b"".join(b"%d,A\n" % n for n in range(900_000))  # more than is held in memory


@pytest.fixture
def folders(small_disk, settings, monkeypatch):
    """The folder of uploads on their way and the one of files that wait, on the small disk."""
    (small_disk / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(small_disk / "temporary"))
    settings.FILE_UPLOAD_TEMP_DIR, settings.VAR_DIR = str(small_disk / "temporary"), small_disk / "var"
    logging.disable(logging.ERROR)  # a line kept for the report keeps its error, and open files
    yield small_disk
    logging.disable(logging.NOTSET)


def told(browser, ask):
    """Status and text. The test's browser keeps an error, and open files with it."""
    answer = ask()
    status, text = answer.status_code, "" if answer.streaming else answer.text
    del answer
    browser.exc_info = None
    gc.collect()
    return status, text


def left_in(folder):
    return [path for path in folder.rglob("*") if path.is_file() and path.name != "ballast"]


@pytest.mark.parametrize("content", [ROWS, b"number,name\n1,A\n"], ids=["on its way", "waits for its check"])
def test_no_room_for_a_file(content, folders, tally):
    """F12 no room for an upload: a sentence, nothing half written; with room it is taken"""
    employ(open_north(), Role.DATA_MANAGER, "manager")
    browser = Client(raise_request_exception=False)
    browser.force_login(User.objects.get(username="manager"))

    def send():
        sent = {"content": "kind:patient", "file": SimpleUploadedFile("rows.csv", content)}
        return told(browser, lambda: browser.post("/import/", sent))

    ballast = fill(folders)
    status, text = send()
    tally.count(well=status == 507 and "no room left" in text)
    tally.count(well=not ImportBatch.objects.exists() and not left_in(folders))
    ballast.unlink()
    tally.count(well=send()[0] == 302 and ImportBatch.objects.count() == 1)
    assert tally.all_survived, str(tally)


def test_no_room_for_a_sheet(folders, tally):
    """F12 no room to make a sheet that is taken out: a sentence, not half a file; with room it comes"""
    head = employ(open_north(), Role.HEAD, "head")
    admitted(head)
    browser = Client(raise_request_exception=False)
    browser.force_login(head)
    ballast = fill(folders)
    status, text = told(browser, lambda: browser.get("/export/patient.xlsx"))
    tally.count(well=status == 507 and "no room left" in text)
    ballast.unlink()
    whole = b"".join(browser.get("/export/patient.xlsx").streaming_content)
    tally.count(well=whole[:2] == b"PK" and not left_in(folders))
    assert tally.all_survived, str(tally)


def test_no_room_for_an_extract(folders, tally, monkeypatch):
    """F12 no room for an extract: it failed and says why, no half file; with room it is there"""
    monkeypatch.setattr(wanted, "AT_ONCE_ROWS", 0)
    admitted(employ(open_north(), Role.HEAD, "head"))
    browser = Client()
    browser.force_login(User.objects.get(username="head"))
    for form in ("csv", "xlsx"):
        ballast = fill(folders)
        browser.post(f"/export/patient.{form}")
        tasks.extracts()
        extract = Extract.objects.latest("pk")
        tally.count(well=extract.state == "failed" and "no room left" in extract.problem)
        tally.count(well=not left_in(folders))
        ballast.unlink()
        browser.post(f"/export/patient.{form}")
        tasks.extracts()
        extract = Extract.objects.latest("pk")
        tally.count(well=extract.state == "ready" and len(left_in(folders)) == 1)
        browser.post(f"/export/extracts/{extract.pk}/cancel/")
    assert tally.all_survived, str(tally)


def again(server):
    """What the supervisor does: a server that died is started again."""
    if not server.part.alive:
        server.part.clear()
        server.start()


def test_a_full_disk(disk, server, tally, often):
    """F12 the database's disk is full: saves are told "later", lists are read on, with space all is well"""
    database, url, chart = server
    with at(database):
        browser = Client(raise_request_exception=False)
        browser.force_login(User.objects.get(username="doctor"))
        count = acknowledged = 0
        for _round in range(often(1, 5)):
            ballast = fill(disk)
            burn()
            told = []
            while told.count(503) < often(15, 100) and len(told) < MOST_SAVES:
                count += 1
                told.append(save(browser, url, count))
            acknowledged += told.count(302)
            tally.count(well=set(told) <= {302, 503} and 503 in told)
            read = [browser.get(page).status_code for page in ("/ward/", url, chart)]
            # a record is shown only where its opening can be written down
            tally.count(well=read[0] == 200 and set(read[1:]) <= {200, 503})
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
