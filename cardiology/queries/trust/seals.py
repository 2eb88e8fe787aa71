"""Whether the audit trail is whole: its seals, computed again."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.signing import BadSignature, Signer
from django.db.models import Max

from cardiology.access import Permission, check_may
from cardiology.models import AuditEvent, AuditSeal, AuditVerification, User

START = "0" * 64
Problem = dict[str, Any]
COLUMNS = tuple(field.attname for field in AuditEvent._meta.concrete_fields)
# columns of later years: where one is empty it is not told, so that the events of before keep their digest
LATER = {"outcome", "address", "request_number"}


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
    """What a verification found; `problem` is a reason with its numbers, empty when the chain is whole."""

    seals: int
    events: int
    waiting: int
    head: str
    problem: Problem = field(default_factory=dict)


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
        values = zip(COLUMNS, event, strict=True)
        said = {name: value for name, value in values if value is not None or name not in LATER}
        told = json.dumps(said, sort_keys=True, default=str)
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
    missing = {} if met else {"reason": "head", "head": expected}
    return Found(seals, events, waiting, previous, missing)


def sealed_up_to() -> tuple[str, int]:
    """The digest and the number of the last event of the last seal."""
    last = AuditSeal.objects.order_by("-pk").first()
    return (last.digest, last.last_id) if last else (START, 0)


def newest_event() -> int:
    """The highest number of an event."""
    return AuditEvent.objects.aggregate(n=Max("pk"))["n"] or 0


def _problem(seal: AuditSeal, previous: str, last: int) -> tuple[Problem, int]:
    made, count = digest(previous, rows(last, seal.last_id))
    reason = (
        "continues" if seal.previous != previous
        else "count" if count != seal.events
        else "changed" if made != seal.digest
        else "" if _is_signed(seal) else "key"
    )  # fmt: skip
    told = {"reason": reason, "seal": seal.pk, "first": seal.first_id, "last": seal.last_id,
            "found": count, "events": seal.events}  # fmt: skip
    return (told if reason else {}), count


def _is_signed(seal: AuditSeal) -> bool:
    try:
        _signer().unsign(f"{_told(seal.first_id, seal.last_id, seal.digest)}:{seal.signature}")
    except BadSignature:
        return False
    return True


def _told(first: int, last: int, chained: str) -> str:
    return f"{first}-{last}-{chained}"


def _signer() -> Signer:
    return Signer(salt="cardiology.audit.seal")
