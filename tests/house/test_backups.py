"""A backup is worth what its restoration proves: every table, every row, and a sentence where it fails."""

import io
import json
import re

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from cardiology import backups
from cardiology.models import Heartbeat, Hospital, Patient, Role
from tests.cardiology.stories import treated_stemi
from tests.conftest import employ, open_north

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
]


def said(*words):
    out = io.StringIO()
    call_command(*words, stdout=out)
    return out.getvalue().strip()


def databases():
    """Databases that a restoration of these tests can have left."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname ~ '^(drill_|fresh)'")
        return {name for (name,) in cursor.fetchall()}


def test_a_backup_restores_every_row_and_notices_a_changed_one(tmp_path):
    treated_stemi(employ(open_north(), Role.CARDIOLOGIST, "doctor"))
    before = databases()
    dump = tmp_path / said("backup", str(tmp_path)).rpartition("/")[2]
    assert dump.stat().st_mode & 0o777 == 0o600
    assert dump.with_suffix(".json").stat().st_mode & 0o777 == 0o600
    assert "张三" not in dump.with_suffix(".json").read_text()
    Patient.objects.update(name="李四")  # what comes after the backup is no part of it
    told = said("restore_drill", str(dump))
    assert told.startswith("Restored and compared: ")
    whole, until = map(float, re.findall(r"([0-9.]+) s\b", told))
    assert 0 < until <= whole, "how long it takes until one can work is told apart"
    assert databases() == before
    assert set(Heartbeat.objects.values_list("name", flat=True)) >= {"backup", "restore drill"}

    listed = json.loads(dump.with_suffix(".json").read_text())
    assert listed["tables"]["cardiology_patient"][0] == 1
    listed["tables"]["cardiology_patient"][1] = "1"
    dump.with_suffix(".json").write_text(json.dumps(listed))
    with pytest.raises(CommandError, match="cardiology_patient"):
        call_command("restore_drill", str(dump))
    assert databases() == before


def test_a_broken_backup_is_one_sentence_and_leaves_nothing(tmp_path):
    before = databases()
    dump = tmp_path / said("backup", str(tmp_path)).rpartition("/")[2]
    dump.write_bytes(dump.read_bytes()[:20_000])
    with pytest.raises(CommandError, match="pg_restore"):
        call_command("restore_drill", str(dump))
    with pytest.raises(CommandError, match="is no backup"):
        call_command("restore", str(tmp_path / "nothing.dump"), "--into", "fresh")
    assert databases() == before


def test_a_database_that_is_there_is_never_touched(tmp_path):
    Hospital.objects.create(code="north", name="North")
    dump = said("backup", str(tmp_path))
    there = connection.settings_dict["NAME"]
    with pytest.raises(CommandError, match="already"):
        call_command("restore", dump, "--into", there)
    with pytest.raises(CommandError, match="may hold"):
        call_command("restore", dump, "--into", "a; b")
    assert Hospital.objects.count() == 1


def test_a_backup_that_failed_leaves_no_file_that_looks_like_one(tmp_path, monkeypatch):
    monkeypatch.setattr(backups, "_program", lambda name: "false")
    with pytest.raises(backups.Failed):
        backups.take(tmp_path)
    assert not list(tmp_path.iterdir())
