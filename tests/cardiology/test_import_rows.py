"""Bringing rows in under the product's own headers: all errors at once, all rows or none, twice is once."""

import io
import json

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command

from cardiology.actions import patients, sections
from cardiology.actions.imports import Incoming, import_file
from cardiology.intake.problems import Refused
from cardiology.models import (
    Admission,
    AuditEvent,
    Echo,
    History,
    Hospital,
    ImportBatch,
    LabResult,
    Medication,
    Patient,
    Role,
)
from cardiology.resources import export_rows
from tests.cardiology.stories import admitted, treated_stemi

ECHO = "patient,admission,performed_at,lvef,lvef_method,finding\n"


@pytest.fixture
def stay(staff):
    return admitted(staff[Role.CARDIOLOGIST])


@pytest.fixture
def bring(hospital, staff):
    def bring_in(kind, text, **options):
        content = text if isinstance(text, bytes) else text.encode()
        options.setdefault("by", staff[Role.DATA_MANAGER])
        return import_file(Incoming(f"{kind}.csv", content), kind=kind, hospital=hospital, **options)

    return bring_in


def problems_of(bring, kind, text):
    with pytest.raises(Refused) as refused:
        bring(kind, text)
    return [(p.row, p.field, p.sentence) for p in refused.value.problems]


def test_patients_and_stays_in_words_of_the_codebook(bring, hospital):
    bring("patient", "Patient number,Name,Sex,Born\n007,张三,Male,1960-05-01\n")
    bring("admission", "patient,number,admitted_at,category\n007,A1,2026-03-02 08:00,STEMI\n")
    patient = Patient.objects.get(hospital=hospital, number="007")
    assert (patient.sex, patient.name_initials, str(patient.birth_on)) == ("male", "zs", "1960-05-01")
    stay = Admission.objects.get(number="A1")
    assert (stay.patient_id, stay.category, stay.department) == (
        patient.pk, "stemi", hospital.departments.get(),
    )  # fmt: skip


def test_every_problem_is_told_at_once_and_nothing_is_written(bring, stay):
    told = problems_of(
        bring, "echo",
        ECHO + "0001,A0001,2026-03-03 08:00,38,simpson,fine\n"
        "9999,A0001,2026-03-03 08:00,38,simpson,\n"
        "0001,A0001,2126-03-03 08:00,140,guess,\n"
        "0001,A9,t,abc,,\n"
        "0001,A0001,,38,,\n",
    )  # fmt: skip
    assert [(row, field) for row, field, _s in told] == [
        (3, "patient"), (4, "lvef"), (4, "lvef_method"), (4, "performed_at"),
        (5, "lvef"), (5, "performed_at"), (6, "performed_at"),
    ]  # fmt: skip
    by_place = {(row, field): sentence for row, field, sentence in told}
    assert by_place[4, "lvef"] == "140 % is not possible; expected 1 to 99 %."
    assert by_place[4, "lvef_method"].endswith("Expected one of: simpson, teichholz, visual, 3d.")
    assert by_place[4, "performed_at"] == "2126-03-03 lies in the future."
    assert "expected for example 2026-11-09 08:30" in by_place[5, "performed_at"]
    assert by_place[6, "performed_at"] == "Performed is needed."
    assert not Echo.objects.exists()
    assert not ImportBatch.objects.exists()


def test_unknown_missing_and_double_headers_are_told(bring, stay):
    told = problems_of(bring, "echo", "admission,lvef,LVEF,pressure\nA0001,1,2,3\n")
    assert [(field, sentence.split(";")[0][:30]) for _row, field, sentence in told] == [
        ("lvef", "Two columns mean the same vari"),
        ("patient", "This column is needed."),
        ("", "This header is not known. Expe"),
    ]


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("1492-01-01", "The year 1492 cannot be right"),
        ("2026-02-30", "is not a date"),
        ("0000-00-00", "is not a date"),
        ("9999-12-31", "cannot be right"),
        ("2026-13-45", "is not a date"),
        ("2126-01-01", "lies in the future"),
        ("t", "is not a day as files write it"),
        ("-2d", "is not a day as files write it"),
    ],
)
def test_absurd_dates(bring, day, sentence, hospital):
    told = problems_of(bring, "patient", f"number,name,birth_on\n1,A,{day}\n")
    assert sentence in told[0][2]
    assert told[0][:2] == (2, "birth_on")


