"""Questions over the real sets give the numbers that a few lines of pandas over the raw files give."""

import io
import json
from pathlib import Path

import pandas as pd
import pytest
from django.core.management import call_command

from cardiology.actions.imports import import_file
from cardiology.management.commands.import_file import incoming
from cardiology.models import Department, Hospital

SAMPLES = Path(__file__).parents[1] / "data"
MIMIC = (
    ("patient", "patients", "mimic3_patients"),
    ("admission", "admissions", "mimic3_admissions"),
    ("diagnosis", "diagnoses_icd", "mimic3_diagnoses"),
    ("labresult", "labevents", "mimic3_labevents"),
)


def ask(question, hospital):
    """The answer of the cohort command to a question in tests/data/questions."""
    out = io.StringIO()
    path = SAMPLES / "questions" / f"{question}.json"
    call_command("cohort", str(path), "--hospital", hospital.code, "--json", stdout=out)
    return json.loads(out.getvalue())


def raw(name):
    return pd.read_csv(SAMPLES / "mimic3-extract" / f"{name}.csv.gz", dtype=str, keep_default_na=False)


@pytest.fixture
def shifted(db):
    """A hospital with the extract of shifted dates."""
    hospital = Hospital.objects.create(code="shifted", name="Shifted", dates_are_shifted=True)
    Department.objects.create(hospital=hospital, name="Cardiology")
    for kind, file, mapping in MIMIC:
        path = SAMPLES / "mimic3-extract" / f"{file}.csv.gz"
        import_file(incoming(path, mapping), kind=kind, mapping=mapping, hospital=hospital, by=None)
    return hospital


@pytest.fixture
def heart_failure(hospital):
    """299 patients with heart failure, in the product and as pandas reads them."""
    path = SAMPLES / "hf299" / "heart_failure_clinical_records_dataset.csv"
    import_file(incoming(path, "hf299"), kind="patient", mapping="hf299", hospital=hospital, by=None)
    return hospital, pd.read_csv(path)


def test_patients_with_atrial_fibrillation(shifted):
    sent = raw("diagnoses_icd")
    assert (
        ask("atrial_fibrillation", shifted)["patients"]
        == sent[sent.icd9_code == "42731"].subject_id.nunique()
    )


def test_deaths_within_90_days_among_low_ejection_fractions(heart_failure):
    hospital, sent = heart_failure
    low = sent[sent.ejection_fraction < 30]
    answer = ask("death_within_90_days_of_low_ef", hospital)
    ef, died = answer["attrition"]
    assert ef["yes"] == len(low)
    assert ef["no"] == len(sent) - len(low)
    assert died["yes"] == answer["patients"] == ((low.DEATH_EVENT == 1) & (low.time <= 90)).sum()
    assert died["unknown"] == (low.DEATH_EVENT == 0).sum()


def test_mean_length_of_stay(shifted):
    sent = raw("admissions")
    expected = (
        pd.to_datetime(sent.dischtime) - pd.to_datetime(sent.admittime)
    ).dt.total_seconds().mean() / 60
    rows = ask("length_of_stay", shifted)["rows"]
    found = [row["values"]["minutes"] for row in rows]
    assert len(found) == len(sent)
    assert sum(map(float, found)) / len(found) == pytest.approx(expected)


def test_stays_with_a_high_creatinine(shifted):
    items = raw("d_labitems")
    creatinine = items[items.loinc_code == "2160-0"].itemid
    sent = raw("labevents")
    sent = sent[sent.itemid.isin(creatinine) & sent.valuenum.ne("") & sent.hadm_id.ne("")]
    high = sent[sent.valuenum.astype(float) * 88.4 > 200].hadm_id.nunique()
    answer = ask("creatinine_over_200", shifted)
    assert len(answer["rows"]) == high > 0
