"""Hundreds of plans and visits at once are what one after the other would have been."""

from collections import Counter
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from cardiology.models import Admission, AuditEvent
from followup.actions import opening, sweeps
from followup.bench.bar import Bar
from followup.models import Plan, Visit, VisitState
from followup.synthetic import department

pytestmark = [pytest.mark.django_db, pytest.mark.slow]  # a department of sixty patients


class Undo(Exception):
    """Takes back what was tried."""


@pytest.fixture
def followed(hospital, staff):
    department.generate(hospital, patients=60, seed=4, until=timezone.localdate())
    return Admission.objects.filter(discharged_at__isnull=False).select_related("patient")


def outcome_of(work):
    """What is stored after some work, without keys; the work is taken back."""
    last = AuditEvent.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    try:
        with transaction.atomic():
            work()
            found = stored(last)
            raise Undo
    except Undo:
        return found


def stored(last):
    plans = [
        (p.admission_id, p.pathway, p.version, p.anchor_on, p.close_reason, p.lost_at is None)
        for p in Plan.objects.all()
    ]
    visits = Visit.objects.values_list(
        "plan__admission", "plan__pathway", "code", "state", "state_reason", "target_on", "due_on",
        "opens_on", "closes_on", "merged_into__plan__admission", "merged_into__plan__pathway",
        "merged_into__code",
    )  # fmt: skip
    told = AuditEvent.objects.filter(pk__gt=last).values_list("event", "patient_id", "about", "via")
    return Counter(plans), Counter(visits), Counter(told)


def differences(one, other):
    return [(a - b, b - a) for a, b in zip(one, other, strict=True) if a != b]


def test_plans_opened_together_are_those_opened_one_by_one(followed):
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE followup_plan CASCADE")

    def one_by_one():
        for stay in followed.order_by("discharged_at", "pk"):
            opening.open_plans(stay, by=None)

    alone = outcome_of(one_by_one)
    together = outcome_of(lambda: opening.open_all(followed, by=None))
    assert len(alone[0]) > 40
    assert not differences(alone, together)


def test_a_sweep_of_many_is_that_of_one_after_the_other(followed):
    Visit.objects.filter(state=VisitState.OPEN).update(claimed_by=None, claimed_until=None)
    later = timezone.now() + timedelta(days=200)
    alone = outcome_of(lambda: sweeps.sweep(later, batch=1))
    together = outcome_of(lambda: sweeps.sweep(later))
    assert sum(n for (event, *_), n in alone[2].items() if event == "visit closed") > 30
    assert not differences(alone, together)


def test_a_missed_bar_fails_the_bench(monkeypatch):
    monkeypatch.setattr("followup.bench.scratch.scratch_database", transaction.atomic)
    monkeypatch.setattr("followup.bench.scratch.fill", lambda *_: type("House", (), {"large": None}))
    monkeypatch.setattr("followup.bench.many.multiply", lambda *_, **__: 0)
    monkeypatch.setattr("followup.bench.desk.call_list_page", lambda _: iter([Bar("list", 301, 300, "ms")]))
    with pytest.raises(CommandError, match="1 bars"):
        call_command("bench_followup", "--part", "list")
    monkeypatch.setattr("followup.bench.desk.call_list_page", lambda _: iter([Bar("list", 299, 300, "ms")]))
    call_command("bench_followup", "--part", "list")
