"""Rows that are too many to wait for: written by the worker, with progress, for one person, for a day."""

import csv
import errno
import hashlib
import io
import tempfile
import zipfile
from datetime import timedelta
from threading import Thread

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from cardiology import tasks
from cardiology.actions import sections
from cardiology.actions.files import extracting, extracts, pulse, shelf
from cardiology.models import AuditEvent, Echo, Extract, ExtractState, Role
from cardiology.resources import wanted
from cardiology.resources.extracts import write_extract
from tests.cardiology.stories import treated_stemi

pytestmark = pytest.mark.django_db(transaction=True)
ECHO, ALL = "/export/echo.csv", "/export/all-csv.zip"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path, monkeypatch):
    """Everything is too much to wait for; where the files lie."""
    settings.VAR_DIR = tmp_path / "var"
    monkeypatch.setattr(wanted, "AT_ONCE_ROWS", 0)
    monkeypatch.setattr(pulse, "EVERY", 0.02)
    return settings.VAR_DIR / "extracts"


@pytest.fixture
def doctor(staff):
    return staff[Role.CARDIOLOGIST]


@pytest.fixture
def stay(doctor):
    return treated_stemi(doctor)


@pytest.fixture
def manager(sign_in):
    return sign_in(Role.DATA_MANAGER)


def asked(browser, url=ECHO, **choice):
    """The extract that pressing a button makes."""
    assert browser.post(url, choice).status_code == 302
    return Extract.objects.latest("pk")


def written(browser, url=ECHO, **choice):
    """The same, once the worker was there."""
    extract = asked(browser, url, **choice)
    assert tasks.extracts() == 1
    extract.refresh_from_db()
    return extract


def beside(work):
    """Do something as another process does, with a connection of its own."""

    def apart():
        work()
        connection.close()

    thread = Thread(target=apart)
    thread.start()
    thread.join()


def fetched(browser, extract):
    return browser.get(reverse("extract_fetch", args=[extract.pk]))


def left_in(folder):
    return sorted(path.name for path in folder.glob("*"))


def events():
    return list(
        AuditEvent.objects.filter(via__in=["export", "worker", "sweep"]).values_list("event", flat=True)
    )


def test_few_rows_come_at_once_and_many_are_written_in_the_background(manager, stay, monkeypatch):
    monkeypatch.setattr(wanted, "AT_ONCE_ROWS", 1)
    answer = manager.post(ECHO)
    assert answer["Content-Disposition"] == 'attachment; filename="echo.csv"'
    assert b"lvef" in b"".join(answer.streaming_content)
    page = manager.post(ALL, {"category": "stemi"}, follow=True)
    assert page.redirect_chain == [("/export/?category=stemi#extracts", 302)]
    extract = Extract.objects.get()
    assert (extract.kind, extract.form, extract.choice) == ("all", "csv", {"category": "stemi"})
    for words in ("Your extracts", "All sections · CSV", "STEMI", "It waits for its turn."):
        assert words in page.text
    asking = AuditEvent.objects.get(event="extract asked for")
    assert (asking.new, asking.about_id) == ({"kind": "all", "form": "csv", "category": "stemi"}, extract.pk)


def test_two_clicks_make_one_extract_and_another_choice_another(manager, stay):
    for _click in range(2):
        asked(manager)
    asked(manager, names="1")
    assert Extract.objects.count() == AuditEvent.objects.filter(event="extract asked for").count() == 2
    tasks.extracts()
    asked(manager)  # what is finished is a picture of its moment: asking again makes a new one
    assert Extract.objects.count() == 3


def test_an_address_that_is_only_opened_starts_nothing(manager, stay):
    page = manager.get(ECHO, follow=True)
    assert "These are too many rows to wait for" in page.text
    assert not Extract.objects.exists()


def test_the_file_is_what_would_have_come_at_once(manager, stay, folder, monkeypatch):
    extract = written(manager, names="1")
    assert (extract.state, extract.rows, extract.written) == ("ready", 1, 1)
    assert left_in(folder) == [extract.token]
    assert (folder / extract.token).stat().st_size == extract.size
    assert folder.stat().st_mode & 0o077 == 0
    answer = fetched(manager, extract)
    assert answer["Content-Disposition"] == 'attachment; filename="echo.csv"'
    content = b"".join(answer.streaming_content)
    monkeypatch.setattr(wanted, "AT_ONCE_ROWS", 100)
    assert content == b"".join(manager.post(ECHO, {"names": "1"}).streaming_content)
    assert events() == ["extract asked for", "extract written", "rows exported", "rows exported"]
    left = AuditEvent.objects.filter(event="rows exported").earliest("pk")
    assert left.new == {
        "kind": "echo",
        "form": "csv",
        "rows": 1,
        "identified": True,
        "sha256": extract.sha256,
    }


