"""Seal the audit trail, block by block, from the worker: whoever writes an event never waits for it."""

import time

from django.db import connection, transaction

from cardiology.models import AuditEvent, AuditSeal, AuditVerification
from cardiology.queries.trust import seals

BLOCK = 1000
BLOCKS_AT_ONCE = 100
PATIENCE_SECONDS = 20.0
ONE_SEALER = 7_401_907  # the number of the advisory lock

WRITERS = """
select l.pid, l.virtualtransaction from pg_locks l
where l.locktype = 'relation' and l.relation = 'cardiology_auditevent'::regclass and l.granted
  and l.database = (select oid from pg_database where datname = current_database())
  and l.mode = 'RowExclusiveLock' and l.pid <> pg_backend_pid()
"""


def seal(*, patience: float = PATIENCE_SECONDS) -> int:
    """Seal every event that is settled; how many blocks were closed.

    Numbers are drawn before a transaction ends, so a lower one may appear after a higher one. An event is
    settled when every transaction has ended that was writing events at the time its number was the highest.
    """
    newest = seals.newest_event()
    if not _ended(_writers(), patience):
        return 0  # a long import is under way: the next sweep finds it done
    closed = 0
    while closed < BLOCKS_AT_ONCE and _close_block(newest):
        closed += 1
    return closed


def verify(*, expected: str = "") -> AuditVerification:
    """Compute the chain again and note what was found, for the page of the trail."""
    found = seals.verify(expected)
    return AuditVerification.objects.create(
        seals=found.seals, events=found.events, head=found.head, problem=found.problem
    )


@transaction.atomic
def _close_block(newest: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [ONE_SEALER])
    previous, last = seals.sealed_up_to()
    numbers = AuditEvent.objects.filter(pk__gt=last, pk__lte=newest).order_by("pk")
    block = list(numbers.values_list("pk", flat=True)[:BLOCK])
    if not block:
        return False
    chained, count = seals.digest(previous, seals.rows(last, block[-1]))
    AuditSeal.objects.create(
        first_id=block[0], last_id=block[-1], events=count, previous=previous, digest=chained,
        signature=seals.signature(block[0], block[-1], chained),
    )  # fmt: skip
    return True


def _writers() -> set[tuple[int, str]]:
    with connection.cursor() as cursor:
        cursor.execute(WRITERS)
        return set(cursor.fetchall())


def _ended(writing: set[tuple[int, str]], patience: float) -> bool:
    until = time.monotonic() + patience
    while writing:
        writing &= _writers()
        if writing and time.monotonic() > until:
            return False
        if writing:
            time.sleep(0.1)
    return True
