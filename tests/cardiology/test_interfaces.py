"""The commands that people script against: score, advise, measure."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from cardiology.models import Role
from tests.cardiology.stories import discharged, treated_stemi


def run(name, *args, **options):
    out = StringIO()
    call_command(name, *args, stdout=out, **options)
    return json.loads(out.getvalue())


@pytest.fixture
def written(tmp_path):
    def write(content):
        path = tmp_path / "input.json"
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        return str(path)

    return write


def test_score_names_what_is_missing(written):
    answer = run("score", "cha2ds2_vasc", written({"age": 70, "sex": "female"}))
    assert answer["value"] is None
    assert answer["possible"] == [2, 8]
    assert "diabetes" in answer["missing"]


@pytest.mark.parametrize(
    ("inputs", "sentence"),
    [
        ({"age": "70"}, "expected a number"),
        ({"age": 700}, "not possible"),
        ({"aeg": 70}, "Not known: aeg"),
        ("[1]", "expected a JSON object"),
        ("{", "is not JSON"),
        ({"sex": "F"}, "expected one of male, female"),
    ],
)
def test_score_says_what_is_wrong(written, inputs, sentence):
    with pytest.raises(CommandError, match=sentence):
        run("score", "cha2ds2_vasc", written(inputs))


def test_score_that_does_not_exist(written):
    with pytest.raises(CommandError, match="There is no score"):
        run("score", "nonsense", written({}))


def test_advise_tells_fired_and_open(written):
    answer = run("advise", written({"heart_failure": True, "classes": ["arni", "acei"]}))
    assert [a["rule"] for a in answer["advice"]] == ["R52"]
    waiting = {a["rule"]: a["missing"] for a in answer["open"]}
    assert (waiting["R50"], waiting["R58"]) == (["lvef"], ["lvef"])
    assert waiting["R62"] == ["lvef", "category", "nyha", "icd"]


def test_advise_refuses_what_it_does_not_know(written):
    with pytest.raises(CommandError, match="Not known: lvfe"):
        run("advise", written({"lvfe": 30}))


def test_measure_lists_the_patients_behind(staff):
    doctor = staff[Role.CARDIOLOGIST]
    slow = discharged(treated_stemi(doctor, wire=120), doctor)
    answer = run("measure", "M05", "--from", "2026-03-01", "--to", "2026-03-31", "--json")
    assert (answer["numerator"], answer["denominator"]) == (0, 1)
    assert answer["admissions"]["not_met"] == [slow.pk]
    with pytest.raises(CommandError, match="ends before it starts"):
        run("measure", "M05", "--from", "2026-03-31", "--to", "2026-03-01", "--json")