def test_a_dry_run_counts_and_writes_nothing(bring, stay):
    outcome = bring("echo", ECHO + "0001,A0001,2026-03-03 08:00,38,,\n", dry_run=True)
    assert outcome.counts == {"echo": {"new": 1, "changed": 0, "same": 0, "conflict": 0}}
    assert not Echo.objects.exists()
    assert not ImportBatch.objects.exists()
    assert not AuditEvent.objects.filter(event="imported").exists()


def test_the_same_file_again_changes_nothing(bring, stay):
    text = ECHO + "0001,A0001,2026-03-03 08:00,38,,=cmd|x\n0001,A0001,2026-03-04 08:00,(not_done),,\n"
    bring("echo", text)
    before = list(Echo.objects.order_by("pk").values())
    outcome = bring("echo", text)
    assert outcome.counts["echo"]["same"] == 2
    assert list(Echo.objects.order_by("pk").values()) == before
    assert before[0]["finding"] == "=cmd|x"
    assert before[1]["missing"] == {"lvef": "not_done"}


def test_a_batch_leaves_one_event_and_its_counts(bring, stay, staff, hospital):
    bring("echo", ECHO + "0001,A0001,2026-03-03 08:00,38,,\n")
    batch = ImportBatch.objects.get()
    event = AuditEvent.objects.get(event="imported")
    assert (batch.kind, batch.hospital_id, batch.counts["echo"]["new"]) == ("echo", hospital.pk, 1)
    assert (event.about_id, event.by_username, event.new["sha256"]) == (
        batch.pk, staff[Role.DATA_MANAGER].username, batch.file_sha256,
    )  # fmt: skip


def exported(kind, staff):
    return export_rows(kind, "csv", by=staff[Role.DATA_MANAGER]).decode("utf-8-sig")


def test_what_comes_back_amended_is_changed_and_audited(bring, staff):
    treated_stemi(staff[Role.CARDIOLOGIST])
    outcome = bring("echo", exported("echo", staff).replace(",38,", ",41,"))
    assert outcome.counts["echo"] == {"new": 0, "changed": 1, "same": 0, "conflict": 0}
    echo = Echo.objects.get()
    assert (echo.lvef, echo.revision) == (41, 2)
    event = AuditEvent.objects.get(event="amended", via="import")
    assert (event.old, event.new["lvef"], event.patient_id) == (
        {"lvef": "38.000000"}, "41.000000", echo.patient_id,
    )  # fmt: skip


def test_what_a_person_amended_since_is_kept(bring, staff):
    treated_stemi(staff[Role.CARDIOLOGIST])
    old = exported("echo", staff).replace(",38,", ",41,")
    echo = Echo.objects.get()
    echo.lvef = 35
    sections.save(echo, by=staff[Role.CARDIOLOGIST])
    outcome = bring("echo", old)
    assert [p.row for p in outcome.conflicts] == [2]
    assert Echo.objects.get().lvef == 35


def test_units_and_unusual_values(bring, stay):
    outcome = bring(
        "vitals", "patient,admission,measured_at,weight,height\n0001,A0001,2026-03-02 08:10,140斤,1.75 m\n"
    )
    vitals = Patient.objects.get().pk
    row = stay._meta.apps.get_model("cardiology", "Vitals").objects.get(patient=vitals)
    assert (row.weight, row.height) == (70, 175)
    assert row.entered["weight"] == {"value": "140", "unit": "斤"}
    assert outcome.unusual == []
    odd = bring(
        "vitals", "patient,admission,measured_at,weight\n0001,A0001,2026-03-02 09:10,300\n", dry_run=True
    )
    assert [(p.row, p.field) for p in odd.unusual] == [(2, "weight")]


