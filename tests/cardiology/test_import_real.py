"""Real files through the product's own import: stays with their laboratory, heart failure with deaths.

The extracts in tests/data are always used; the whole sets where their folder is there (--real-sets).
"""

from pathlib import Path

import pandas as pd
import pytest
from django.db.models import Avg, ExpressionWrapper, F, fields

from cardiology.actions.imports import import_file
from cardiology.management.commands.import_file import incoming
from cardiology.models import (
    Admission,
    Department,
    Diagnosis,
    Discharge,
    Echo,
    Hospital,
    LabResult,
    Medication,
    Patient,
)

SAMPLES = Path(__file__).parents[1] / "data"
MIMIC = (
    ("patient", "patients", "mimic3_patients", Patient),
    ("admission", "admissions", "mimic3_admissions", Admission),
    ("diagnosis", "diagnoses_icd", "mimic3_diagnoses", Diagnosis),
    ("medication", "prescriptions", "mimic3_prescriptions", Medication),
    ("labresult", "labevents", "mimic3_labevents", LabResult),
)


def raw(folder, name):
    """A source file as pandas reads it, all cells as texts."""
    return pd.read_csv(folder / f"{name}.csv.gz", dtype=str, keep_default_na=False)


def bring(folder, kind, file, mapping, hospital):
    path = folder / file
    return import_file(incoming(path, mapping), kind=kind, mapping=mapping, hospital=hospital, by=None)


def bring_mimic(folder, hospital):
    for kind, file, mapping, _model in MIMIC:
        bring(folder, kind, f"{file}.csv.gz", mapping, hospital)


@pytest.fixture
def shifted(db):
    """A hospital whose dates were moved."""
    hospital = Hospital.objects.create(code="shifted", name="Shifted", dates_are_shifted=True)
    Department.objects.create(hospital=hospital, name="Cardiology")
    return hospital


@pytest.fixture
def extract(shifted):
    bring_mimic(SAMPLES / "mimic3-extract", shifted)
    return SAMPLES / "mimic3-extract"


@pytest.fixture
def heart_failure(hospital):
    file = "heart_failure_clinical_records_dataset.csv"
    bring(SAMPLES / "hf299", "patient", file, "hf299", hospital)
    return pd.read_csv(SAMPLES / "hf299" / file)


def check_totals(folder):
    """Every row of the files is there; every result without a number is there as text."""
    for _kind, file, _mapping, model in MIMIC:
        assert model.objects.count() == len(raw(folder, file)), file
    sent = raw(folder, "labevents")
    assert LabResult.objects.filter(admission=None).count() == (sent.hadm_id == "").sum()
    textual = sent[sent.valuenum == ""]
    censored = textual.value.str.match(r"^[<>]=?\s*[\d.]+$")
    stored = LabResult.objects.filter(comparator__isnull=False)
    assert stored.count() == censored.sum()
    kept = dict(LabResult.objects.values_list("import_key", "value_text"))
    assert {k.removeprefix("mimic3:"): v or "" for k, v in kept.items()} == dict(
        zip(sent.row_id, sent.value, strict=True)
    )
    numbers = LabResult.objects.filter(import_key__in=["mimic3:" + r for r in textual[~censored].row_id])
    assert not numbers.filter(value__isnull=False).exists()


def test_every_row_of_the_extract_is_in(extract):
    check_totals(extract)


def test_bringing_it_in_again_changes_nothing(extract, shifted):
    for kind, file, mapping, _model in MIMIC:
        outcome = bring(extract, kind, f"{file}.csv.gz", mapping, shifted)
        assert outcome.total("same") == len(raw(extract, file)) * len(outcome.counts)
        assert outcome.total("new") == outcome.total("changed") == outcome.total("conflict") == 0


def test_the_oldest_have_an_age_and_no_day_of_birth(extract):
    old = Patient.objects.get(number="41983")
    assert (old.birth_on, old.missing["birth_on"]) == (None, "unknown")
    assert old.entered["birth_on"] == {"text": "1851-09-12"}
    stay = Admission.objects.get(patient=old)
    assert (stay.age_recorded, stay.entered["age_recorded"]["comparator"]) == (89, ">")
    young = Patient.objects.get(number="10056")
    assert str(young.birth_on) == raw(extract, "patients").set_index("subject_id").dob["10056"]
    assert Admission.objects.get(patient=young).age_recorded is None


