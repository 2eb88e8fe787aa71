"""Building a question: what is found while typing, what is switched off, in which order criteria stand."""

import pytest
from django.urls import reverse

from cardiology.models import Role
from research.actions import census
from research.models import Census, QuestionVersion
from research.queries.census import search
from tests.research.conftest import definition

pytestmark = pytest.mark.django_db
AGE = {"name": "18 or older", "include": {">=": [{"age": "index"}, 18]}}


@pytest.fixture
def counted(stays, staff):
    """The hospital as the worker counted it."""
    hospital = staff[Role.RESEARCHER].hospital_id
    census.refresh(hospital)
    return hospital


def change(client, question, part, **posted):
    return client.post(reverse("research:change", args=[question.pk, part]), posted)


def names(question):
    question.refresh_from_db()
    return [c["name"] for c in question.draft["criteria"]]


# --- type-ahead --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("typed", "kind", "field", "value"),
    [("lvef", "echo", "lvef", ""), ("stemi", "stay", "category", "stemi"), ("age", "patient", "age", ""),
     ("echocardiography", "echo", "", ""), ("heart failure", "stay", "category", "hf")],
)  # fmt: skip
def test_what_is_meant_comes_early(counted, typed, kind, field, value):
    found = [(o.kind, o.field, o.value) for o in search(typed, counted)[:4]]
    assert (kind, field, value) in found


def test_offers_say_how_often_they_are_recorded(counted):
    echo = next(o for o in search("lvef", counted) if (o.kind, o.field) == ("echo", "lvef"))
    assert echo.complete == 100
    category = {o.value: o.patients for o in search("", counted, of="stay", field="category")}
    assert (category["stemi"], category["hf"]) == (16, 8)


def test_a_search_without_counts_still_finds(staff):
    found = search("lvef", staff[Role.RESEARCHER].hospital_id)
    assert any(o.field == "lvef" and o.complete is None for o in found)


def test_nobody_types_what_others_typed(counted):
    """Free text is never offered: it may hold names."""
    assert search("金丝雀", counted) == []


def test_counts_of_few_are_withheld_from_who_may_not_see_patients(counted, question, sign_in):
    url = reverse("research:suggest", args=[question.pk, "value"])
    asked = {"of": "stay", "field": "category", "q": "heart"}
    notes = [o["note"] for o in sign_in(Role.RESEARCHER).get(url, asked).json()["offers"]]
    assert notes[0] == "< 10 patients"
    question.is_shared = True
    question.save()
    notes = [o["note"] for o in sign_in(Role.HEAD).get(url, asked).json()["offers"]]
    assert notes[0] == "8 patients"


def test_the_census_of_a_day_tells_nobody(counted, stays):
    """A count that changes by few stays as it was."""
    Census.objects.update(counts={"patients": 20, "kinds": {"echo": {"rows": 9, "fields": {}}}})
    census.refresh(counted)
    stored = Census.objects.get().counts
    assert stored["patients"] == 20
    assert stored["kinds"]["echo"]["rows"] == 9
    Census.objects.update(counts={"patients": 5})
    census.refresh(counted)
    assert Census.objects.get().counts["patients"] == 24


def test_the_sweep_counts_once_a_night(counted):
    at = Census.objects.get().counted_at
    assert census.sweep() == 0
    assert Census.objects.get().counted_at == at


def test_what_was_picked_opens_its_form(counted, question, sign_in):
    client = sign_in(Role.RESEARCHER)
    url = reverse("research:suggest", args=[question.pk, "criterion"])
    offer = client.get(url, {"q": "stemi"}).json()["offers"][0]
    page = client.get(reverse("research:question", args=[question.pk]) + offer["href"])
    form = page.context["form"]
    assert (form["field"].value(), form["op"].value(), form["value"].value()) == ("category", "=", "stemi")
    assert "autofocus" in page.text


def test_an_answer_makes_the_index_at_once(counted, question, sign_in):
    client = sign_in(Role.RESEARCHER)
    offers = client.get(reverse("research:suggest", args=[question.pk, "index"]), {"q": "stemi"}).json()[
        "offers"
    ]
    assert all(o["value"] or not o["field"] for o in offers), "an index is a kind of row, or an answer"
    change(client, question, "kind", kind="stay", field="category", value="stemi")
    question.refresh_from_db()
    assert question.draft["index"]["of"] == {"rows": "stay", "where": {"=": [{"f": "category"}, "stemi"]}}


# --- off, order --------------------------------------------------------------------------------------
def test_a_criterion_that_is_off_is_shown_and_not_asked(question, stays, sign_in):
    client = sign_in(Role.RESEARCHER)
    question.draft = definition(criteria=[*definition()["criteria"], AGE])
    question.save()
    change(client, question, "switch", at="0")
    page = client.get(reverse("research:question", args=[question.pk]))
    assert [c["is_off"] for c in page.context["criteria"]] == [True, False]
    assert page.context["criteria"][1]["words"]
    counted = client.get(reverse("research:count", args=[question.pk]))
    assert [x.label for x in counted.context["lines"]] == ["Start", "18 or older"]
    change(client, question, "switch", at="0")
    assert question.draft["criteria"][0] != {"off": True}
    question.refresh_from_db()
    assert question.draft["criteria"] == [*definition()["criteria"], AGE]


def test_a_version_holds_what_is_asked(question, sign_in):
    client = sign_in(Role.RESEARCHER)
    change(client, question, "switch", at="0")
    client.post(reverse("research:save_version", args=[question.pk]), {"name": "all"})
    assert QuestionVersion.objects.get().definition["criteria"] == []


@pytest.mark.parametrize(
    ("at", "to", "order"),
    [("0", "2", "bca"), ("2", "0", "cab"), ("0", "1", "bac"), ("1", "1", "abc"), ("0", "9", "abc"),
     ("x", "1", "abc"), ("0", "", "abc")],
)  # fmt: skip
def test_criteria_are_moved(question, sign_in, at, to, order):
    question.draft = definition(criteria=[{**AGE, "name": name} for name in "abc"])
    question.save()
    answer = change(sign_in(Role.RESEARCHER), question, "move", at=at, to=to)
    assert "".join(names(question)) == order
    if to.isdigit():
        assert answer.url.endswith(f"#criterion-{to}"), "the focus goes with the criterion"
