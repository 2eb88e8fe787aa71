"""The import pages: choose, check with every problem, decide, result; what is hostile stays a sentence."""

import csv
import errno
import io
import json
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cardiology.models import ImportBatch, Patient, Role

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


def decide(client, decision, batch=None):
    batch = batch or ImportBatch.objects.latest("pk")
    return client.post(reverse("import_decide", args=[batch.pk]), {"decide": decision}, follow=True)


def test_check_then_decide_then_result(manager, hospital):
    page = send(manager, "number,name\n1,张三\n2,李四\n".encode("gb18030"), "kind:patient")
    assert "No problem was found" in page.text
    assert not Patient.objects.exists()
    page = decide(manager, "all")
    assert "All rows are in" in page.text
    assert set(Patient.objects.values_list("name", flat=True)) == {"张三", "李四"}
    batch = ImportBatch.objects.get()
    assert (batch.file_name, batch.hospital_id) == ("rows.csv", hospital.pk)
    assert page.redirect_chain[-1][0] == reverse("import_batch", args=[batch.pk])
    assert "rows.csv" in manager.get(PAGE).text
    assert "rows.csv" in manager.get(reverse("import_batches")).text


def test_a_batch_of_another_hospital_is_not_there(manager, other_hospital):
    batch = ImportBatch.objects.create(kind="patient", file_name="x", hospital_id=other_hospital.pk)
    assert manager.get(reverse("import_batch", args=[batch.pk])).status_code == 404
    for name in ("import_decide", "import_undo"):
        assert manager.post(reverse(name, args=[batch.pk]), {"decide": "all"}).status_code == 404


def test_every_problem_is_on_the_page_and_in_the_sheet(manager):
    rows = "".join(f"{n},A,robot\n" for n in range(250))
    page = send(manager, f"number,name,sex\n{rows}".encode(), "kind:patient")
    assert "250 rows cannot come in" in page.text
    assert page.text.count("This is not an answer here.") == 200
    assert "Bring in all rows" not in page.text
    file = manager.get(reverse("import_wrong", args=[ImportBatch.objects.get().pk, "csv"]))
    assert file.content.decode("utf-8-sig").count("This is not an answer here.") == 250
    assert not Patient.objects.exists()


def test_deciding_on_a_file_with_problems_writes_nothing(manager):
    send(manager, b"number,name,sex\n1,A,robot\n", "kind:patient")
    page = decide(manager, "all")
    assert "Some rows have problems" in page.text
    assert not Patient.objects.exists()


def test_the_clean_rows_go_in_and_the_others_come_back_put_right(manager):
    send(manager, "number,name,sex\n1,张三,robot\n2,李四,female\n".encode(), "kind:patient")
    page = decide(manager, "clean")
    assert "The clean rows are in" in page.text
    assert list(Patient.objects.values_list("number", flat=True)) == ["2"]
    batch = ImportBatch.objects.get()
    for form in ("csv", "xlsx"):
        sheet = manager.get(reverse("import_wrong", args=[batch.pk, form])).content
        if form == "csv":
            lines = list(csv.reader(io.StringIO(sheet.decode("utf-8-sig"))))
            assert lines[0] == ["number", "name", "sex", "Row in the file", "What is wrong"]
            assert lines[1][:4] == ["1", "张三", "robot", "2"]
            assert "sex: This is not an answer here." in lines[1][4]
            sheet = sheet.replace(b"robot", b"male")
        page = send(manager, sheet, "kind:patient")
        assert ("No problem was found" in page.text) == (form == "csv")
    decide(manager, "all", ImportBatch.objects.order_by("pk")[1])
    assert Patient.objects.get(number="1").sex == "male"


def test_a_file_is_put_away(manager):
    send(manager, b"number,name\n1,A\n", "kind:patient")
    assert "This file was put away" in decide(manager, "drop").text
    assert "This was decided before" in decide(manager, "all").text
    assert not Patient.objects.exists()


def test_what_would_change_is_shown_side_by_side(manager):
    send(manager, b"number,name,sex,birth_on\n1,A,male,1960-05-01\n", "kind:patient")
    decide(manager, "all")
    page = send(manager, b"number,name,sex,birth_on\n1,A,female,1961-05-01\n", "kind:patient")
    for text in ("<td>Male</td><td><strong>Female</strong>", "01-May-1960", "<strong>01-May-1961"):
        assert text in page.text


def test_a_mapping_that_needs_files_beside_says_so_and_takes_them(manager, hospital):
    folder = SAMPLES / "mimic3-extract"
    content = (folder / "diagnoses_icd.csv.gz").read_bytes()
    page = send(manager, content, "mapping:mimic3_diagnoses")
    assert "needs the file d_icd_diagnoses.csv.gz" in page.text
    beside = [("d_icd_diagnoses.csv.gz", (folder / "d_icd_diagnoses.csv.gz").read_bytes())]
    page = send(manager, content, "mapping:mimic3_diagnoses", beside=beside)
    assert "There is no patient with the number" in page.text


def test_deciding_when_the_file_is_gone_is_explained(manager, settings, tmp_path):
    send(manager, b"number,name\n1,A\n", "kind:patient")
    settings.VAR_DIR = tmp_path / "elsewhere"
    assert "The file is no longer here" in decide(manager, "all").text
    assert not Patient.objects.exists()


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
    assert f"{len(told)} rows in the file" in page.text
    assert "<script>alert" not in page.text
    decide(manager, "all")
    stored = dict(Patient.objects.values_list("number", "name"))
    assert [stored[str(n)] for n in range(len(told))] == told
    out = io.StringIO(newline="")
    csv.writer(out).writerows([["number", "name", "birth_on"], *([n, "A", t] for n, t in enumerate(told))])
    page = send(manager, out.getvalue().encode(), "kind:patient")
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert "cannot come in" in page.text


def test_odd_spreadsheets_never_break_the_page(manager):
    for path in sorted((SAMPLES / "odd-spreadsheets").glob("*.xls*")):
        page = send(manager, path.read_bytes(), "kind:patient", name=path.name)
        assert page.status_code == 200
        assert "The file cannot be read" in page.text or "cannot come in" in page.text, path.name
        assert "Bring in all rows" not in page.text


@pytest.mark.parametrize(
    "role", [Role.CARDIOLOGIST, Role.WARD_NURSE, Role.FOLLOWUP_NURSE, Role.HEAD, Role.RESEARCHER]
)
def test_who_may_not(sign_in, role):
    client = sign_in(role)
    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, {"content": "kind:patient"}).status_code == 403
    assert client.get(reverse("import_template", args=["echo", "csv"])).status_code == 403


def test_a_check_that_finds_the_disk_full_says_so(manager, monkeypatch):
    def full(*_told):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("cardiology.intake.waiting.put", full)
    page = send(manager, b"number,name\n1,A\n1,\n", "kind:patient")
    assert "no room left on its disk" in page.text
    assert not Patient.objects.exists()
