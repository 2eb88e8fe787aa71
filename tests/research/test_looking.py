"""Looking at a question: an estimate, rows with their reasons, events around the index."""

from copy import deepcopy
from decimal import Decimal

import pytest
from django.urls import reverse

from cardiology.actions import sections
from cardiology.models import AuditEvent, Echo, Patient, Role
from research.actions import census
from research.catalogue import catalogue
from research.criteria.around import bars, window_of
from research.criteria.parse import parse
from research.disclosure import EXACT
from research.models import Census
from research.queries import looking
from research.queries.cohorts import run
from tests.research.conftest import definition

pytestmark = pytest.mark.django_db
ECHO = {"name": "LVEF < 50 within a week", "include": {"has": {
    "rows": "echo", "where": {"<": [{"f": "lvef"}, 50]}, "in": {"of": "index", "days": [0, 7]}}}}  # fmt: skip


@pytest.fixture
def asked(question):
    question.is_shared, question.draft = True, definition(criteria=[deepcopy(ECHO)], variables={})
    question.save()
    return question


def url(name, question, *more):
    return reverse(f"research:{name}", args=[question.pk, *more])


# --- estimate ----------------------------------------------------------------------------------------
def test_the_sample_is_always_the_same_twentieth(staff, asked):
    hospital = staff[Role.HEAD].hospital_id
    Patient.objects.bulk_create(
        Patient(hospital_id=hospital, number=f"88{i:04d}", name=f"例{i}") for i in range(400)
    )
    with_rows = catalogue(hospital)
    from django.db import connection

    seen = []
    for _again in range(2):
        with connection.cursor() as cursor:
            cursor.execute(looking.sampled(with_rows).patients, dict(with_rows.params))
            seen.append(sorted(row[0] for row in cursor.fetchall()))
    assert seen[0] == seen[1]
    assert 15 <= len(seen[0]) <= 25


def test_an_estimate_is_made_up_to_the_whole_and_says_its_error():
    step = {"name": "a", "policy": "include", "keeps_unknown": False, "yes": 40, "no": 50, "unknown": 10,
            "remaining_rows": 40, "remaining_patients": 40}  # fmt: skip
    lines = looking.estimated({"start": {"rows": 100, "patients": 100}, "steps": [step]}, EXACT)
    assert lines[1].yes == "800"
    assert lines[1].remaining.startswith("~ 800 ± 2")
    assert looking.error(100) == 382


def test_a_large_hospital_sees_the_estimate_then_the_exact_counts(asked, stays, sign_in, staff):
    hospital = staff[Role.HEAD].hospital_id
    census.refresh(hospital)
    client = sign_in(Role.HEAD)
    assert client.get(url("count", asked)).context["state"] == "exact"
    Census.objects.update(counts={"patients": 200_000})
    first = client.get(url("count", asked))
    assert first.context["state"] == "estimate"
    assert "exact=1" in first.text
    exact = client.get(url("count", asked) + "?exact=1")
    assert exact.context["lines"][0].remaining == "24"


def test_while_it_is_counted_the_lines_stand_where_their_numbers_will(asked, stays, sign_in):
    client = sign_in(Role.HEAD)
    page = client.get(url("question", asked))
    waits, counted = page.context["lines"], client.get(url("count", asked)).context["lines"]
    assert [(x.label, x.policy) for x in waits] == [(x.label, x.policy) for x in counted]
    assert {x.remaining for x in waits} == {"…"}
    assert "Counting …" in page.text


# --- rows and reasons --------------------------------------------------------------------------------
def test_rows_with_their_evidence_and_every_opening_is_written_down(asked, stays, sign_in):
    client = sign_in(Role.HEAD)
    page = client.get(url("rows", asked))
    rows = page.context["rows"]
    assert 0 < len(rows) <= 20
    opened = AuditEvent.objects.filter(event="opened", via="research")
    assert opened.count() == len(rows)
    row = rows[0]
    why = client.get(url("evidence", asked, row["patient"].pk, row["id"])).context["because"]
    assert [(b.answer, b.keeps) for b in why] == [(True, True)]
    fact = why[0].facts[0]
    assert fact.counted
    assert fact.kind == "Echocardiography"
    assert any("fraction" in label and value.endswith("%") for label, value in fact.values)
    assert opened.count() == len(rows) + 1


