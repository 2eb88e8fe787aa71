"""Any two patients of a synthetic department can be merged and parted, and every byte is where it was."""

from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection

from cardiology.actions import merging
from cardiology.models import Admission, Patient, Role, User
from cardiology.queries.identity import merging as previews
from tests.cardiology.test_merging import whole_database

PATIENTS, PAIRS = 24, 10


@pytest.fixture
def department(db):
    """A small department with everything that the generator writes, follow-up included."""
    until = date(2026, 11, 20)
    call_command("generate_department", patients=PATIENTS, seed=11, hospital="made", until=until, verbosity=0)
    with connection.cursor() as cursor:  # the generator speaks in hospital time until its transaction ends
        cursor.execute("SET LOCAL TIME ZONE 'UTC'")
    hospital = Patient.objects.first().hospital
    people = [User.objects.create_user(n, role=Role.HEAD, hospital=hospital) for n in ("one", "two")]
    return list(Patient.objects.order_by("pk")), people


@pytest.mark.slow
def test_any_pair_is_parted_to_the_byte(department):
    patients, (one, two) = department
    done = 0
    for survivor, merged in zip(patients, patients[PATIENTS // 2 :], strict=False):
        if previews.conflicts(survivor, merged):
            lying = Admission.objects.filter(patient__in=[survivor, merged], discharged_at__isnull=True)
            assert lying.count() == 2
            continue
        before = whole_database()
        takes = [d.name for d in previews.preview(survivor, merged).details][:: 1 + done % 3]
        merge = merging.ask(survivor, merged, reason="Same card", choices=takes, by=one)
        merging.confirm(merge, by=two)
        assert whole_database() != before
        assert merging.undo(merge, reason="Two cousins", by=two).parted["is_exact"]
        assert whole_database() == before
        done += 1
    assert done >= PAIRS
