"""Lost to follow-up, from the attempts to the mark and back."""

from datetime import date, datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cardiology.models import AuditEvent, Role
from followup import tasks
from followup.actions import contacts
from followup.models import Contact, Plan, Visit
from followup.queries import plans as tables
from tests.followup.test_calls import due_stemi

pytestmark = pytest.mark.django_db


def tried_in_vain(visit, nurse, *, closed_days_ago, hours=(10, 15, 19)):
    """Three attempts on three days, one in the evening; the window and its grace are over."""
    today = timezone.localdate()
    closes = today - timedelta(days=closed_days_ago)
    Visit.objects.filter(pk=visit.pk).update(
        merged_into=None,
        opens_on=closes - timedelta(days=6),
        due_on=closes - timedelta(days=3),
        closes_on=closes,
    )
    for n, hour in enumerate(hours):
        attempt = contacts.record(visit, "no_answer", by=nurse)
        day: date = closes - timedelta(days=n + 1)
        at = timezone.make_aware(datetime.combine(day, time(hour)))
        Contact.objects.filter(pk=attempt.pk).update(at=at)


@pytest.fixture
def nurse(staff):
    return staff[Role.FOLLOWUP_NURSE]


@pytest.fixture
def plan(staff):
    return Plan.objects.get(admission=due_stemi(staff, days_ago=120))


@pytest.fixture
def twice_in_vain(plan, nurse):
    tried_in_vain(plan.visits.get(code="7d"), nurse, closed_days_ago=60)
    tried_in_vain(plan.visits.get(code="1m"), nurse, closed_days_ago=30)
    tasks.sweep()
    plan.refresh_from_db()
    return plan


def test_two_visits_in_a_row_not_reached_mark_the_plan_as_lost(twice_in_vain, nurse, sign_in):
    states = twice_in_vain.visits.filter(code__in=("7d", "1m")).values_list("state", flat=True)
    assert set(states) == {"unreachable"}
    assert twice_in_vain.lost_at is not None
    assert AuditEvent.objects.filter(event="lost to follow-up").count() == 1
    page = sign_in(Role.CARDIOLOGIST).get(reverse("patient", args=[twice_in_vain.patient_id]))
    assert "Lost to follow-up" in page.content.decode()
    today = timezone.localdate()
    lost = tables.month(nurse, today - timedelta(days=90), today).rows[0][-1]
    assert lost == 1


def test_a_sign_of_life_takes_it_back(twice_in_vain, nurse):
    ahead = twice_in_vain.visits.filter(state="open").order_by("due_on").first()
    contacts.record(ahead, "answered", by=nurse)
    twice_in_vain.refresh_from_db()
    assert twice_in_vain.lost_at is None


def test_one_visit_not_reached_loses_nobody(plan, nurse):
    tried_in_vain(plan.visits.get(code="7d"), nurse, closed_days_ago=60)
    tasks.sweep()
    plan.refresh_from_db()
    assert plan.lost_at is None


def test_attempts_in_office_hours_only_are_a_window_missed_by_us(plan, nurse):
    for code, days in (("7d", 60), ("1m", 30)):
        tried_in_vain(plan.visits.get(code=code), nurse, closed_days_ago=days, hours=(9, 10, 11))
    # A day at the weekend would count as another time of life; that is decided by the calendar of the test.
    weekend = [c for c in Contact.objects.all() if timezone.localtime(c.at).weekday() >= 5]
    Contact.objects.filter(pk__in=[c.pk for c in weekend]).delete()
    tasks.sweep()
    plan.refresh_from_db()
    assert plan.lost_at is None
    assert set(plan.visits.filter(code__in=("7d", "1m")).values_list("state", flat=True)) == {"missed"}
