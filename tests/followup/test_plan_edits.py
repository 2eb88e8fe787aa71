"""A plan that a person changed, and a plan that the record changes."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone, translation

from cardiology.actions import sections
from cardiology.models import Admission, AuditEvent, Procedure, Role
from followup.actions import days, plan_edits
from followup.models import Plan, Visit
from followup.queries import why_ended
from tests.cardiology.stories import admitted, discharged
from tests.followup.test_calls import due_stemi

pytestmark = pytest.mark.django_db


@pytest.fixture
def nurse(staff):
    return staff[Role.FOLLOWUP_NURSE]


@pytest.fixture
def plan(staff):
    return Plan.objects.get(admission=due_stemi(staff, days_ago=3))


def in_days(n):
    return timezone.localdate() + timedelta(days=n)


def test_a_moved_visit_stays_where_it_was_put(plan, nurse):
    visit = plan.visits.get(code="3m")
    plan_edits.move(visit, to=in_days(150), reason="Travels until spring", by=nurse)
    days.recompute(plan.patient)
    visit.refresh_from_db()
    assert (visit.due_on, visit.edited_by, visit.edit_reason) == (in_days(150), nurse, "Travels until spring")
    assert visit.opens_on <= visit.due_on <= visit.closes_on


def test_a_skipped_visit_is_not_planned_again(plan, staff, nurse):
    plan_edits.skip(plan.visits.get(code="3m"), reason="Is seen in the outpatient clinic", by=nurse)
    sections.save(
        Procedure(patient=plan.patient, admission=plan.admission, kind="ablation",
                  started_at=plan.admission.admitted_at),
        by=staff[Role.CARDIOLOGIST],
    )  # fmt: skip
    skipped = plan.visits.get(code="3m")
    assert (skipped.state, skipped.edit_reason) == ("cancelled", "Is seen in the outpatient clinic")


def test_an_added_visit_is_called_like_any_other(plan, nurse):
    made = plan_edits.add(plan, on=in_days(60), reason="New drug", by=nurse)
    assert (made.due_on, made.is_added, made.state) == (in_days(60), True, "open")
    days = sorted(
        Visit.objects.filter(plan=plan, state="open", merged_into=None).values_list("due_on", flat=True)
    )
    assert all((b - a).days >= 7 for a, b in zip(days, days[1:], strict=False))


@pytest.mark.parametrize(("on", "reason"), [(in_days(-1), "late"), (in_days(5), "  ")])
def test_a_change_needs_a_day_to_come_and_a_reason(plan, nurse, on, reason):
    with pytest.raises(ValidationError):
        plan_edits.move(plan.visits.get(code="3m"), to=on, reason=reason, by=nurse)


def test_a_procedure_added_later_opens_its_pathway_with_the_reason(staff, nurse):
    doctor = staff[Role.CARDIOLOGIST]
    stay = discharged(
        admitted(doctor, category="af", arrival=timezone.now() - timedelta(days=9)), doctor, days=6
    )
    assert set(stay.plans.values_list("pathway", flat=True)) == {"af"}
    sections.save(
        Procedure(patient=stay.patient, admission=stay, kind="ablation", code="37.34",
                  started_at=stay.admitted_at + timedelta(days=2)),
        by=doctor,
    )  # fmt: skip
    ablation = stay.plans.get(pathway="abl")
    assert ablation.anchor_on == timezone.localtime(stay.admitted_at + timedelta(days=2)).date()
    days = sorted(
        Visit.objects.filter(patient=stay.patient, state="open", merged_into=None).values_list(
            "due_on", flat=True
        )
    )
    assert all((b - a).days >= 7 for a, b in zip(days, days[1:], strict=False))


def test_a_plan_that_nothing_calls_for_any_more_is_closed_and_opened_again(staff):
    doctor = staff[Role.CARDIOLOGIST]
    came = admitted(doctor, category="af", arrival=timezone.now() - timedelta(days=9))
    stay = discharged(came, doctor, days=6)
    plan = stay.plans.get()
    sections.save(stay_as(stay, "other"), by=doctor)
    plan.refresh_from_db()
    assert plan.close_reason == "changed"
    why = plan.visits.first().state_reason
    assert why_ended.in_words(why) == "Admission was changed"
    with translation.override("zh-hans"):
        assert why_ended.in_words(why) == f"{Admission.title} 已更改"
    sections.save(stay_as(stay, "af"), by=doctor)
    plan.refresh_from_db()
    assert plan.closed_at is None
    assert plan.visits.filter(state="open").count() == 4
    assert AuditEvent.objects.filter(event="plan opened again").exists()


def test_what_a_person_typed_is_shown_as_typed():
    assert why_ended.in_words("去女儿家 100%: changed") == "去女儿家 100%: changed"
    assert why_ended.in_words("window", attempts=2) == "window closed after 2 attempts"


def stay_as(stay, category):
    stay.refresh_from_db()
    stay.category = category
    return stay


def test_a_pathway_opened_by_hand_stays(staff, plan, nurse):
    made = plan_edits.open_pathway(plan.admission, "htn", by=nurse)
    sections.save(plan.admission, by=staff[Role.CARDIOLOGIST])
    made.refresh_from_db()
    assert (made.closed_at, made.opened_by) == (None, nurse)
    with pytest.raises(ValidationError):
        plan_edits.open_pathway(plan.admission, "htn", by=nurse)


def test_the_page_of_a_plan_changes_it(plan, sign_in):
    client = sign_in(Role.FOLLOWUP_NURSE)
    visit = plan.visits.get(code="6m")
    told = {"what": "move", "on": in_days(200).isoformat(), "reason": "Abroad"}
    page = client.post(reverse("followup:edit_visit", args=[visit.pk]), told, follow=True).content.decode()
    assert "Abroad" in page
    refused = client.post(reverse("followup:edit_visit", args=[visit.pk]), {"what": "skip"}, follow=True)
    assert "Say why" in refused.content.decode()
    client.post(reverse("followup:edit_plan", args=[plan.pk]), {"what": "close", "reason": "transferred"})
    plan.refresh_from_db()
    assert plan.close_reason == "transferred"


def test_a_plan_of_another_hospital_is_not_there(plan, client, stranger):
    client.force_login(stranger)
    assert client.get(reverse("followup:plan", args=[plan.patient_id])).status_code == 404
