"""The desk beside its bars: the list, a recorded call, plans of discharges, the nightly sweep."""

import gc
import logging
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice

from django.db import connection
from django.db.models import F
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cardiology.access import visible_to
from cardiology.models import Admission, Role, User
from followup.actions import claims, contacts, opening, sweeps
from followup.bench.bar import Bar, once, slowest
from followup.bench.scratch import House
from followup.definitions import GRACE
from followup.models import (
    Adherence,
    Contact,
    Escalation,
    FollowUp,
    Outcome,
    Plan,
    ReportedEvent,
    Rise,
    Visit,
    VisitState,
)
from followup.queries import call_list

RUNS = 40
OUTCOMES = (Outcome.NO_ANSWER, Outcome.ANSWERED, Outcome.BUSY, Outcome.ANSWERED)


def call_list_page(house: House) -> Iterator[Bar]:
    """The page of the list through the whole web stack, all of it due in one hospital."""
    logging.getLogger("axes").setLevel(logging.WARNING)
    nurse = house.user(house.large, Role.FOLLOWUP_NURSE)
    client, page = Client(SERVER_NAME="localhost"), reverse("followup:call_list")
    client.force_login(nurse)

    def ask() -> None:
        if client.get(page, secure=True).status_code != 200:
            raise RuntimeError("the list was not shown")

    ask()
    gc.collect()
    gc.freeze()  # as the web server does at its start
    runs = [once(ask) for _ in range(RUNS)]
    note = f"{Visit.objects.count():,} visits stored, {len(call_list.places(nurse))} on the list"
    yield slowest("call list", runs, 300, note)


def recorded_call(house: House) -> Iterator[Bar]:
    """Claiming a patient and recording what came of the call, answered and not."""
    nurse = house.user(house.large, Role.FOLLOWUP_NURSE)
    runs = []
    for n, place in enumerate(islice(call_list.places(nurse), RUNS * 2)):
        visit = visible_to(nurse, Visit).get(pk=place.visit_id)
        runs.append(once(lambda v=visit, o=OUTCOMES[n % 4]: _call(v, o, nurse)))  # type: ignore[misc]
    if not runs:
        raise RuntimeError("nobody is on the list: no call was recorded")
    yield slowest("recorded call", runs, 250, f"{len(runs)} calls, claim and record")


def _call(visit: Visit, outcome: str, nurse: User) -> None:
    claims.claim(visit, by=nurse)
    told = contacts.Told(answers=FollowUp()) if outcome == Outcome.ANSWERED else None
    contacts.record(visit, outcome, told, by=nurse)


def planning(house: House, *, discharges: int) -> Iterator[Bar]:
    """Plans of stays that have none yet, opened together: first those whose whole record was drawn."""
    stays = Admission.objects.filter(hospital=house.large, discharged_at__isnull=False)
    ids = list(
        stays.filter(plans__isnull=False).order_by("pk").values_list("pk", flat=True).distinct()[:discharges]
    )
    _forget(ids)
    found = stays.filter(pk__in=ids).select_related("patient")

    if not ids:
        raise RuntimeError("no stay has a plan: nothing was planned")
    took = once(lambda: opening.open_all(found, by=None))
    opened = Plan.objects.filter(admission__in=ids).count()
    share = 10_000 / len(ids)
    note = f"{len(ids)} stays, {opened} plans in {took.wall:.1f} s"
    yield Bar("planning 10,000 discharges", took.wall * share, 60, "s", note, took.own * share)


def _forget(ids: list[int]) -> None:
    """Take out the plans of stays with all that hangs on them, so that they can be planned anew."""
    visits = Visit.objects.filter(plan__admission__in=ids)
    tried = Contact.objects.filter(visit__in=visits)
    flags = Escalation.objects.filter(contact__in=tried)
    Rise.objects.filter(escalation__in=flags)._raw_delete("default")
    for told in (FollowUp, ReportedEvent, Adherence, Escalation):
        told._default_manager.filter(contact__in=tried)._raw_delete("default")
    tried._raw_delete("default")
    visits._raw_delete("default")
    Plan.objects.filter(admission__in=ids)._raw_delete("default")


def make_due(house: House, n: int) -> int:
    """Let so many patients stand on the list today, their windows at all ages; how many were moved to it."""
    today = timezone.localdate()
    ahead = Visit.objects.filter(
        plan__admission__hospital=house.large, plan__closed_at=None, state=VisitState.OPEN, merged_into=None,
        callback_at=None, due_on__gt=today, closes_on__gt=F("due_on"),
    )  # fmt: skip
    rows = list(ahead.order_by("pk").only("opens_on", "due_on", "closes_on")[:n])
    for number, visit in enumerate(rows):
        back = visit.due_on - today + timedelta(days=number % 8)
        visit.opens_on, visit.due_on, visit.closes_on = (
            day - back for day in (visit.opens_on, visit.due_on, visit.closes_on)
        )
    Visit.objects.bulk_update(rows, ["opens_on", "due_on", "closes_on"], batch_size=2000)
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {Visit._meta.db_table}")  # as autovacuum has done by morning
    return len(rows)


def make_late(house: House, n: int) -> list[int]:
    """Let the window of so many open visits be over; their keys."""
    over = timezone.localdate() - GRACE - timedelta(days=1)
    open_ones = Visit.objects.filter(
        plan__admission__hospital=house.large, plan__closed_at=None, state=VisitState.OPEN, claimed_by=None
    )
    ids = list(open_ones.order_by("pk").values_list("pk", flat=True)[:n])
    Visit.objects.filter(pk__in=ids).update(
        due_on=over,
        closes_on=over,
        opens_on=over - timedelta(days=5),
        target_on=over,
        callback_at=None,
        next_attempt_at=None,
    )
    return ids


def nightly_sweep(house: House, *, late: int) -> Iterator[Bar]:
    """Rounds of the sweep until it finds nothing more to close."""
    ids = make_late(house, late)
    closed: list[int] = []
    took = once(lambda: closed.append(sweeps.sweep()["closed"]))
    left = Visit.objects.filter(pk__in=ids, state=VisitState.OPEN).count()
    note = f"{Visit.objects.count():,} visits stored, {len(ids)} over, {closed[0]} closed, {left} left"
    yield Bar("nightly sweep", took.wall, 60, "s", note, took.own)