def test_deaths_are_those_of_the_file(extract):
    died = raw(extract, "patients").set_index("subject_id").dod
    stored = Patient.objects.values_list("number", "died_on", "vital_status")
    assert {n: (str(d), v) for n, d, v in stored} == {n: (d, "dead") for n, d in died.items()}
    in_hospital = raw(extract, "admissions").hospital_expire_flag.eq("1").sum()
    assert Discharge.objects.filter(disposition="died").count() == in_hospital > 0


def test_units_are_converted_and_what_was_sent_is_kept(extract):
    sent = raw(extract, "labevents").merge(raw(extract, "d_labitems"), on="itemid")
    sent = sent[sent.loinc_code.eq("2160-0") & sent.valuenum.ne("")]
    expected = sent.valuenum.astype(float) * 88.4
    stored = [float(v) for v in LabResult.objects.filter(test="cr").values_list("value", flat=True)]
    assert sorted(stored) == pytest.approx(sorted(expected))
    assert set(LabResult.objects.filter(test="cr").values_list("unit", "unit_text")) == {("µmol/L", "mg/dL")}


def test_tests_that_we_do_not_know_keep_name_and_value(extract):
    unknown = LabResult.objects.filter(test=None, test_text__startswith="Base Excess").exclude(value=None)
    assert {r.test_text for r in unknown} == {"Base Excess (Blood) [50802]"}
    assert all(float(r.value_text) == r.value for r in unknown)


def test_an_order_that_ends_before_it_starts_keeps_its_end_as_text(extract):
    sent = raw(extract, "prescriptions")
    early = sent[(sent.enddate != "") & (sent.enddate < sent.startdate)]
    kept = Medication.objects.filter(entered__has_key="stopped_on").values_list("import_key", flat=True)
    assert set(kept) == {"mimic3:" + r for r in early.row_id}


def test_patients_with_atrial_fibrillation(extract):
    sent = raw(extract, "diagnoses_icd")
    expected = sent[sent.icd9_code == "42731"].subject_id.nunique()
    found = Diagnosis.objects.filter(code_system="icd9cm", code="42731").values("patient").distinct().count()
    assert found == expected > 0


def test_mean_length_of_stay(extract):
    sent = raw(extract, "admissions")
    expected = (pd.to_datetime(sent.dischtime) - pd.to_datetime(sent.admittime)).mean()
    length = ExpressionWrapper(F("discharged_at") - F("admitted_at"), output_field=fields.DurationField())
    found = Admission.objects.aggregate(mean=Avg(length))["mean"]
    assert found.total_seconds() == pytest.approx(expected.total_seconds(), abs=1)


def test_heart_failure_one_line_makes_a_patient_a_stay_and_its_sections(heart_failure):
    assert Patient.objects.count() == Admission.objects.count() == Echo.objects.count() == 299
    assert LabResult.objects.count() == 4 * 299
    assert Patient.objects.filter(vital_status="dead").count() == heart_failure.DEATH_EVENT.sum() == 96
    ages = Admission.objects.values_list("age_recorded", flat=True)
    assert sorted(map(float, ages)) == pytest.approx(sorted(heart_failure.age))
    platelets = LabResult.objects.filter(test="plt").values_list("value", flat=True)
    assert sorted(map(float, platelets)) == pytest.approx(sorted(heart_failure.platelets / 1000))


def test_heart_failure_follow_up_is_that_of_the_file(heart_failure):
    rows = Patient.objects.values_list("number", "died_on", "last_known_alive_on", "admissions__admitted_at")
    follow_up = {int(n[2:]): ((died or alive) - at.date()).days for n, died, alive, at in rows}
    assert [follow_up[i] for i in range(1, 300)] == list(heart_failure.time)


def test_deaths_within_90_days_among_low_ejection_fractions(heart_failure):
    low = heart_failure[heart_failure.ejection_fraction < 30]
    expected = ((low.DEATH_EVENT == 1) & (low.time <= 90)).sum()
    found = Echo.objects.filter(lvef__lt=30, patient__died_on__lte="2015-06-30").count()
    assert found == expected > 0


@pytest.mark.slow
def test_the_whole_sets(shifted, hospital, request):
    folder = request.config.getoption("--real-sets")
    folder = Path(folder) if folder else SAMPLES.parents[2] / "shared" / "data"
    mimic = folder / "mimic3-demo"
    if not mimic.is_dir():
        pytest.skip("the whole sets are not here; --real-sets names their folder")
    bring_mimic(mimic, shifted)
    check_totals(mimic)
    assert [m.objects.count() for *_x, m in MIMIC] == [100, 129, 1761, 10398, 76074]
