"""The differencing attack on the page: who may not see patients learns nothing about one of them."""

import pytest
from django.urls import reverse

from cardiology.models import Role
from research.actions import telling
from research.criteria.parse import parse
from research.models import Told
from research.queries.cohorts import run
from tests.research.conftest import CUT, definition

pytestmark = pytest.mark.django_db


def stays_but(*left_out):
    """Every patient but those born in these years: each of the small department has a year of birth."""
    tests = [{"!=": [{"age": "index"}, 2025 - year - 1]} for year in left_out]
    return definition(criteria=[{"name": "others", "include": {"all": tests}}] if tests else [], variables={})


def shown(client, question, asked):
    question.draft = asked
    question.save()
    page = client.get(reverse("research:count", args=[question.pk]))
    return [(x.yes, x.no, x.unknown, x.remaining, x.patients, x.without) for x in page.context["lines"]][-1]


def test_one_patient_more_or_less_changes_nothing_that_is_shown(question, stays, sign_in):
    client = sign_in(Role.RESEARCHER)
    first = shown(client, question, stays_but(1940, 1941))
    seen = {shown(client, question, stays_but(1940, 1941, year)) for year in (1935, 1936, 1946, 1990)}
    assert seen == {first}, "1935 to 1958 are in, 1990 is not: nobody can tell"


def test_switching_a_criterion_off_and_leaving_one_out_tell_no_more(question, stays, sign_in):
    client = sign_in(Role.RESEARCHER)
    whole = shown(client, question, stays_but())
    one = shown(client, question, stays_but(1940))
    assert whole[3:5] == one[3:5]
    assert one[5] == one[3], "without the criterion one patient more remains, which is not told"


def test_the_same_question_has_the_same_answer(question, stays, sign_in):
    client = sign_in(Role.RESEARCHER)
    first = shown(client, question, stays_but(1940))
    kept = Told.objects.count()
    assert shown(client, question, stays_but(1940)) == first
    assert Told.objects.count() == kept


def test_who_may_see_patients_sees_every_one(question, stays, sign_in):
    question.is_shared = True
    client = sign_in(Role.HEAD)
    assert shown(client, question, stays_but(1940))[3] == "23"
    assert not Told.objects.exists()


def test_a_run_stores_what_stands(question, stays, staff):
    hospital = staff[Role.RESEARCHER].hospital_id
    from research.catalogue import catalogue

    before, after = (parse(stays_but(*years), catalogue(hospital)) for years in ((), (1940,)))
    told = [telling.attrition(d, run(d, hospital_id=hospital), hospital_id=hospital) for d in (before, after)]
    assert told[0]["start"] == {"rows": 24, "patients": 24}
    assert told[1]["steps"][0]["remaining_patients"] == 24
    assert before.cut == CUT
