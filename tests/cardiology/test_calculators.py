"""Every score can be used in the browser without a patient; the page says what the score says."""

import pytest

from cardiology.models import Role
from cardiology.scores import SCORES
from cardiology.scores.words import ANSWERS, INPUTS

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("score", SCORES.values(), ids=SCORES)
def test_every_input_has_its_words(score):
    assert all(asked.name in INPUTS for asked in score.inputs)
    assert all(word in ANSWERS for asked in score.inputs for word in asked.words)


@pytest.mark.parametrize("score_id", SCORES)
def test_an_empty_form_is_incomplete_not_zero(sign_in, score_id):
    page = sign_in(Role.CARDIOLOGIST).post(f"/calculators/{score_id}/", {})
    assert page.status_code == 200
    assert page.context["result"].value is None
    assert "Incomplete" in page.content.decode()


def test_what_is_typed_is_computed(sign_in):
    typed = {"creatinine": "88.4", "age": "60", "weight": "70", "sex": "male"}
    nurse = sign_in(Role.WARD_NURSE)
    page = nurse.post("/calculators/cockcroft_gault/", typed, headers={"HX-Request": "true"})
    assert "77.8" in page.content.decode()
    assert "<html" not in page.content.decode()


@pytest.mark.parametrize("typed", ["9000", "abc", "-4", "\x00", "１２" * 30])
def test_what_cannot_be_is_said(sign_in, typed):
    page = sign_in(Role.CARDIOLOGIST).post("/calculators/cockcroft_gault/", {"age": typed})
    assert page.status_code == 200
    assert "age" in page.context["form"].errors


def test_there_is_no_such_score(sign_in):
    assert sign_in(Role.CARDIOLOGIST).get("/calculators/nonsense/").status_code == 404


def test_a_course_of_tests_is_typed_line_by_line(sign_in):
    typed = {"inr": "2026-01-01 1.8\n2026-01-11 2.4\n\n2026-01-21 3.2\n2026-02-04 2.8"}
    page = sign_in(Role.CARDIOLOGIST).post("/calculators/ttr/", typed)
    assert page.context["result"].value == pytest.approx(62.25, abs=0.05)
    assert "Days counted" in page.content.decode()


@pytest.mark.parametrize("line", ["yesterday 2.4", "2026-01-01", "2026-01-01 abc", "2026-01-01 99"])
def test_a_line_that_is_no_test_is_named(sign_in, line):
    page = sign_in(Role.CARDIOLOGIST).post("/calculators/ttr/", {"inr": f"2026-01-02 2.4\n{line}"})
    assert page.status_code == 200
    assert "inr" in page.context["form"].errors


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_powers_of_a_unit_are_raised_in_both_languages(sign_in, language):
    reader = sign_in(Role.WARD_NURSE)
    reader.cookies["django_language"] = language
    assert "×10⁹/L" in reader.get("/calculators/arc_hbr/").content.decode()
