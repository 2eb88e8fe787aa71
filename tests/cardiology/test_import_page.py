"""The import page: choose, check with every problem, decide, result; and rows taken out as a file."""

import csv
import io
import json
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cardiology.models import AuditEvent, Echo, ImportBatch, Patient, Role
from tests.cardiology.stories import treated_stemi

SAMPLES = Path(__file__).parents[1] / "data"
PAGE = "/import/"


@pytest.fixture(autouse=True)
def _var(settings, tmp_path):
    settings.VAR_DIR = tmp_path


@pytest.fixture
def manager(sign_in):
    return sign_in(Role.DATA_MANAGER)


def send(client, content, told, name="rows.csv", beside=()):
    files = [SimpleUploadedFile(n, c) for n, c in beside]
    sent = {"content": told, "file": SimpleUploadedFile(name, content), "beside": files}
    return client.post(PAGE, sent, follow=True)


def test_check_then_decide_then_result(manager, hospital):
    page = send(manager, "number,name\n1,张三\n2,李四\n".encode("gb18030"), "kind:patient")
    assert "2 rows, no problem" in page.text
    assert not Patient.objects.exists()
    page = manager.post(PAGE, {"decide": "yes"}, follow=True)
    assert "All rows are in" in page.text
    assert set(Patient.objects.values_list("name", flat=True)) == {"张三", "李四"}
    batch = ImportBatch.objects.get()
    assert (batch.file_name, batch.hospital_id) == ("rows.csv", hospital.pk)
    assert page.redirect_chain[-1][0].endswith(f"?batch={batch.pk}")


def test_a_batch_of_another_hospital_is_not_there(manager, other_hospital):
    batch = ImportBatch.objects.create(kind="patient", file_name="x", hospital_id=other_hospital.pk)
    assert manager.get(f"{PAGE}?batch={batch.pk}").status_code == 404


def test_every_problem_is_on_the_page_and_in_the_file(manager):
    rows = "".join(f"{n},A,robot\n" for n in range(250))
    page = send(manager, f"number,name,sex\n{rows}".encode(), "kind:patient")
    assert "250 problems" in page.text
    assert page.text.count("This is not an answer here.") == 200
    assert "Bring in all rows" not in page.text
    file = manager.get(reverse("import_problems"))
    assert file.content.decode("utf-8-sig").count("This is not an answer here.") == 250
    assert not Patient.objects.exists()


def test_deciding_on_a_file_with_problems_writes_nothing(manager):
    send(manager, b"number,name,sex\n1,A,robot\n", "kind:patient")
    page = manager.post(PAGE, {"decide": "yes"}, follow=True)
    assert "1 problem" in page.text
    assert not Patient.objects.exists()


def test_a_mapping_that_needs_files_beside_says_so_and_takes_them(manager, hospital):
    folder = SAMPLES / "mimic3-extract"
    content = (folder / "diagnoses_icd.csv.gz").read_bytes()
    page = send(manager, content, "mapping:mimic3_diagnoses")
    assert "needs the file d_icd_diagnoses.csv.gz" in page.text
    beside = [("d_icd_diagnoses.csv.gz", (folder / "d_icd_diagnoses.csv.gz").read_bytes())]
    page = send(manager, content, "mapping:mimic3_diagnoses", beside=beside)
    assert "There is no patient with the number" in page.text


def test_deciding_without_a_file_is_explained(manager):
    page = manager.post(PAGE, {"decide": "yes"}, follow=True)
    assert "no longer here; choose it again" in page.text


def test_nothing_chosen_is_an_error_of_the_form(manager):
    page = manager.post(PAGE, {"content": ""})
    assert page.status_code == 200
    assert "There is a problem" in page.text


def test_hostile_texts_are_shown_and_stored_as_texts(manager):
    strings = json.loads((SAMPLES / "naughty-strings/blns.json").read_text(encoding="utf-8"))
    told = [s.strip() for s in strings if s.strip() and len(s) <= 120]
    out = io.StringIO(newline="")
    csv.writer(out).writerows([["number", "name"], *enumerate(told)])
    page = send(manager, out.getvalue().encode(), "kind:patient", name="<script>alert(1)</script>.csv")
    assert f"{len(told)} rows, no problem" in page.text
    assert "<script>alert" not in page.text
    page = manager.post(PAGE, {"decide": "yes"}, follow=True)
    stored = dict(Patient.objects.values_list("number", "name"))
    assert [stored[str(n)] for n in range(len(told))] == told
    out = io.StringIO(newline="")
    csv.writer(out).writerows([["number", "name", "birth_on"], *([n, "A", t] for n, t in enumerate(told))])
    page = send(manager, out.getvalue().encode(), "kind:patient")
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert "nothing can be brought in" in page.text


def test_odd_spreadsheets_never_break_the_page(manager):
    for path in sorted((SAMPLES / "odd-spreadsheets").glob("*.xls*")):
        page = send(manager, path.read_bytes(), "kind:patient", name=path.name)
        assert page.status_code == 200
        assert "nothing can be brought in" in page.text, path.name


@pytest.mark.parametrize(
    "role", [Role.CARDIOLOGIST, Role.WARD_NURSE, Role.FOLLOWUP_NURSE, Role.HEAD, Role.RESEARCHER]
)
def test_who_may_not(sign_in, role):
    client = sign_in(role)
    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, {"decide": "yes"}).status_code == 403
    assert client.get(reverse("import_problems")).status_code == 403
    assert client.get(reverse("export_rows", args=["echo", "csv"])).status_code == 403


def test_rows_are_taken_out_for_who_may_read_them(manager, sign_in, staff, stranger):
    treated_stemi(staff[Role.CARDIOLOGIST])
    treated_stemi(stranger, "0002")
    file = manager.get(reverse("export_rows", args=["echo", "csv"]))
    lines = file.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 2 == Echo.objects.filter(patient__hospital__code="north").count() + 1
    assert lines[0].startswith("row,revision,patient,admission,performed_at,")
    assert AuditEvent.objects.get(event="rows exported").new == {"kind": "echo", "form": "csv", "rows": 1}
    assert manager.get(reverse("export_rows", args=["echo", "xlsx"])).content[:2] == b"PK"
    assert manager.get(reverse("export_rows", args=["nonsense", "csv"])).status_code == 404
    assert manager.get("/export/echo.exe").status_code == 404
    assert sign_in(Role.ADMINISTRATOR).get(reverse("export_rows", args=["echo", "csv"])).status_code == 403
