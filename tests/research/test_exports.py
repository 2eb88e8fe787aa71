"""De-identified rows in every format: what was written comes back, with labels; no text becomes a formula."""

import csv
import io
import json
import tempfile
import uuid
import zipfile
from datetime import timedelta
from decimal import Decimal

import duckdb
import openpyxl
import pyreadstat
import pytest

from cardiology.models import Lesion, Procedure, Role
from research.actions import questions, runs, work
from research.models import Run, RunKind, RunState
from research.queries import formats
from research.queries.extract import Column, as_csv, codebook
from tests.research.conftest import definition

FORMULA = "=cmd|' /C calc'!A0"
MARK = (
    "Release no. 1 · 研究" + "心力衰竭患者出院后随访" * 12
)  # longer than any of the programs holds in one line
LONG = "lesion_longlonglonglonglonglong"  # what Stata leaves of a name
ROWS = [
    Column("row", "Row", ["a", "b", "c"]),
    Column("lvef", "Ejection fraction", [40.5, None, 60.0], "%", "number"),
    Column("events", "Events", [1, 0, None], kind="number"),
    Column("diabetes", "Diabetes", ["yes", "no", None], kind="flag", answers={"yes": "是", "no": "否"}),
    Column("性别", "性别（出院登记）" * 40, ["F", "M", None], answers={"F": "女" * 60, "M": "男"}),
    Column("words", FORMULA, [FORMULA, "+1", None]),
    Column("lesion_" + "long" * 9, "Long", ["a", "b", None], answers={"a": "A", "b": "B"}),
]


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """The rows in each format, as files."""
    folder = tmp_path_factory.mktemp("formats")
    found = {}
    for form, (name, write) in formats.FORMATS.items():
        found[form] = folder / name
        found[form].write_bytes(write(ROWS, codebook(ROWS), MARK))
        assert found[form].read_bytes() == write(ROWS, codebook(ROWS), MARK)  # the same rows, the same file
    return found


def test_a_workbook_holds_rows_and_codebook_and_no_formula(written):
    book = openpyxl.load_workbook(written["xlsx"])
    rows, told, release = book.worksheets
    assert [c.value for c in rows[1]] == [c.name for c in ROWS]
    assert [[c.value for c in line] for line in rows.iter_rows(min_row=2)] == [
        ["a", 40.5, 1, "yes", "F", FORMULA, "a"],
        ["b", None, 0, "no", "M", "+1", "b"],
        ["c", 60, None, None, None, None, None],
    ]  # fmt: skip
    assert {c.data_type for line in rows.iter_rows() for c in line} <= {"s", "n"}
    assert told.max_row == 1 + len(ROWS)
    assert release["A1"].value == MARK


def test_parquet_keeps_types_and_the_codebook(written):
    path = str(written["parquet"])
    with duckdb.connect() as base:
        assert base.execute(f"SELECT * FROM '{path}'").fetchall() == [
            ("a", 40.5, 1, "yes", "F", FORMULA, "a"),
            ("b", None, 0, "no", "M", "+1", "b"),
            ("c", 60.0, None, None, None, None, None),
        ]  # fmt: skip
        types = dict(
            base.execute(f"SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM '{path}')").fetchall()
        )
        kept = dict(
            base.execute(f"SELECT decode(key), decode(value) FROM parquet_kv_metadata('{path}')").fetchall()
        )
    assert (types["lvef"], types["events"], types["words"]) == ("DOUBLE", "BIGINT", "VARCHAR")
    assert kept["release"] == MARK
    assert json.loads(kept["codebook"])[2][:3] == ["lvef", "Ejection fraction", "%"]


@pytest.mark.parametrize(("form", "read"), [("stata", pyreadstat.read_dta), ("spss", pyreadstat.read_sav)])
def test_stata_and_spss_have_labels_of_variables_and_answers(written, form, read):
    frame, meta = read(str(written[form]))
    assert list(frame.columns) == ["row", "lvef", "events", "diabetes", "v5", "words", LONG]
    assert meta.column_names_to_labels["lvef"] == "Ejection fraction (%)"
    assert meta.variable_value_labels == {
        "diabetes": {0: "否", 1: "是"},
        "v5": {1: "女" * (40 if form == "spss" else 60), 2: "男"},
        LONG: {1: "A", 2: "B"},
    }
    assert frame["diabetes"].tolist()[:2] == [1, 0]
    assert frame["lvef"].isna().tolist() == [False, True, False]
    assert frame["words"].tolist() == [FORMULA, "+1", ""]
    assert "Release no. 1 · 研究" in meta.file_label
    assert form == "stata" or "".join(meta.notes) == MARK


