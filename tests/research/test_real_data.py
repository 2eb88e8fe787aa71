"""Questions over the real sets give the numbers that a few lines of pandas over the raw files give."""

import json
from pathlib import Path

import pandas as pd
import pytest

from cardiology.actions.imports import import_file
from cardiology.management.commands.import_file import incoming
from cardiology.models import Department, Hospital
from research import catalogue
from research.criteria import parse
from research.queries import cohorts

SAMPLES = Path(__file__).parents[1] / "data"
MIMIC = (
    ("patient", "patients", "mimic3_patients"),
    ("admission", "admissions", "mimic3_admissions"),
    ("diagnosis", "diagnoses_icd", "mimic3_diagnoses"),
    ("labresult", "labevents", "mimic3_labevents"),
)


def ask(question, hospital):
    """The answer to a question in tests/data/questions."""
    told = json.loads((SAMPLES / "questions" / f"{question}.json").read_text(encoding="utf-8"))
    definition = parse.parse(told, catalogue.catalogue(hospital.pk))
    return cohorts.run(definition, hospital_id=hospital.pk)


def patients(answer):
    return {row.patient_id for row in answer.rows}


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
    expected = sent[sent.icd9_code == "42731"].subject_id.nunique()
    assert len(patients(ask("atrial_fibrillation", shifted))) == expected > 0


def test_deaths_within_90_days_among_low_ejection_fractions(heart_failure):
    hospital, sent = heart_failure
    low = sent[sent.ejection_fraction < 30]
    answer = ask("death_within_90_days_of_low_ef", hospital)
    ef, died = answer.steps
    assert (ef.yes, ef.no) == (len(low), len(sent) - len(low))
    assert died.yes == len(answer.rows) == ((low.DEATH_EVENT == 1) & (low.time <= 90)).sum()
    assert died.unknown == (low.DEATH_EVENT == 0).sum()


def test_mean_length_of_stay(shifted):
    sent = raw("admissions")
    expected = (pd.to_datetime(sent.dischtime) - pd.to_datetime(sent.admittime)).dt.total_seconds().mean()
    found = [float(row.values["minutes"]) * 60 for row in ask("length_of_stay", shifted).rows]
    assert len(found) == len(sent)
    assert sum(found) / len(found) == pytest.approx(expected)


def test_stays_with_a_high_creatinine(shifted):
    items = raw("d_labitems")
    creatinine = items[items.loinc_code == "2160-0"].itemid
    sent = raw("labevents")
    sent = sent[sent.itemid.isin(creatinine) & sent.valuenum.ne("") & sent.hadm_id.ne("")]
    high = sent[sent.valuenum.astype(float) * 88.4 > 100].hadm_id.nunique()
    assert len(ask("creatinine_over_100", shifted).rows) == high > 0
