"""What was taken out of the house stays written down: no sweep thins the trail, not after years."""

from datetime import timedelta

import pytest
import time_machine
from celery import current_app
from django.utils import timezone

from cardiology.actions import schedules
from cardiology.actions.trust import seals
from cardiology.models import AuditEvent, AuditSeal, Role

pytestmark = pytest.mark.django_db
HEAVY = {"quality board", "research census"}  # counts only; they take minutes of an empty house too
TAKEN = ["/export/vitals.csv", "/audit.csv", "/audit.json"]


def test_the_log_of_what_left_outlives_three_years_and_every_sweep(staff, sign_in, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    browser = sign_in(Role.DATA_MANAGER)
    for address in TAKEN:
        assert browser.get(address).status_code == 200
    seals.seal()
    written, sealed = list(AuditEvent.objects.order_by("pk").values()), AuditSeal.objects.count()
    assert {e["event"] for e in written} >= {"rows exported", "audit trail exported"}
    with time_machine.travel(timezone.now() + timedelta(days=3 * 366 + 1)):
        for name, (task, _seconds) in schedules.declared().items():
            if name not in HEAVY:
                current_app.tasks[task].run()
        kept = AuditEvent.objects.filter(pk__lte=written[-1]["id"]).order_by("pk")
        assert list(kept.values()) == written
        assert AuditSeal.objects.count() >= sealed
        assert seals.verify().broken == ""