def test_the_unknown_can_be_looked_at(asked, stays, sign_in):
    asked.draft = definition(variables={})
    asked.save()
    page = sign_in(Role.HEAD).get(url("rows", asked) + "?step=0&answer=unknown")
    assert len(page.context["rows"]) == 8
    assert page.context["criterion"] == "LVEF < 50"


def test_what_nearly_counted_is_shown_as_such(asked, stays, sign_in):
    asked.draft["criteria"][0]["include"]["has"]["in"]["days"] = [30, 60]
    asked.save()
    client = sign_in(Role.HEAD)
    stay = stays[1]
    why = client.get(url("evidence", asked, stay.patient_id, stay.pk)).context["because"]
    assert (why[0].answer, [f.counted for f in why[0].facts]) == (False, [False])
    without = client.get(url("evidence", asked, stays[0].patient_id, stays[0].pk)).context["because"]
    assert [(f.counted, f.more) for f in without[0].facts] == [(False, 0)]


@pytest.mark.parametrize(
    ("role", "status"), [(Role.RESEARCHER, 403), (Role.HEAD, 200), (Role.CARDIOLOGIST, 200)]
)
def test_who_may_not_see_patients_sees_no_rows(asked, stays, sign_in, role, status):
    client = sign_in(role)
    assert client.get(url("rows", asked)).status_code == status
    assert client.get(url("evidence", asked, stays[1].patient_id, stays[1].pk)).status_code == status
    assert ("rows" in client.get(url("count", asked)).text.partition("Look at")[2]) == (status == 200)


def test_patients_of_elsewhere_are_not_there(asked, stays, stranger, sign_in):
    elsewhere = Patient.objects.create(hospital_id=stranger.hospital_id, number="1", name="外院")
    assert sign_in(Role.HEAD).get(url("evidence", asked, elsewhere.pk, 1)).status_code == 404


# --- events around the index -------------------------------------------------------------------------
@pytest.mark.parametrize(("low", "high"), [(0, 30), (-30, 30), (1, 90), (None, -1), (365, None), (0, 0)])
def test_bars_cover_the_window_and_begin_with_it(low, high):
    found = bars(low, high)
    assert len(found) <= 45
    assert all(b[0] == a[1] + 1 for a, b in zip(found, found[1:], strict=False))
    assert low is None or any(first == low for first, _last in found)
    assert found[0][0] <= 0 <= found[-1][1]


def test_events_are_counted_where_they_are(asked, stays, sign_in):
    page = sign_in(Role.HEAD).get(url("timing", asked) + "?criterion=0")
    inside = [bar for bar in page.context["bars"] if bar.n]
    assert [(bar.low <= 1 <= bar.high, bar.is_inside) for bar in inside] == [(True, True)]
    counted = sign_in(Role.HEAD).get(url("count", asked)).context["lines"][1]
    assert str(inside[0].n) == counted.yes
    assert "<svg" in page.text


def test_events_of_few_are_withheld(asked, stays, sign_in, staff):
    asked.draft["criteria"][0]["include"]["has"]["where"] = {"<": [{"f": "lvef"}, 35]}
    asked.save()
    page = sign_in(Role.RESEARCHER).get(url("timing", asked) + "?criterion=0")
    assert {bar.shown for bar in page.context["bars"]} == {"< 10"}


def test_a_criterion_without_a_window_has_no_timing(question, staff, sign_in):
    plain = parse(definition(), catalogue(staff[Role.HEAD].hospital_id))
    assert window_of(plain.criteria[0]) is None
    assert sign_in(Role.RESEARCHER).get(url("timing", question) + "?criterion=0").status_code == 404
    assert run(plain, hospital_id=staff[Role.HEAD].hospital_id).start_rows == 0


# --- ties --------------------------------------------------------------------------------------------
def test_a_value_that_a_tie_decided_is_told(question, stays, staff, sign_in):
    question.is_shared = True
    question.save()
    url_of_ties = url("ties", question)
    head = sign_in(Role.HEAD)
    assert head.get(url_of_ties).context["ties"] == []
    for echo in Echo.objects.all()[:3]:
        same = {"patient": echo.patient, "admission": echo.admission, "performed_at": echo.performed_at}
        sections.save(Echo(lvef=Decimal(20), **same), by=staff[Role.HEAD])
    assert [n for _label, n in head.get(url_of_ties).context["ties"]] == ["3"]
    assert [n for _label, n in sign_in(Role.RESEARCHER).get(url_of_ties).context["ties"]] == ["< 10"]
