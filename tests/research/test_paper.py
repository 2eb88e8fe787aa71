"""A paper's worth from 299 patients with heart failure: imported, asked, analysed, packed.

What comes out stands in tests/data/hf299/paper to be read (UPDATE_PAPER=1 writes it again). It is held to the
published numbers of the two papers on this set (SOURCE.txt), and to lifelines over the raw file, whose Cox,
Kaplan–Meier and log-rank agree with R. Smoking stays out of the model: the file does not tell “never” from
“stopped”.
"""

import io
import os
import re
import uuid
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from lifelines import CoxPHFitter, KaplanMeierFitter
from lifelines.statistics import logrank_test

from cardiology.actions.imports import import_file
from cardiology.management.commands.import_file import incoming
from cardiology.models import Role
from research.actions import questions, runs, work
from research.models import Run, RunKind, RunState
from research.queries.studies import package

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
FOLDER = Path(__file__).parents[1] / "data" / "hf299"
FILE = FOLDER / "heart_failure_clinical_records_dataset.csv"
MG_DL = 88.4  # µmol/L of creatinine in one mg/dL


def lab(test):
    return {
        "last": {"rows": "labresult", "where": {"=": [{"f": "test"}, test]}, "same_stay": "index"},
        "get": "value",
    }


def history(name):
    return {"last": {"rows": "history", "same_stay": "index"}, "get": name}


DEFINITION = {
    "index": {"of": {"rows": "stay"}, "pick": "first"},
    "cut": "2016-12-31",
    "variables": {
        "age": {"f": "index.age_recorded"}, "sex": {"f": "patient.sex"}, "anaemia": history("anaemia"),
        "diabetes": history("diabetes"), "hypertension": history("hypertension"),
        "lvef": {"last": {"rows": "echo", "same_stay": "index"}, "get": "lvef"},
        "creatinine": {"/": [lab("cr"), MG_DL]}, "sodium": lab("na"),
    },
    "criteria": [
        {"name": "Aged 40 or more", "include": {">=": [{"f": "index.age_recorded"}, 40]}},
        {"name": "LVEF measured", "include": {"known": {"var": "lvef"}}},
    ],
}  # fmt: skip
RAW = {"age": "age", "anaemia": "anaemia", "diabetes": "diabetes", "hypertension": "high_blood_pressure",
       "lvef": "ejection_fraction", "creatinine": "serum_creatinine", "sodium": "serum_sodium"}  # fmt: skip
COVARIATES = [*RAW, "sex"]
ASKED = {
    "counts": {"group_by": "diabetes"},
    "survival": {"outcomes": ["death"], "group_by": "lvef", "limit": 30.0},
    "cox": {"method": "cox", "outcomes": ["death"], "covariates": COVARIATES},
}


@pytest.fixture
def paper(hospital, staff):
    """The runs of the paper by name, and the package of the study as files."""
    import_file(incoming(FILE, "hf299"), kind="patient", mapping="hf299", hospital=hospital, by=None)
    by = staff[Role.HEAD]
    question = questions.create("Death after heart failure", DEFINITION, by=by)
    question = questions.describe(
        question, title=question.title, is_shared=True, study="Faisalabad 2015", by=by
    )
    version = questions.save(question, name="protocol", by=by)
    made = {}
    for name, parameters in ASKED.items():
        kind = name if name in ("counts", "survival") else RunKind.ANALYSIS
        run = runs.start(question, kind, parameters, by=by, version=version, submission=uuid.uuid4())
        work.work()
        made[name] = Run.objects.get(pk=run.pk)
        assert made[name].state == RunState.DONE, made[name].problem
    with zipfile.ZipFile(io.BytesIO(package(question.study, by))) as file:
        return made, {_plain(name): file.read(name) for name in file.namelist()}


def _plain(name):
    """A name without the keys of the rows."""
    return re.sub(r"-run-\d+", "", re.sub(r"question-\d+-version-\d+/", "", name))


def test_the_paper_agrees_with_the_published_numbers_and_with_r(paper):
    made, files = paper
    raw = pd.read_csv(FILE)
    published(made["counts"].result)
    survival(made["survival"].result, raw)
    cox(made["cox"], raw)
    kept(files)