def test_constraints_of_the_record_are_told_by_row(bring, stay):
    told = problems_of(
        bring, "vitals",
        "patient,admission,measured_at,systolic_bp,diastolic_bp\n"
        "0001,A0001,2026-03-02 08:10,120,80\n0001,A0001,2026-03-02 08:20,80,120\n",
    )  # fmt: skip
    assert told == [(3, "", "The diastolic pressure must be below the systolic.")]
    told = problems_of(
        bring, "admission",
        "patient,number,admitted_at,discharged_at\n"
        "0001,B1,2026-04-01 08:00,2026-03-01 08:00\n0001,B2,2026-05-01 08:00,\n",
    )  # fmt: skip
    assert [(row, sentence.split(".")[0]) for row, _f, sentence in told] == [
        (2, "The discharge cannot be before the admission"),
        (3, "This patient already has an open stay"),
    ]


def test_a_form_of_the_stay_is_filled_once(bring, stay):
    header = "patient,admission,hypertension,diabetes\n"
    told = problems_of(bring, "history", header + "0001,A0001,yes,no\n0001,A0001,no,no\n0001,,no,no\n")
    assert [(row, sentence.split(".")[0]) for row, _f, sentence in told] == [
        (3, "The same admission is already in row 2"),
        (4, "The number of the stay is missing"),
    ]
    bring("history", header + "0001,A0001,Yes,否\n")
    assert History.objects.get().diabetes == "no"


def test_rows_of_another_hospital_cannot_be_reached(bring, stranger, hospital):
    other = admitted(stranger, "0002")
    told = problems_of(bring, "echo", ECHO + "0002,A0002,2026-03-03 08:00,38,,\n")
    assert {field for _r, field, _s in told} == {"patient", "admission"}
    echo = Echo(patient=other.patient, admission=other, performed_at=other.admitted_at, lvef=50)
    sections.save(echo, by=stranger)
    bring("patient", "number,name\n5,A\n")
    told = problems_of(bring, "echo", f"row,patient,performed_at,lvef\n{echo.pk},5,2026-03-03 08:00,38\n")
    assert told[0][1] == "row"


def test_drugs_and_results_gain_what_follows_from_them(bring, stay):
    bring("medication", "patient,admission,phase,drug_text,started_on\n"
          "0001,A0001,ward,Aspirin EC,2026-03-02\n0001,A0001,ward,Herbal tea,2026-03-02\n")  # fmt: skip
    assert list(Medication.objects.order_by("pk").values_list("drug", "drug_class", "drug_text")) == [
        ("aspirin", "aspirin", "Aspirin EC"), (None, None, "Herbal tea"),
    ]  # fmt: skip
    bring("labresult", "patient,admission,collected_at,test,value_text,unit\n"
          "0001,A0001,2026-03-02 08:00,2160-0,1.2,mg/dL\n0001,A0001,2026-03-02 08:00,cr,＜20,µmol/L\n"
          "0001,A0001,2026-03-02 08:00,cr,HOLD,\n0001,A0001,2026-03-02 08:00,cr,5,furlong\n")  # fmt: skip
    rows = LabResult.objects.order_by("pk").values_list("test", "value", "comparator", "unit", "value_text")
    assert [(t, v and float(v), c, u, x) for t, v, c, u, x in rows] == [
        ("cr", 106.08, None, "µmol/L", "1.2"), ("cr", 20, "<", "µmol/L", "＜20"),
        ("cr", None, None, None, "HOLD"), ("cr", None, None, "furlong", "5"),
    ]  # fmt: skip


def test_a_result_is_read_in_the_unit_it_was_sent_in_where_the_file_has_no_other(bring, stay):
    bring("labresult", "patient,admission,collected_at,test,value_text,unit_text\n"
          "0001,A0001,2026-03-02 09:00,cr,1.2,mg/dL\n0001,A0001,2026-03-02 09:00,k,4.1,mmol/L\n")  # fmt: skip
    rows = LabResult.objects.order_by("test").values_list("test", "unit", "value_text", "unit_text")
    assert list(rows) == [("cr", "µmol/L", "1.2", "mg/dL"), ("k", "mmol/L", "4.1", "mmol/L")]
    assert [float(r.value) for r in LabResult.objects.order_by("test")] == [106.08, 4.1]


def test_who_may(bring, staff):
    with pytest.raises(PermissionDenied):
        bring("patient", "number,name\n1,A\n", by=staff[Role.CARDIOLOGIST])


