"""Risk scores that were kept: with inputs and version, added to and never overwritten."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from cardiology.actions import sections
from cardiology.actions.guidance import scores
from cardiology.models import AuditEvent, KeptScore, KeptWhen, LabResult, Role
from cardiology.queries.guidance.kept import kept_of
from cardiology.scores import SCORES
from tests.cardiology.stories import admitted, discharged, treated_stemi

pytestmark = pytest.mark.django_db


@pytest.fixture
def doctor(staff):
    return staff[Role.CARDIOLOGIST]


@pytest.fixture
def stay(doctor):
    return admitted(doctor)


def measure(stay, doctor, creatinine):
    row = LabResult(patient=stay.patient, admission=stay, test="cr", value=Decimal(creatinine), unit="µmol/L",
                    collected_at=stay.admitted_at)  # fmt: skip
    return sections.save(row, by=doctor)


def amend(stay, doctor, creatinine):
    row = LabResult.objects.get(admission=stay, test="cr")
    row.value = Decimal(creatinine)
    return sections.save(row, by=doctor)


def kept(stay, score="egfr"):
    return list(KeptScore.objects.filter(admission=stay, score=score).order_by("pk"))


def test_a_kept_score_can_be_computed_again_from_what_it_holds(stay, doctor):
    measure(stay, doctor, "106")
    scores.keep(stay, by=doctor)
    (row,) = kept(stay)
    assert (row.version, row.by, row.occasion) == (SCORES["egfr"].version, doctor, KeptWhen.ASKED)
    assert row.inputs["creatinine"] == 106
    again = SCORES["egfr"](row.inputs)
    assert (row.value, row.category, row.missing) == (again.value, again.category or "", [])


def test_a_kept_score_tells_the_unit_and_the_row_of_each_input(stay, doctor):
    row = measure(stay, doctor, "106")
    scores.keep(stay, by=doctor)
    told = kept(stay)[0].origins
    assert told["creatinine"] == {"unit": "µmol/L", "from": [f"labresult {row.pk}"]}
    assert told["age"] == {"unit": "a", "from": [f"patient {stay.patient_id}"]}
    assert kept(stay, "grace")[0].origins["creatinine"]["from"] == [f"labresult {row.pk}"]


def test_every_known_input_names_where_it_is_from(doctor, stay):
    scores.keep(treated_stemi(doctor, "0077"), by=doctor)
    found = KeptScore.objects.exclude(admission=stay)
    assert found.count() >= 3
    for row in found:
        known = {name for name, value in row.inputs.items() if value is not None}
        assert set(row.origins) == known
        assert all(origin["from"] for origin in row.origins.values()), (row.score, row.origins)


def test_the_page_shows_the_unit_and_the_origin_of_each_input(stay, doctor, sign_in):
    measure(stay, doctor, "106")
    scores.keep(stay, by=doctor)
    (line,) = (k for k in kept_of(doctor, stay, []) if k.row.score == "egfr")
    told = {str(given.label): (given.value, [str(title) for title in given.origins]) for given in line.given}
    assert told["Creatinine"] == ("106 µmol/L", ["Laboratory result"])
    assert told["Age"][0].endswith(" years")
    assert told["Age"][1] == ["Patient"]
    page = sign_in(Role.CARDIOLOGIST).get(f"/patients/{stay.patient_id}/").content.decode()
    assert "(Laboratory result)" in page


def test_an_incomplete_score_is_kept_as_its_span_with_what_is_missing(stay, doctor):
    scores.keep(stay, by=doctor)
    (row,) = kept(stay, "grace")
    again = SCORES["grace"](row.inputs)
    assert (row.value, row.category) == (None, "")
    assert (row.least, row.most, row.missing) == (again.least, again.most, list(again.missing))
    assert "heart_rate" in row.missing


def test_keeping_twice_keeps_once_until_the_record_changes(stay, doctor):
    measure(stay, doctor, "106")
    assert {row.score for row in scores.keep(stay, by=doctor)} == {"grace", "crusade", "egfr"}
    assert scores.keep(stay, by=doctor) == []
    amend(stay, doctor, "212")
    assert "egfr" in {row.score for row in scores.keep(stay, by=doctor)}
    before, after = kept(stay)
    assert (before.inputs["creatinine"], after.inputs["creatinine"]) == (106, 212)
    assert before.value > after.value


def test_each_kept_score_has_its_line_in_the_audit_trail(stay, doctor):
    rows = scores.keep(stay, by=doctor)
    told = AuditEvent.objects.filter(event="score kept")
    assert {e.about_id for e in told} == {row.pk for row in rows}
    assert {(e.patient_id, e.by_id) for e in told} == {(stay.patient_id, doctor.pk)}
    grace = told.get(new__score="grace").new
    assert grace["version"] == SCORES["grace"].version
    assert grace["inputs"]["syndrome"] == "ste"


def test_a_discharge_keeps_every_score_even_one_that_was_kept_before(stay, doctor):
    measure(stay, doctor, "106")
    scores.keep(stay, by=doctor)
    discharged(stay, doctor)
    assert [row.occasion for row in kept(stay)] == [KeptWhen.ASKED, KeptWhen.DISCHARGE]
    assert {row.score for row in KeptScore.objects.filter(occasion=KeptWhen.DISCHARGE)} == {
        "grace", "crusade", "egfr"
    }  # fmt: skip


@pytest.mark.parametrize("change", [lambda rows: rows.update(value=1), lambda rows: rows.delete()])
def test_the_database_refuses_to_change_what_was_kept(stay, doctor, change):
    scores.keep(stay, by=doctor)
    with pytest.raises(DatabaseError, match="A kept score stays"), transaction.atomic():
        change(KeptScore.objects.all())


def test_only_who_writes_the_record_keeps(stay, staff):
    with pytest.raises(PermissionDenied):
        scores.keep(stay, by=staff[Role.FOLLOWUP_NURSE])
    assert not KeptScore.objects.exists()


@pytest.mark.parametrize(("language", "words"), [
    ("en", ("Keep these values", "Kept values", "on request", "at discharge",
            "not what the record says now")),
    ("zh-hans", ("保存当前评分", "已保存的评分", "按需保存", "出院时", "与当前病历不同")),
])  # fmt: skip
def test_the_page_lists_what_was_kept_beside_what_is_now(stay, doctor, sign_in, language, words):
    measure(stay, doctor, "106")
    reader = sign_in(Role.CARDIOLOGIST)
    reader.cookies["django_language"] = language
    address = f"/patients/{stay.patient_id}/"
    assert words[1] not in reader.get(address).content.decode()
    assert not KeptScore.objects.exists(), "looking keeps nothing"
    sent = reader.post(f"/admissions/{stay.pk}/scores/keep/")
    assert sent["Location"] == f"{address}?stay={stay.pk}#risks"
    page = reader.get(address).content.decode()
    for word in words[:3]:
        assert word in page
    assert words[4] not in page
    amend(stay, doctor, "212")
    discharged(stay, doctor)
    page = reader.get(address).content.decode()
    for word in words:
        assert word in page