def published(result):
    """Ahmad 2017 and Chicco 2020: 299 patients of 40 to 95, 96 deaths, 194 men; means and deviations."""
    assert (result["start"]["patients"], result["patients"]) == (299, 299)
    lines = {line["name"]: line for line in result["table"]["lines"]}
    means = {name: (lines[name]["cells"][0]["mean"], lines[name]["cells"][0]["sd"]) for name in
             ("age", "lvef", "creatinine", "sodium")}  # fmt: skip
    for name, (mean, sd) in {"age": (60.83, 11.89), "lvef": (38.08, 11.83), "creatinine": (1.394, 1.034),
                             "sodium": (136.6, 4.41)}.items():  # fmt: skip
        assert means[name] == (pytest.approx(mean, rel=5e-4), pytest.approx(sd, rel=2e-3))
    for name, yes in (("anaemia", 129), ("hypertension", 105)):
        cell = lines[name]["cells"][0]
        assert dict(zip(lines[name]["answers"], cell["counts"], strict=True))["yes"] == yes
    assert dict(zip(lines["sex"]["answers"], lines["sex"]["cells"][0]["counts"], strict=True))["male"] == 194


def survival(result, raw):
    assert (result["n"], result["events"]) == (299, 96)
    low = raw.ejection_fraction < 30
    by_lifelines = logrank_test(raw.time[low], raw.time[~low], raw.DEATH_EVENT[low], raw.DEATH_EVENT[~low])
    assert result["log_rank"]["statistic"] == pytest.approx(by_lifelines.test_statistic, rel=1e-6)
    for group, rows in (("< 30", raw[low]), ("≥ 30", raw[~low])):
        curve = next(c for c in result["exact"] if c["group"] == group)
        fitted = KaplanMeierFitter().fit(rows.time, rows.DEATH_EVENT)
        assert (curve["n"], curve["events"]) == (len(rows), rows.DEATH_EVENT.sum())
        for point in curve["points"]:
            assert point["survival"] == pytest.approx(float(fitted.predict(point["time"])), abs=1e-10)


def cox(run, raw):
    """Risk factors of the paper: age, ejection fraction, creatinine, blood pressure; each with R's ratio."""
    table = run.result["output"]["tables"][0]
    found = {row[0]["name"]: row for row in table["rows"]}
    columns = raw[[*RAW.values(), "sex", "time", "DEATH_EVENT"]].assign(sex=1 - raw.sex)  # against men
    fitted = CoxPHFitter().fit(columns, "time", "DEATH_EVENT").summary
    for name in COVARIATES:
        theirs = fitted.loc[RAW.get(name, "sex")]
        _term, _n, ratio, ends, p = found[name]
        assert np.log(ratio["value"]) == pytest.approx(theirs["coef"], rel=1e-4, abs=1e-6), name
        assert ends["low"] == pytest.approx(np.exp(theirs["coef lower 95%"]), rel=1e-3)
        assert p["value"] == pytest.approx(theirs["p"], rel=2e-3)
    small = {name for name, row in found.items() if row[4]["value"] < 0.05}
    assert {"age", "lvef", "creatinine", "hypertension"} <= small
    assert "sex" not in small


def kept(files):
    """The tables and the methods are those that stand in the folder."""
    names = ["counts/table-1.csv", "counts/methods.txt", "survival/table-1.csv", "survival/attrition.csv",
             "survival/methods.txt", "survival/figure-1.svg", "survival/figure-2.svg", "cox/methods.txt",
             "cox/figure-1.svg", "cox/figure-2.svg", "cox/table-1.csv", "cox/table-2.csv",
             "cox/table-3.csv"]  # fmt: skip
    assert set(names) <= set(files)
    for name in names:
        path = FOLDER / "paper" / name.replace("/", "-")
        if os.environ.get("UPDATE_PAPER"):
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(files[name])
        if path.suffix != ".svg":  # a drawing is looked at
            assert timeless(files[name]) == timeless(path.read_bytes()), name


def timeless(content):
    """A text without what is of the day: the mark, the versions of the programs."""
    text = content.decode("utf-8-sig").replace("\r\n", "\n")
    return re.sub(r"(?m)^.*Study “.*$|Calculated with .*$", "", text)
