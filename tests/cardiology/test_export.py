"""Rows taken out: of a period, identified or not, safe in a spreadsheet; templates to fill in."""

import csv
import io
import zipfile

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from cardiology.actions import sections
from cardiology.actions.imports import Incoming, import_file
from cardiology.intake.form import kinds
from cardiology.models import AuditEvent, Echo, Patient, Role
from cardiology.resources.templates import asked, template
from tests.cardiology.stories import admitted, treated_stemi


@pytest.fixture
def doctor(staff):
    return staff[Role.CARDIOLOGIST]


@pytest.fixture
def manager(sign_in):
    return sign_in(Role.DATA_MANAGER)


def lines(response):
    content = b"".join(response.streaming_content)
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def rows_of(client, kind="echo", **chosen):
    return lines(client.get(reverse("export_rows", args=[kind, "csv"]), chosen))


def test_rows_of_the_own_hospital_with_units_and_reasons_beside(manager, doctor, stranger):
    stay = treated_stemi(doctor)
    treated_stemi(stranger, "0002")
    without = Echo(
        patient=stay.patient, admission=stay, performed_at=stay.admitted_at, missing={"lvef": "declined"}
    )
    sections.save(without, by=doctor)
    first, second = rows_of(manager, names="1")
    assert (first["patient"], first["lvef"], first["lvef_unit"], first["lvef_missing"]) == (
        "0001",
        "38",
        "%",
        "",
    )
    assert (second["lvef"], second["lvef_unit"], second["lvef_missing"]) == ("", "", "declined")
    event = AuditEvent.objects.get(event="rows exported")
    assert event.new == {"kind": "echo", "form": "csv", "rows": 2, "identified": True}


def test_without_what_identifies_codes_stand_in_and_are_the_same_in_every_file(manager, doctor):
    treated_stemi(doctor)
    echo, procedure = rows_of(manager)[0], rows_of(manager, "procedure")[0]
    assert not {"row", "patient", "admission", "finding"} & set(echo)
    assert len(echo["patient_code"]) == 16
    assert echo["patient_code"] == procedure["patient_code"]
    patient = rows_of(manager, "patient")[0]
    assert patient["patient_code"] == echo["patient_code"]
    assert not {"name", "number", "birth_on"} & set(patient)


def test_only_who_may_gets_names(sign_in, doctor):
    treated_stemi(doctor)
    head = sign_in(Role.HEAD)
    assert head.get(reverse("export_rows", args=["patient", "csv"])).status_code == 200
    for address in (reverse("export_rows", args=["patient", "csv"]), reverse("export_all", args=["csv"])):
        assert head.get(address, {"names": "1"}).status_code == 403
    assert "With names and numbers" not in head.get(reverse("export_page")).text


def test_a_period_and_a_reason_narrow_the_rows(manager, doctor):
    treated_stemi(doctor)
    day = str(Echo.objects.get().admission.admitted_at.date())
    for chosen, count in (
        ({"first": day, "last": day}, 1), ({"first": "2031-01-01"}, 0), ({"last": "1999-01-01"}, 0),
        ({"category": "stemi"}, 1), ({"category": "af"}, 0),
    ):  # fmt: skip
        for kind in ("echo", "patient", "admission"):
            assert len(rows_of(manager, kind, **chosen)) == count, (kind, chosen)


def test_a_choice_that_is_not_right_is_told_on_the_page(manager):
    page = manager.get(reverse("export_rows", args=["echo", "csv"]),
                       {"first": "2026-02-01", "last": "2026-01-01"}, follow=True)  # fmt: skip
    assert "The last day lies before the first." in page.text
    assert not AuditEvent.objects.filter(event="rows exported").exists()
    assert manager.get(reverse("export_rows", args=["nonsense", "csv"])).status_code == 404
    assert manager.get("/export/echo.exe").status_code == 404


def test_texts_are_never_formulas(manager, doctor):
    stay = admitted(doctor)
    Patient.objects.filter(pk=stay.patient_id).update(name="=HYPERLINK(1)", number="+1")
    row = rows_of(manager, "patient", names="1")[0]
    assert (row["name"], row["number"]) == ("'=HYPERLINK(1)", "'+1")


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_all_sections_come_as_one_archive_and_back_without_a_change(manager, doctor, staff, form):
    treated_stemi(doctor)
    content = b"".join(manager.get(reverse("export_all", args=[form]), {"names": "1"}).streaming_content)
    archive = zipfile.ZipFile(io.BytesIO(content))
    names = [n for n in archive.namelist() if n != "codebook.csv"]
    assert {f"patient.{form}", f"admission.{form}", f"lesion.{form}", f"labresult.{form}"} <= set(names)
    assert "lvef" in archive.read("codebook.csv").decode("utf-8-sig")
    by = staff[Role.DATA_MANAGER]
    for name in names:
        kind = name.partition(".")[0]
        outcome = import_file(Incoming(name, archive.read(name)), kind=kind, hospital=by.hospital, by=by)
        counts = outcome.counts[kind]
        assert (counts["new"], counts["changed"], counts["conflict"]) == (0, 0, 0), (kind, outcome.changes)
        assert counts["same"]


def test_a_sheet_has_its_codebook_behind_it(manager, doctor):
    treated_stemi(doctor)
    content = b"".join(manager.get(reverse("export_rows", args=["echo", "xlsx"])).streaming_content)
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert book.sheet_names == ["echo", "codebook"]
    assert "lvef" in [row[1] for row in book.get_sheet_by_name("codebook").to_python()]


@pytest.mark.parametrize("kind", kinds())
def test_a_template_has_every_column_and_comes_back_empty(kind, staff):
    by = staff[Role.DATA_MANAGER]
    for form in ("csv", "xlsx"):
        outcome = import_file(
            Incoming("x", template(kind, form)), kind=kind, hospital=by.hospital, by=by, dry_run=True
        )
        assert outcome.rows == 0
    book = CalamineWorkbook.from_filelike(io.BytesIO(template(kind, "xlsx")))
    assert book.sheet_names == ["Rows", "Columns", "Answers"]
    header = book.get_sheet_by_name("Rows").to_python()[0]
    told = [row[0] for row in book.get_sheet_by_name("Columns").to_python()[1:]]
    assert header == told
    assert {v.name for v in asked(kind)} <= set(header)


def test_a_template_offers_the_answers_as_a_list():
    archive = zipfile.ZipFile(io.BytesIO(template("patient", "xlsx")))
    sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert sheet.count('type="list"') >= 2
    assert "Answers" in sheet


def test_a_filled_template_comes_in(staff, doctor):
    admitted(doctor)
    by = staff[Role.DATA_MANAGER]
    header, told = csv.reader(io.StringIO(template("vitals", "csv").decode("utf-8-sig")))
    filled = {
        "patient": "0001",
        "admission": "A0001",
        "measured_at": "2026-03-02 08:10",
        "systolic_bp": "120",
    }
    out = io.StringIO(newline="")
    csv.writer(out).writerows([header, told, [filled.get(name, "") for name in header]])
    outcome = import_file(Incoming("x", out.getvalue().encode()), kind="vitals", hospital=by.hospital, by=by)
    assert outcome.counts["vitals"]["new"] == 1
