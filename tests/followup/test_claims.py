"""Many at once, each on a connection of its own: nurses who want the same patients, a killed worker."""

import os
import random
import signal
import threading
import time
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.utils import timezone

from cardiology.models import AuditEvent, Department, Hospital, Role
from followup.actions import claims, sweeps
from followup.bench import together
from followup.bench.scratch import House
from followup.definitions import GRACE
from followup.models import Contact, Visit, VisitState
from tests.cardiology.stories import discharged, treated_stemi
from tests.conftest import employ
from tests.followup.test_calls import due_stemi

pytestmark = pytest.mark.django_db(transaction=True)


def test_claims_at_the_same_moment():
    hospital = Hospital.objects.create(code="north", name="North Hospital")
    Department.objects.create(hospital=hospital, name="Cardiology")
    doctor = employ(hospital, Role.CARDIOLOGIST, "doctor")
    nurses = [employ(hospital, Role.FOLLOWUP_NURSE, f"nurse{n}") for n in range(4)]
    discharged(treated_stemi(doctor), doctor)
    visits = list(Visit.objects.order_by("due_on"))
    for _round in range(5):
        Visit.objects.update(claimed_by=None, claimed_until=None)
        start, held = threading.Barrier(len(nurses)), []

        def try_to_claim(user, visit, start=start, held=held):
            start.wait()
            try:
                held.append(claims.claim(visit, by=user).claimed_by_id)
            except claims.Taken:
                pass
            finally:
                connection.close()

        threads = [
            threading.Thread(target=try_to_claim, args=(nurse, visits[n % 2]))
            for n, nurse in enumerate(nurses)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        claimed = set(Visit.objects.exclude(claimed_by=None).values_list("claimed_by_id", flat=True))
        assert claimed == set(held)
        assert len(claimed) <= 1


@pytest.fixture
def north():
    """A hospital with a doctor, whose patients are ours to make."""
    hospital = Hospital.objects.create(code="north", name="North Hospital")
    Department.objects.create(hospital=hospital, name="Cardiology")
    return hospital, {Role.CARDIOLOGIST: employ(hospital, Role.CARDIOLOGIST, "doctor")}


def test_twelve_nurses_call_at_once_and_no_attempt_is_lost(north):
    """The bench's own crowd, small: what it counts is asked here of every change."""
    hospital, staff = north
    employ(hospital, Role.FOLLOWUP_NURSE, f"{hospital.code}-{Role.FOLLOWUP_NURSE.value}")
    for n in range(1, 5):
        due_stemi(staff, f"000{n}")
    Visit.objects.filter(code="7d").update(due_on=timezone.localdate())
    found = list(together.nurses(House(hospital, hospital, 4), number=12))
    assert [(bar.subject, bar.found) for bar in found] == [
        ("double claims", 0), ("lost attempts", 0), ("calls that failed otherwise", 0),
    ]  # fmt: skip
    assert Contact.objects.count() >= 4  # each patient was called


def test_a_worker_killed_again_and_again_ends_each_late_visit_once(north):
    """Killed between or within rounds of two visits; one whole sweep afterwards leaves none open."""
    _hospital, staff = north
    for n in range(1, 5):
        due_stemi(staff, f"000{n}")
    ids = list(Visit.objects.values_list("pk", flat=True))
    over = timezone.localdate() - GRACE - timedelta(days=1)
    Visit.objects.update(
        opens_on=over - timedelta(days=5), target_on=over, due_on=over, closes_on=over, merged_into=None
    )
    luck, unfinished = random.Random(7), 0  # when to kill, no secret
    for _kill in range(4):
        killed_while_sweeping(luck.uniform(0, 0.05))
        unfinished += still_open().exists()
    sweeps.sweep()
    closed = AuditEvent.objects.filter(event="visit closed", about="followup.visit", about_id__in=ids)
    assert not still_open().filter(pk__in=ids).exists()
    assert sorted(map(int, closed.values_list("about_id", flat=True))) == sorted(ids)
    assert unfinished, "no kill hit the middle: the test proved nothing"


def still_open():
    return Visit.objects.filter(state=VisitState.OPEN, closes_on__lt=timezone.localdate() - GRACE)


def killed_while_sweeping(after):
    """A process of its own that sweeps in small rounds, killed without warning soon after its first round."""
    before = still_open().count()
    connections.close_all()
    worker = os.fork()
    if worker == 0:
        while True:
            sweeps.sweep(batch=2)
    patience = time.monotonic() + 20
    while still_open().count() == before > 0 and time.monotonic() < patience:
        time.sleep(0.002)
    time.sleep(after)
    os.kill(worker, signal.SIGKILL)
    os.waitpid(worker, 0)
