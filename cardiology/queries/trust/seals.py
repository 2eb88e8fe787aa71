"""Whether the audit trail is whole: its seals, computed again."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.signing import BadSignature, Signer
from django.db.models import Max

from cardiology.access import Permission, check_may
from cardiology.models import AuditEvent, AuditSeal, AuditVerification, User

START = "0" * 64
COLUMNS = tuple(field.attname for field in AuditEvent._meta.concrete_fields)


@dataclass(frozen=True)
class State:
    """What the page of the audit trail says about its seals."""

    sealed_at: datetime | None
    verified: AuditVerification | None

    @property
    def is_broken(self) -> bool:
        return bool(self.verified and self.verified.broken)


@dataclass(frozen=True)
class Found:
    """What a verification found; `broken` is a sentence, empty when the chain is whole."""

    seals: int
    events: int
    waiting: int
    head: str
    broken: str = ""


def state(user: User) -> State:
    """When the trail was last sealed and verified, for who may read it."""
    check_may(user, Permission.READ_AUDIT)
    last = AuditSeal.objects.order_by("-pk").values_list("at", flat=True).first()
    return State(last, AuditVerification.objects.order_by("-at").first())


def rows(after: int, upto: int) -> Iterator[tuple[Any, ...]]:
    """The events behind one number and up to another, in order, as they are hashed."""
    found = AuditEvent.objects.filter(pk__gt=after, pk__lte=upto).order_by("pk")
    return found.values_list(*COLUMNS).iterator(chunk_size=2000)


def digest(previous: str, events: Iterable[tuple[Any, ...]]) -> tuple[str, int]:
    """The digest over the block before and each event after the other; and how many there were."""
    link, count = previous, 0
    for event in events:
        told = json.dumps(dict(zip(COLUMNS, event, strict=True)), sort_keys=True, default=str)
        link = hashlib.sha256(f"{link}\n{told}".encode()).hexdigest()
        count += 1
    return link, count


def signature(first: int, last: int, chained: str) -> str:
    """What only a holder of the house's key can write under a block."""
    return _signer().signature(_told(first, last, chained))


def verify(expected: str = "") -> Found:
    """Compute the whole chain again. `expected` is a head noted earlier, outside this database."""
    previous, last, events, seals, met = START, 0, 0, 0, not expected
    for seal in AuditSeal.objects.order_by("pk").iterator(chunk_size=500):
        problem, count = _problem(seal, previous, last)
        if problem:
            return Found(seals, events, 0, previous, problem)
        previous, last = seal.digest, seal.last_id
        seals, events, met = seals + 1, events + count, met or seal.digest == expected
    waiting = AuditEvent.objects.filter(pk__gt=last).count()
    missing = "" if met else f"The noted head {expected} is not in the chain: seals were removed."
    return Found(seals, events, waiting, previous, missing)


def sealed_up_to() -> tuple[str, int]:
    """The digest and the number of the last event of the last seal."""
    last = AuditSeal.objects.order_by("-pk").first()
    return (last.digest, last.last_id) if last else (START, 0)


def newest_event() -> int:
    """The highest number of an event."""
    return AuditEvent.objects.aggregate(n=Max("pk"))["n"] or 0


def _problem(seal: AuditSeal, previous: str, last: int) -> tuple[str, int]:
    made, count = digest(previous, rows(last, seal.last_id))
    where = f"Seal {seal.pk} (events {seal.first_id} to {seal.last_id})"
    if seal.previous != previous:
        return f"{where} does not continue the seal before it: a seal was removed or changed.", count
    if count != seal.events:
        return (
            f"{where} holds {count} events instead of {seal.events}: some were removed or slipped in.",
            count,
        )
    if made != seal.digest:
        return f"{where} holds an event that was changed.", count
    try:
        _signer().unsign(f"{_told(seal.first_id, seal.last_id, seal.digest)}:{seal.signature}")
    except BadSignature:
        return f"{where} is signed with another key.", count
    return "", count


def _told(first: int, last: int, chained: str) -> str:
    return f"{first}-{last}-{chained}"


def _signer() -> Signer:
    return Signer(salt="cardiology.audit.seal")