@pytest.mark.parametrize(("url", "magic"), [("/export/echo.xlsx", b"PK"), ("/export/all-xlsx.zip", b"PK")])
def test_workbooks_and_archives_too(manager, stay, url, magic):
    assert b"".join(fetched(manager, written(manager, url)).streaming_content)[:2] == magic


def test_progress_is_told_until_the_end(manager, stay):
    extract, seen = asked(manager), []

    def write(extract, out, tell):
        tell(3, 12_000)
        while not Extract.objects.get(pk=extract.pk).rows:
            pass
        beside(lambda: seen.append(manager.get("/export/?part=extracts").text))
        return 12_000

    assert extracting.work(write) == 1
    assert "3 of 12,000 rows" in seen[0]
    assert 'hx-trigger="every 2s"' in seen[0]
    assert "X-Background" in seen[0]
    after = manager.get("/export/?part=extracts").text
    assert "hx-trigger" not in after
    assert reverse("extract_fetch", args=[extract.pk]) in after
    assert "kept until" in after


def test_everything_in_it_is_of_one_moment(manager, stay, doctor, folder):
    extract = asked(manager, ALL)
    late = Echo(patient=stay.patient, admission=stay, performed_at=timezone.now(), lvef=61)

    def write(extract, out, tell):
        def told(done, rows):
            if not done:
                beside(lambda: sections.save(late, by=doctor))
            tell(done, rows)

        return write_extract(extract, out, told)

    extracting.work(write)
    assert Echo.objects.count() == 2
    file = zipfile.ZipFile(folder / extract.token).read("echo.csv").decode()
    assert len(list(csv.DictReader(io.StringIO(file)))) == 1


def test_who_lost_the_permission_gets_nothing(manager, staff, stay):
    extract, person = written(manager, names="1"), staff[Role.DATA_MANAGER]
    person.role = Role.HEAD  # may export, but not with names
    person.save()
    assert "kept until" not in manager.get("/export/").text
    assert fetched(manager, extract).status_code == 403
    person.role = Role.CARDIOLOGIST
    person.save()
    assert fetched(manager, extract).status_code == 403
    assert "rows exported" not in events()


def test_who_lost_the_permission_before_the_worker_came_is_told_why(manager, staff, stay, folder):
    extract = asked(manager, names="1")
    person = staff[Role.DATA_MANAGER]
    person.role = Role.HEAD
    person.save()
    tasks.extracts()
    extract.refresh_from_db()
    assert (extract.state, left_in(folder)) == ("failed", [])
    assert extract.problem == "Your role does not include: Export rows with names and numbers."


def test_what_was_asked_for_in_another_hospital_is_gone_with_the_move(manager, staff, stay, other_hospital):
    ready, waiting = written(manager), asked(manager, names="1")
    person = staff[Role.DATA_MANAGER]
    person.hospital, person.department = other_hospital, other_hospital.departments.first()
    person.save()
    assert fetched(manager, ready).status_code == 404
    tasks.extracts()
    waiting.refresh_from_db()
    assert (waiting.state, waiting.problem) == ("failed", "Your account belongs to another hospital now.")


def test_somebody_elses_extract_is_not_there(manager, sign_in, stay):
    extract, head = written(manager), sign_in(Role.HEAD)
    assert fetched(head, extract).status_code == 404
    assert head.post(reverse("extract_cancel", args=[extract.pk])).status_code == 404
    assert "Your extracts" not in head.get("/export/").text
    assert fetched(manager, extract).status_code == 200


def test_after_a_day_the_file_is_gone(manager, staff, stay, folder):
    extract = written(manager)
    with time_machine.travel(extract.ended_at + timedelta(hours=23, minutes=59)):
        assert tasks.clear_uploads() == 0
        assert left_in(folder) == [extract.token]
    with time_machine.travel(extract.ended_at + timedelta(hours=24)):
        manager.force_login(staff[Role.DATA_MANAGER])
        answer = manager.get(reverse("extract_fetch", args=[extract.pk]), follow=True)
        assert "The file is not there, or no longer" in answer.text
        assert tasks.clear_uploads() == 1
        assert left_in(folder) == []
        extract.refresh_from_db()
        assert extract.state == ExtractState.EXPIRED
        assert events() == ["extract asked for", "extract written", "extract expired"]
        assert "No longer kept" in manager.get("/export/").text


def test_what_a_lost_database_left_is_swept_away(manager, stay, folder):
    kept = written(manager)
    (folder / ("0" * 32)).write_bytes(b"rows of patients")
    assert tasks.clear_uploads() == 0
    assert left_in(folder) == [kept.token]


