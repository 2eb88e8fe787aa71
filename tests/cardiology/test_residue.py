"""Nothing of a patient stays behind: in the browser, among the uploads, in the folder for temporary files."""

import io
import tempfile
from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from cardiology import tasks
from cardiology.actions.files import batches, work
from cardiology.actions.imports import Incoming
from cardiology.models import Role
from tests.cardiology.stories import treated_stemi

pytestmark = pytest.mark.django_db
FONTS = (b"\0\1\0\0", b"OTTO", b"ttcf", b"wOFF", b"wOF2")
ECHO = "patient,admission,performed_at,lvef\n1,1,yesterday,nothing\n"


@pytest.fixture(autouse=True)
def _var(settings, tmp_path):
    settings.VAR_DIR = tmp_path / "var"


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def test_signing_out_empties_the_browser(sign_in):
    answer = sign_in(Role.HEAD).post("/sign-out/")
    assert answer["Location"] == "/sign-in/"
    assert answer["Clear-Site-Data"] == '"cache", "storage"'


def test_an_upload_that_nobody_decided_about_is_gone_within_a_day(staff, sign_in, settings):
    sent = timezone.now()
    batch = batches.send(Incoming("x.csv", ECHO.encode()), "echo", by=staff[Role.DATA_MANAGER])
    work.work()
    page, browser = f"/import/{batch.pk}/", sign_in(Role.DATA_MANAGER)
    uploads = settings.VAR_DIR / "intake"
    assert sorted(p.name for p in next(uploads.iterdir()).iterdir()) == [
        "0",
        "told.json",
        "wrong.csv",
        "wrong.xlsx",
    ]
    with time_machine.travel(sent + timedelta(hours=22)):
        assert tasks.clear_uploads() == 0
    with time_machine.travel(sent + timedelta(hours=23, minutes=1)):  # the sweep is hourly
        assert tasks.clear_uploads() == 1
    assert list(uploads.iterdir()) == []
    assert browser.get(page).context["is_gone"]


@pytest.mark.parametrize("address", [
    "/export/vitals.xlsx", "/export/all-csv.zip", "/admissions/{stay}/discharge-summary.pdf",
    "/admissions/{stay}/chart.pdf", "/reports/board/chest-pain.xlsx",
])  # fmt: skip
def test_a_file_that_was_fetched_leaves_nothing_behind(staff, sign_in, temporary, address):
    stay = treated_stemi(staff[Role.CARDIOLOGIST], "0001")
    role = Role.DATA_MANAGER if address.startswith("/export") else Role.HEAD
    answer = sign_in(role).get(address.format(stay=stay.pk))
    content = b"".join(answer) if answer.streaming else answer.content
    assert answer.status_code == 200
    assert content[:2] in (b"PK", b"%P")
    answer.close()
    # the process that lays out documents lives on, and keeps the house's font
    left = [path for path in temporary.rglob("*") if path.is_file()]
    assert [path for path in left if path.read_bytes()[:4] not in FONTS] == []


def test_a_large_upload_leaves_nothing_behind(staff, sign_in, temporary):
    rows = io.BytesIO(b"patient,admission,performed_at,lvef\n" + b"1,1,yesterday,nothing\n" * 150_000)
    file = SimpleUploadedFile("x.csv", rows.getvalue())  # 3 MB: larger than what stays in memory
    sign_in(Role.DATA_MANAGER).post("/import/", {"kind": "echo", "file": file})
    assert list(temporary.iterdir()) == []
