"""Four nurses at the same moment, on four connections: never two patients in one bed."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from cardiology.actions import admissions
from cardiology.actions.board import beds
from cardiology.models import Admission, Bed, Role
from tests.cardiology.stories import admitted
from tests.conftest import employ, open_north

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*attempts):
    """Let all begin together; what those who were refused were told."""
    start, told = threading.Barrier(len(attempts)), []

    def go(attempt):
        start.wait()
        try:
            attempt()
        except ValidationError as refusal:
            told.extend(refusal.messages)
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=(attempt,)) for attempt in attempts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


def test_one_bed_for_four():
    doctor = employ(open_north(), Role.CARDIOLOGIST, "doctor")
    stays = [admitted(doctor, f"{n:04d}", name=f"张{n}") for n in range(4)]
    for bed in Bed.objects.all():
        Admission.objects.update(bed=None)
        told = at_once(*[
            lambda stay=stay, bed=bed: admissions.transfer(stay, to=bed, by=doctor) for stay in stays
        ])  # fmt: skip
        assert Admission.objects.filter(bed=bed).count() == 1
        assert len(told) == 3
        assert all("is taken" in sentence for sentence in told)


def test_a_bed_is_blocked_while_somebody_is_put_into_it():
    doctor = employ(open_north(), Role.CARDIOLOGIST, "doctor")
    stay = admitted(doctor)
    for bed in Bed.objects.all():
        told = at_once(
            lambda bed=bed: admissions.transfer(stay, to=bed, by=doctor),
            lambda bed=bed: beds.block(bed, "broken", by=doctor),
        )
        bed.refresh_from_db()
        assert len(told) == 1
        assert bool(bed.blocked_for) != Admission.objects.filter(bed=bed).exists()
