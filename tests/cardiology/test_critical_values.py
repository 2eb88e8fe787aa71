"""Critical results: which are, seen with what is around them; who is told when nobody acknowledges."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from cardiology.actions import sections
from cardiology.actions.guidance import critical
from cardiology.guidance.critical import DEFAULTS, Around, judge
from cardiology.models import (
    AuditEvent,
    CriticalCall,
    CriticalNotice,
    LabResult,
    Medication,
    Presentation,
    Role,
)
from tests.cardiology.stories import admitted
from tests.conftest import employ

NOW = datetime(2026, 3, 2, 12)  # noqa: DTZ001


def ago(**span):
    return NOW - timedelta(**span)


@pytest.mark.parametrize(
    ("test", "value", "limit"),
    [
        ("k", 2.7, "< 2.8"), ("k", 2.8, ""), ("k", 6.1, ""), ("k", 6.2, "≥ 6.2"),
        ("na", 119, "< 120"), ("na", 120, ""), ("na", 160, ""), ("na", 161, "> 160"),
        ("glu", 2.7, "< 2.8"), ("glu", 22.2, ""), ("glu", 22.3, "> 22.2"),
        ("hb", 59, "< 60"), ("hb", 60, ""), ("hb", 201, "> 200"),
        ("plt", 29, "< 30"), ("plt", 30, ""), ("plt", 1001, "> 1000"),
        ("wbc", 1.4, "< 1.5"), ("wbc", 1.5, ""), ("wbc", 30.1, "> 30"),
        ("fib", 0.9, "< 1"), ("fib", 1.0, ""), ("lac", 4.0, ""), ("lac", 4.1, "> 4"),
        ("ph", 7.19, "< 7.2"), ("ph", 7.2, ""), ("ph", 7.61, "> 7.6"),
        ("ca", 1.5, "< 1.6"), ("ca", 3.6, "> 3.5"), ("mg", 0.3, "< 0.4"), ("mg", 2.1, "> 2"),
        ("dig", 2.56, ""), ("dig", 2.6, "> 2.56"),
    ],
)  # fmt: skip
def test_limits_as_they_are_written(test, value, limit):
    found = judge(test, value, "", Around(NOW), DEFAULTS)
    assert (found[1] if found else "") == limit


@pytest.mark.parametrize(
    ("test", "value", "around", "case"),
    [
        ("inr", 5.0, {"on_vka": True}, "inr"), ("inr", 4.9, {"on_vka": True}, ""),
        ("inr", 3.5, {"on_vka": False}, "inr_free"), ("inr", 3.4, {"on_vka": False}, ""),
        ("inr", 3.5, {}, "inr_free"),  # not known: the stricter limit
        ("aptt", 101, {"on_heparin": False}, "aptt"), ("aptt", 110, {"on_heparin": True}, ""),
        ("aptt", 121, {"on_heparin": True}, "aptt_ufh"), ("aptt", 101, {}, "aptt"),
        ("cr", 651, {}, "cr"), ("cr", 650, {}, ""),
        ("cr", 700, {"earlier": ((ago(days=9), 680.0),)}, ""),  # not for the first time
        ("cr", 240, {"earlier": ((ago(days=3), 80.0),)}, "cr_kdigo"),
        ("cr", 239, {"earlier": ((ago(days=3), 80.0),)}, ""),
        ("cr", 240, {"earlier": ((ago(days=8), 80.0),)}, ""),  # the baseline is of the week
        ("cr", 360, {"earlier": ((ago(days=1), 330.0),)}, "cr_kdigo"),
        ("cr", 353.5, {"earlier": ((ago(days=1), 320.0),)}, ""),
        ("cr", 360, {"earlier": ((ago(days=1), 340.0),)}, ""),  # rose by less than 26.5
        ("cr", 260, {"earlier": ((ago(days=3), 80.0), (ago(days=1), 250.0))}, ""),  # was in it already
        ("hstnt", 15, {"above": 14.0, "symptoms": True}, "troponin"),
        ("hstnt", 15, {"above": 14.0}, "troponin"), ("hstnt", 15, {"above": 14.0, "symptoms": False}, ""),
        ("hstnt", 14, {"above": 14.0, "symptoms": True}, ""),
        ("hstnt", 900, {"above": 14.0, "symptoms": True, "earlier": ((ago(hours=3), 400.0),)}, ""),
        ("hstnt", 13, {"above": 14.0, "earlier": ((ago(hours=1), 8.0),)}, "troponin"),
        ("hstnt", 12, {"above": 14.0, "earlier": ((ago(hours=1), 8.0),)}, ""),
        ("hstnt", 13, {"above": 14.0, "earlier": ((ago(hours=6), 8.0),)}, ""),
        ("hstni", 30, {"above": 26.2, "symptoms": True}, "troponin"),
        ("hstni", 9000, {"symptoms": True}, ""),  # nobody knows the limit of this assay
    ],
)  # fmt: skip
def test_what_is_around_a_result_decides(test, value, around, case):
    found = judge(test, value, "", Around(NOW, **around), DEFAULTS)
    assert (found[0].test if found else "") == case


@pytest.mark.parametrize(
    ("text", "is_critical"),
    [("positive", True), ("Pos: Staph. aureus", True), ("阳性", True), ("no growth", False),
     ("negative", False), ("阴性", False), ("", False)],
)  # fmt: skip
def test_a_positive_blood_culture_is_told_within_the_hour(text, is_critical):
    found = judge("bcult", None, text, Around(NOW), DEFAULTS)
    assert bool(found) == is_critical
    assert DEFAULTS["bcult"].within == 60


# --- in the record


@pytest.fixture
def by(staff):
    return staff[Role.CARDIOLOGIST]


@pytest.fixture
def stay(by):
    return admitted(by, arrival=timezone.now() - timedelta(hours=6), category="hf")


def enter(stay, test, text, by, ago=1):
    at = timezone.now() - timedelta(hours=ago)
    row = LabResult(patient=stay.patient, admission=stay, test=test, value_text=text, collected_at=at)
    return sections.enter(row, by=by, confirmed={"value_text"})


def give(stay, phase, drug, drug_class, since):
    Medication.objects.create(
        patient=stay.patient, admission=stay, phase=phase, drug=drug, drug_class=drug_class, started_on=since
    )


def cases():
    return sorted((c.test, c.limit) for c in CriticalCall.objects.all())


@pytest.mark.django_db
def test_the_drugs_at_the_sample_choose_the_limit(stay, by):
    enter(stay, "inr", "4.0", by, ago=2)
    assert cases() == [("inr", "≥ 3.5")]
    give(stay, "home", "warfarin", "oac", timezone.localdate() - timedelta(days=99))
    enter(stay, "inr", "4.1", by, ago=0)
    assert len(cases()) == 1
    give(stay, "ward", "heparin", "parenteral_anticoagulant", timezone.localdate())
    enter(stay, "aptt", "110", by, ago=0)
    assert len(cases()) == 1


@pytest.mark.django_db
def test_troponin_counts_once_and_with_symptoms_a_culture_by_its_words(stay, by):
    sections.save(Presentation(patient=stay.patient, admission=stay, complaint="chest_pain"), by=by)
    enter(stay, "hstnt", "60", by, ago=3)
    enter(stay, "hstnt", "300", by, ago=1)
    enter(stay, "bcult", "positive", by)
    enter(stay, "bcult", "no growth", by, ago=2)
    assert cases() == [("bcult", "+"), ("hstnt", "> 14")]
    call = CriticalCall.objects.get(test="bcult")
    assert (call.value, call.text) == (None, "positive")


@pytest.mark.django_db
def test_an_overdue_result_is_brought_before_doctor_head_and_everybody_once_each(
    stay, staff, by, sign_in, hospital
):
    other = employ(hospital, Role.CARDIOLOGIST, "on-duty")
    type(stay).objects.filter(pk=stay.pk).update(attending=by)
    enter(stay, "k", "6.4", by)
    assert critical.raise_overdue() == 0
    CriticalCall.objects.update(due_at=timezone.now() - timedelta(minutes=1))
    told = []
    for _level in range(4):
        critical.raise_overdue()
        critical.raise_overdue()  # a second sweep tells nobody twice
        told.append(sorted(n.person.username for n in CriticalNotice.objects.all()))
        CriticalCall.objects.update(risen_at=timezone.now() - timedelta(minutes=15))
    assert told == [
        ["cardiologist"], ["cardiologist", "head"], ["cardiologist", "head", "on-duty"],
        ["cardiologist", "head", "on-duty"],
    ]  # fmt: skip
    events = AuditEvent.objects.filter(event="critical result rose").order_by("pk")
    assert [(e.new["level"], e.new["told"]) for e in events] == [
        (1, ["cardiologist"]), (2, ["head"]), (3, [other.username]),
    ]  # fmt: skip
    badge = "1 critical result waits for you"
    assert badge in sign_in(Role.HEAD).get("/critical/badge/").content.decode()
    assert badge not in sign_in(Role.WARD_NURSE).get("/critical/badge/").content.decode()
    call = CriticalCall.objects.get()
    critical.acknowledge(call, told="Dr Li", read_back=True, action="", by=by)
    assert badge not in sign_in(Role.HEAD).get("/critical/badge/").content.decode()


@pytest.mark.django_db
def test_a_stay_without_a_doctor_goes_to_the_head_at_once(stay, by):
    enter(stay, "k", "6.4", by)
    CriticalCall.objects.update(due_at=timezone.now() - timedelta(minutes=1))
    critical.raise_overdue()
    assert [n.person.username for n in CriticalNotice.objects.all()] == ["head"]


@pytest.mark.django_db
def test_the_times_of_the_call_are_kept_and_cannot_lie_ahead(stay, by):
    enter(stay, "k", "6.4", by, ago=1)
    call = CriticalCall.objects.get()
    now = timezone.now()
    with pytest.raises(ValidationError):
        critical.acknowledge(call, told="Dr Li", read_back=True, action="", by=by,
                             called_at=now + timedelta(hours=1))  # fmt: skip
    with pytest.raises(ValidationError):
        critical.acknowledge(call, told="Dr Li", read_back=True, action="", by=by,
                             called_at=now - timedelta(hours=3))  # fmt: skip
    called_at = now - timedelta(minutes=20)
    call = critical.acknowledge(call, told="Dr Li", read_back=True, action="Calcium", by=by,
                                called_at=called_at, acted_at=now)  # fmt: skip
    assert (call.called_at, call.acted_at, call.read_back) == (called_at, now, True)
    assert (
        AuditEvent.objects.get(event="critical result acknowledged").new["called_at"] == called_at.isoformat()
    )


@pytest.mark.django_db
def test_a_case_without_numbers_has_only_its_minutes(stay, staff):
    head = staff[Role.HEAD]
    assert critical.set_limit("cr_kdigo", low=None, high=None, within=30, by=head).within == 30
    with pytest.raises(ValidationError):
        critical.set_limit("cr_kdigo", low=None, high=Decimal(300), within=30, by=head)
    critical.set_limit("inr_free", low=None, high=Decimal("4.5"), within=30, by=head)
    enter(stay, "inr", "4.0", staff[Role.CARDIOLOGIST])
    assert not CriticalCall.objects.exists()
