"""Sealing waits for whoever is writing: an event that appears late is never left outside its block."""

import threading

import pytest
from django.db import connection, transaction

from cardiology.actions.trust import seals
from cardiology.models import AuditEvent, AuditSeal

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_event_of_an_unfinished_transaction_is_waited_for():
    written, may_end = threading.Event(), threading.Event()

    def slow_writer():
        with transaction.atomic():
            AuditEvent.objects.create(event="slow")
            written.set()
            may_end.wait(10)
        connection.close()

    writer = threading.Thread(target=slow_writer)
    writer.start()
    written.wait(10)
    AuditEvent.objects.create(event="quick")  # a higher number, committed first
    assert seals.seal(patience=0.2) == 0
    assert not AuditSeal.objects.exists()
    may_end.set()
    writer.join()
    assert seals.seal() == 1
    assert AuditSeal.objects.get().events == 2
    assert seals.verify().broken == ""