def test_the_codebook_tells_the_names_and_numbers_of_stata_and_spss():
    told = {line[0]: line for line in codebook(ROWS)}
    assert told["性别"][-2:] == ("v5", "1=F | 2=M")
    assert told["diabetes"][-2:] == ("diabetes", "0=no | 1=yes")


def test_a_number_below_zero_is_no_formula():
    assert as_csv([["-0.21", "-1+1", "-x", FORMULA]]) == f"-0.21,'-1+1,'-x,'{FORMULA}\r\n"


# --- what a row is ------------------------------------------------------------------------------------
@pytest.fixture
def treated(stays):
    """Two procedures in the first stay, with two lesions and one."""
    stay = stays[0]
    of = {"patient": stay.patient, "admission": stay}
    for i, lesions in enumerate((2, 1)):
        at = stay.admitted_at + timedelta(hours=1 + i)
        procedure = Procedure.objects.create(**of, kind="pci", started_at=at)
        for j in range(lesions):
            Lesion.objects.create(**of, procedure=procedure, stenosis_before=Decimal(70 + j))
    return stay


def exported(staff, **parameters):
    by = staff[Role.RESEARCHER]
    question = questions.create("Everybody", definition(criteria=[]), by=by)
    version = questions.save(question, name="protocol", by=by)
    parameters = {"purpose": "A paper", "ethics_number": "1", **parameters}
    run = runs.start(question, RunKind.EXPORT, parameters, by=by, version=version, submission=uuid.uuid4())
    work.work()
    run = Run.objects.get(pk=run.pk)
    assert run.state == RunState.DONE, run.problem
    with zipfile.ZipFile(io.BytesIO(bytes(run.releases.get().content))) as file:
        return {name: file.read(name) for name in file.namelist()}


def lines(files):
    return list(csv.DictReader(io.StringIO(files["rows.csv"].decode("utf-8-sig"))))


@pytest.mark.django_db
@pytest.mark.parametrize(("unit", "rows"), [("patient", 24), ("stay", 24), ("procedure", 2), ("lesion", 3)])
def test_a_row_for_each_patient_stay_procedure_or_lesion(treated, staff, unit, rows):
    files = exported(staff, unit=unit)
    found = lines(files)
    assert len(found) == rows
    assert len({line["row"] for line in found}) == rows
    book = list(csv.DictReader(io.StringIO(files["codebook.csv"].decode("utf-8-sig"))))
    assert [line["column"] for line in book] == list(found[0])
    assert json.loads(files["about.json"])["one_row_per"] == unit
    if unit == "lesion":
        assert sorted(float(line["lesion_stenosis_before"]) for line in found) == [70, 70, 71]
        assert len({line["patient"] for line in found}) == 1
        assert {line["sex"] for line in found} == {
            found[0]["sex"]
        }  # the variables of the question stand beside
    everything = b" ".join(files.values()).decode("utf-8", "ignore")
    assert treated.patient.name not in everything
    assert treated.admitted_at.date().isoformat() not in everything


@pytest.mark.django_db
def test_one_zip_holds_every_chosen_format_with_checksums(stays, staff, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    files = exported(staff, formats=["xlsx", "parquet", "stata", "spss"], outcomes=["mi"])
    names = {"rows.csv", "rows.xlsx", "rows.parquet", "rows.dta", "rows.sav", "codebook.csv"}
    names |= {"definition.json", "definition.en.txt", "definition.zh.txt", "counts.json", "about.json"}
    names |= {"RELEASE.txt"}
    assert set(files) == names | {"SHA256SUMS"}
    assert {line.split("  ")[1] for line in files["SHA256SUMS"].decode().splitlines()} == names
    assert "医" in files["definition.zh.txt"].decode() or "住院" in files["definition.zh.txt"].decode()
    assert {"outcome", "outcome_days"} <= set(lines(files)[0])
    assert list(tmp_path.iterdir()) == [], "nothing of it is left in the folder for temporary files"
