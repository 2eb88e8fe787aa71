"""Two nurses at the same moment, on two connections: never both hold one patient."""

import threading

import pytest
from django.db import connection

from cardiology.models import Department, Hospital, Role
from followup.actions import claims
from followup.models import Visit
from tests.cardiology.stories import discharged, treated_stemi
from tests.conftest import employ

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