def run(*arguments):
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("import_file", *arguments, stdout=out, stderr=err)
    except SystemExit as ended:
        return ended.code, out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def test_the_command_answers_in_json_and_text(hospital, tmp_path):
    file = tmp_path / "patients.csv"
    file.write_text("number,name,sex\n1,A,robot\n2,,male\n", encoding="utf-8")
    code, out, _err = run("patient", str(file), "--json")
    answer = json.loads(out)
    assert (code, answer["written"]) == (1, False)
    assert [(p["row"], p["column"], p["field"]) for p in answer["problems"]] == [
        (2, "sex", "sex"),
        (3, "", "name"),
    ]
    code, _out, err = run("patient", str(file))
    assert code == 1
    assert "row 2, column sex: This is not an answer here." in err
    file.write_text("number,name,sex\n1,A,male\n", encoding="utf-8")
    code, out, _err = run("patient", str(file), "--json", "--dry-run")
    assert (code, json.loads(out)["written"], Patient.objects.count()) == (0, False, 0)
    code, out, _err = run("patient", str(file))
    assert (code, out) == (0, "patient: 1 new, 0 changed, 0 same, 0 conflict\nWritten.\n")


def test_the_command_names_what_it_cannot_use(hospital, tmp_path):
    file = tmp_path / "x.csv"
    file.write_text("number,name\n1,A\n", encoding="utf-8")
    assert "There is no kind of rows" in run("nonsense", str(file))[2]
    with pytest.raises(CommandError, match="There is no mapping"):
        run("patient", str(file), "--mapping", "nonsense")
    with pytest.raises(CommandError, match="cannot be read"):
        run("patient", str(tmp_path / "absent.csv"))
    with pytest.raises(CommandError, match="there are: north"):
        run("patient", str(file), "--hospital", "east")


OTHER_SYSTEM = """
title = "Other system"
time = "%d/%m/%Y"
[[rows]]
kind = "patient"
key = "his:{ID}"
[rows.set]
number = "ID"
name = "Name"
birth_on = "Born"
sex = { from = "Sex", values = { 1 = "male", 2 = "female" } }
"""


def test_a_mapping_of_ones_own(hospital, tmp_path):
    (tmp_path / "beds.toml").write_text(OTHER_SYSTEM, encoding="utf-8")
    file = tmp_path / "x.csv"
    file.write_text("ID,Name,Born,Sex,Ignored\n0007,A,03/04/1950,1,x\n", encoding="utf-8")
    assert run("patient", str(file), "--mapping", str(tmp_path / "beds.toml"))[0] == 0
    patient = Patient.objects.get(number="0007")
    assert (str(patient.birth_on), patient.sex, patient.import_key) == ("1950-04-03", "male", "his:0007")
    file.write_text("ID,Name,Born,Sex\n0008,B,1950-04-03,9\n", encoding="utf-8")
    code, _out, err = run("patient", str(file), "--mapping", str(tmp_path / "beds.toml"))
    assert code == 1
    assert "row 2, column Sex, field sex: “9” is not expected here. Expected one of: 1, 2." in err
    assert "This mapping makes patient, not “echo”." in run(
        "echo", str(file), "--mapping", str(tmp_path / "beds.toml")
    )[2]  # fmt: skip


@pytest.mark.parametrize(
    "told",
    [
        "nonsense",
        'title = "x"',
        'title = "x"\n[[rows]]\nkind = "cat"\n[rows.set]',
        'title = "x"\n[[rows]]\nkind = "patient"\n[rows.set]\nmood = "x"',
        'title = "x"\n[[rows]]\nkind = "patient"\n[rows.set]\nname = { form = "x" }',
        'title = "x"\n[[rows]]\nkind = "patient"\n[rows.set]\nname = { from = "x", match = [["(", "y"]] }',
        'title = "x"\n[[rows]]\nkind = "patient"\n[rows.set]\nname = { match = [["a", "\\\\1"]] }',
        'title = "x"\n[[rows]]\nkind = "patient"\n[rows.set]\ndied_on = { days_after = "1 May" }',
        'title = "x"\n[[rows]]\nkind = "patient"\n[rows.set]\nname = { template = "{x" }',
    ],
)
def test_a_mapping_that_is_not_right_is_told(hospital, tmp_path, told):
    (tmp_path / "m.toml").write_text(told, encoding="utf-8")
    (tmp_path / "x.csv").write_text("a\n1\n", encoding="utf-8")
    with pytest.raises(CommandError, match="The mapping “m” is not right"):
        run("patient", str(tmp_path / "x.csv"), "--mapping", str(tmp_path / "m.toml"))


