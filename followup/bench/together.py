"""Many at once: nurses who want the same patients, and a worker that is killed in the middle of its work."""

import os
import random
import signal
import threading
import time
from collections.abc import Iterator

from django.db import connection, connections
from django.db.models import Sum

from cardiology.models import AuditEvent, Role, User
from followup.actions import claims, contacts, sweeps
from followup.bench.bar import Bar
from followup.bench.desk import make_late
from followup.bench.scratch import House
from followup.models import Contact, Outcome, Visit, VisitState
from followup.queries import call_list

AT_ONCE = 50  # connections that a web server and its pooler would open; the embedded PostgreSQL takes 60


class _Log:
    """Who held which patient from when to when, and which attempts were confirmed."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.held: dict[int, int] = {}
        self.double, self.refused = 0, 0
        self.confirmed: list[int] = []
        self.failed: list[str] = []

    def take(self, patient: int, nurse: int) -> None:
        """A nurse has been given a patient; somebody else holding them still would be a double claim."""
        with self.lock:
            self.double += self.held.get(patient, nurse) != nurse
            self.held[patient] = nurse

    def give(self, patient: int) -> None:
        """The nurse is about to end the call, which gives the patient back."""
        with self.lock:
            self.held.pop(patient, None)


def nurses(house: House, *, number: int) -> Iterator[Bar]:
    """So many nurses take patients from the same list and record calls that nobody answers."""
    first = house.user(house.large, Role.FOLLOWUP_NURSE)
    crowd = [_nurse(first, n) for n in range(number)]
    wanted = [p.visit_id for p in call_list.places(first)[: number // 2]]
    before = _attempts(wanted)
    log, gate = _Log(), threading.Semaphore(AT_ONCE)
    threads = [threading.Thread(target=_work, args=(n, wanted, log, gate)) for n in crowd]
    if not wanted:
        raise RuntimeError("nobody is on the list: the nurses would prove nothing")
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - start
    stored = Contact.objects.filter(pk__in=log.confirmed).count()
    counted = _attempts(wanted) - before
    told = f"{number} nurses, {len(log.confirmed)} calls, {log.refused} refused claims in {took:.1f} s"
    yield Bar("double claims", log.double, 0, "", told)
    yield Bar("lost attempts", abs(len(log.confirmed) - stored) + abs(stored - counted), 0, "")
    yield Bar("calls that failed otherwise", len(log.failed), 0, "", "; ".join(sorted(set(log.failed))[:2]))


def _nurse(like: User, n: int) -> User:
    return User.objects.create(
        username=f"crowd{n}", role=like.role, hospital=like.hospital, department=like.department, password="!"
    )


def _attempts(visits: list[int]) -> int:
    return Visit.objects.filter(pk__in=visits).aggregate(n=Sum("attempts"))["n"] or 0


def _work(nurse: User, wanted: list[int], log: _Log, gate: threading.Semaphore) -> None:
    """Five visits in an order of one's own; the connection is given back between them."""
    for pk in random.Random(nurse.pk).sample(wanted, min(5, len(wanted))):
        with gate:
            try:
                _one_call(nurse, pk, log)
            except claims.Taken:
                log.refused += 1
            except Exception as error:  # what fails is counted and told
                log.failed.append(repr(error)[:120])
            finally:
                connection.close()


def _one_call(nurse: User, pk: int, log: _Log) -> None:
    visit = claims.claim(Visit.objects.get(pk=pk), by=nurse)
    log.take(visit.patient_id, nurse.pk)
    time.sleep(0.01)
    log.give(visit.patient_id)
    log.confirmed.append(contacts.record(visit, Outcome.NO_ANSWER, by=nurse).pk)


def killed(house: House, *, due: int) -> Iterator[Bar]:
    """A worker that sweeps is killed again and again; one whole sweep afterwards finishes the work."""
    ids = make_late(house, due)
    kills, luck = 0, random.Random(7)
    while _left(ids) > len(ids) // 10 and kills < 200:
        _sweep_and_die(luck.uniform(0.2, 3.0))
        kills += 1
    sweeps.sweep()
    closed = AuditEvent.objects.filter(event="visit closed", about="followup.visit", about_id__in=ids)
    once = closed.values("about_id").distinct().count()
    told = f"{len(ids)} due items, worker killed {kills} times"
    yield Bar("items closed twice", closed.count() - once, 0, "", told)
    yield Bar("items missing after one sweep", len(ids) - once + _left(ids), 0, "")


def _left(ids: list[int]) -> int:
    return Visit.objects.filter(pk__in=ids, state=VisitState.OPEN).count()


def _sweep_and_die(after: float) -> None:
    """A process of its own, killed without warning in the middle of whatever it does."""
    connections.close_all()
    worker = os.fork()
    if worker == 0:
        while True:
            sweeps.sweep()
    time.sleep(after)
    os.kill(worker, signal.SIGKILL)
    os.waitpid(worker, 0)