def test_one_that_waits_is_cancelled(manager, stay, folder):
    extract = asked(manager)
    assert manager.post(reverse("extract_cancel", args=[extract.pk])).status_code == 302
    assert tasks.extracts() == 0
    extract.refresh_from_db()
    assert extract.state == ExtractState.CANCELLED
    assert events() == ["extract asked for", "extract cancelled"]
    again = manager.post(reverse("extract_cancel", args=[extract.pk]), follow=True)
    assert "This has ended already" in again.text


@pytest.mark.parametrize("url", [ECHO, "/export/echo.xlsx", "/export/all-xlsx.zip"])
def test_one_that_is_written_stops_and_leaves_nothing(manager, stay, folder, url, tmp_path, monkeypatch):
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    extract, seen = asked(manager, url), []

    def write(extract, out, tell):
        def told(done, rows):
            if done and not seen:
                seen.append(left_in(folder))
                beside(lambda: manager.post(reverse("extract_cancel", args=[extract.pk])))
            while seen:  # it goes on until it hears of it
                tell(done, rows)
            tell(done, rows)

        return write_extract(extract, out, told)

    begun = timezone.now()
    assert extracting.work(write) == 1
    assert timezone.now() - begun < timedelta(seconds=5)
    assert seen == [[f"{extract.token}.1"]]
    extract.refresh_from_db()
    assert (extract.state, left_in(folder), list(temporary.iterdir())) == ("cancelled", [], [])
    assert "extract written" not in events()


def test_a_finished_one_is_thrown_away(manager, stay, folder):
    extract = written(manager)
    manager.post(reverse("extract_cancel", args=[extract.pk]))
    assert left_in(folder) == []
    assert "Cancelled" in manager.get("/export/").text


def test_what_a_killed_worker_had_is_taken_up_again(manager, stay, folder):
    extract = asked(manager)
    killed = extracting.claim()
    with shelf.begin(killed) as half:
        half.write(b"half a file")
    assert tasks.extracts() == 0  # its worker may still live
    with time_machine.travel(timezone.now() + pulse.LEASE + timedelta(seconds=1)):
        assert tasks.extracts() == 1
    extract.refresh_from_db()
    assert (extract.state, extract.attempts, left_in(folder)) == ("ready", 2, [extract.token])
    with pytest.raises(extracting.Lost):  # and if it was not dead, it spoils nothing
        extracting._finish(killed, 1, 1, "")
    content = (folder / extract.token).read_bytes()
    assert extract.sha256 == hashlib.sha256(content).hexdigest()


def test_work_that_breaks_off_again_and_again_ends(manager, stay):
    extract = asked(manager)
    for attempt in range(extracting.MOST_ATTEMPTS):
        with time_machine.travel(timezone.now() + attempt * timedelta(minutes=2)):
            extracting.claim()
    with time_machine.travel(timezone.now() + timedelta(minutes=10)):
        tasks.extracts()
    extract.refresh_from_db()
    assert (extract.state, extract.problem) == ("failed", "The work broke off 3 times.")


def test_one_is_written_at_a_time(manager, stay):
    asked(manager)
    asked(manager, names="1")
    assert extracting.claim() is not None
    assert extracting.claim() is None


def test_a_full_disk_is_a_sentence_and_no_half_file(manager, stay, folder):
    extract = asked(manager)

    def write(extract, out, tell):
        out.write(b"half a file")
        raise OSError(errno.ENOSPC, "No space left on device")

    extracting.work(write)
    extract.refresh_from_db()
    assert (extract.state, left_in(folder)) == ("failed", [])
    assert extract.problem == "The server has no room left on its disk for this file; tell the administrator."
    assert extract.problem in manager.get("/export/").text
    assert AuditEvent.objects.get(event="extract failed").outcome == "failed"


def test_a_workbook_never_loses_rows_unnoticed(manager, stay, monkeypatch):
    """Beyond a sheet's last row nothing was written, and nobody was told."""
    monkeypatch.setattr(wanted, "MOST_ROWS_OF_A_SHEET", 0)
    for url in ("/export/echo.xlsx", "/export/all-xlsx.zip"):
        for most in (0, 1_000):  # in the background, and at once
            monkeypatch.setattr(wanted, "AT_ONCE_ROWS", most)
            assert "A sheet cannot hold so many rows" in manager.post(url, follow=True).text
    assert not Extract.objects.exists()


def test_only_who_may_asks(staff, stay):
    with pytest.raises(PermissionDenied):
        extracts.ask("echo", "csv", {"identified": True}, by=staff[Role.HEAD])