def test_the_ends_of_a_range_are_possible(bring, stay):
    """0.1 min is the least fluoroscopy time; as a float it would be a little more than 0.1."""
    bring("procedure", "patient,admission,kind,started_at,fluoroscopy\n0001,A0001,pci,2026-03-02 09:00,0.1\n")
    with pytest.raises(Refused, match="0.09 min is not possible"):
        bring("procedure", "patient,kind,started_at,fluoroscopy\n0001,pci,2026-03-02 09:00,0.09\n")


def test_a_hospital_is_made_only_with_its_rows(db, tmp_path):
    file = tmp_path / "x.csv"
    file.write_text("number,name,died_on,vital_status\n1,A,2150-01-01,dead\n", encoding="utf-8")
    made = ("--create-hospital", "Far Away", "--shifted-dates")
    assert run("patient", str(file), *made, "--dry-run")[0] == 0
    assert not Hospital.objects.exists()
    assert run("patient", str(file), "--create-hospital", "Far Away")[0] == 1
    assert not Hospital.objects.exists()
    assert run("patient", str(file), *made)[0] == run("patient", str(file), *made)[0] == 0
    hospital = Hospital.objects.get()
    assert (hospital.code, hospital.dates_are_shifted, hospital.patients.count()) == ("far-away", True, 1)


def test_a_known_source_does_not_overwrite_what_a_person_amended(hospital, staff, tmp_path):
    (tmp_path / "m.toml").write_text(OTHER_SYSTEM, encoding="utf-8")
    file = tmp_path / "x.csv"
    arguments = ("patient", str(file), "--mapping", str(tmp_path / "m.toml"), "--json")
    file.write_text("ID,Name,Born,Sex\n1,A,01/02/1950,1\n2,B,01/02/1950,1\n", encoding="utf-8")
    assert run(*arguments)[0] == 0
    amended = Patient.objects.get(number="1")
    amended.name = "Amended"
    patients.amend(amended, by=staff[Role.CARDIOLOGIST])
    file.write_text("ID,Name,Born,Sex\n1,A2,01/02/1950,1\n2,B2,01/02/1950,1\n", encoding="utf-8")
    answer = json.loads(run(*arguments)[1])
    assert answer["counts"]["patient"] == {"new": 0, "changed": 1, "same": 0, "conflict": 1}
    assert [p["row"] for p in answer["conflicts"]] == [2]
    assert set(Patient.objects.values_list("number", "name")) == {("1", "Amended"), ("2", "B2")}


def test_a_header_that_is_nearly_right_is_told_with_what_was_meant(bring, stay):
    told = problems_of(bring, "echo", "patient,admission,performed_at,lvfe\n0001,A0001,2026-03-03 08:00,38\n")
    assert told == [(1, "", "This header is not known. Did you mean: lvef?")]


@pytest.mark.parametrize("text", ["３８", "38 %", "38.0"])
def test_numbers_as_people_and_machines_write_them(bring, stay, text):
    bring(
        "echo",
        ECHO.replace(",finding", "")
        + f"0001,A0001,２０２６-03-03 08:00,{text},\n".replace("２０２６", "2026"),
    )
    assert Echo.objects.get().lvef == 38


def test_units_and_reasons_in_columns_of_their_own(bring, stay):
    header = "patient,admission,measured_at,height,height_unit,weight,weight_unit,weight_missing\n"
    bring("vitals", header + "0001,A0001,2026-03-02 08:10,1.75,m,,,Not done\n")
    row = stay._meta.apps.get_model("cardiology", "Vitals").objects.get()
    assert (row.height, row.weight, row.missing) == (175, None, {"weight": "not_done"})
    told = problems_of(bring, "vitals", header + "0001,A0001,2026-03-02 09:10,,,70,kg,not_done\n"
                       "0001,A0001,2026-03-02 10:10,,,,,nonsense\n")  # fmt: skip
    assert [(line, field) for line, field, _s in told] == [(2, "weight"), (3, "weight")]
