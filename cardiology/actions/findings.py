"""Checking stays, keeping what was found, and answering it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from cardiology import audit
from cardiology.access import Permission, check_may
from cardiology.checks import CHECKS, Check, looking_at
from cardiology.checks.check import ONCE, Found, found_in
from cardiology.checks.facts import Facts
from cardiology.dictionary import Declared
from cardiology.models import Admission, AuditEvent, Finding, ImportBatch, User
from cardiology.queries.findings.facts import facts_of

BATCH = 250  # stays that are read at once
STILL_AMENDED = timedelta(days=60)  # after a discharge
SHORTEST_REASON = 3

Key = tuple[int, str, str, int]


@dataclass
class Count:
    """What an evaluation came to."""

    stays: int = 0
    new: int = 0
    ended: int = 0
    open: int = 0


def check(
    stays: Iterable[int], checks: Iterable[Check] = tuple(CHECKS.values()), *, now: datetime | None = None
) -> Count:
    """Check these stays: what is new is kept, what no longer holds ends, what changed is asked again.

    Of `checks`, where only some of them can have changed their answer.
    """
    at, count, asked = now or timezone.now(), Count(), tuple(checks)
    for ids in _batches(stays):
        _check_batch(ids, asked, at, count)
    return count


class _Later:
    """The check of one stay, waiting for the end of the transaction."""

    def __init__(self, stay_id: int) -> None:
        self.stay_id = stay_id
        self.written: set[str] = set()  # sections
        self.__qualname__ = "check of a stay"  # how Django names it in the log when it fails

    def __call__(self) -> None:
        check([self.stay_id], looking_at(self.written))


def check_once_written(row: Declared) -> None:
    """Check the stay of a row once its transaction is done: once, however many rows it writes, and only
    what the written sections can have changed.

    What goes wrong in a check is logged and never undoes what a person has saved.
    """
    stay_id = row.pk if isinstance(row, Admission) else getattr(row, "admission_id", None)
    if stay_id is None:
        return
    waiting = (entry[1] for entry in connection.run_on_commit if isinstance(entry[1], _Later))
    later = next((w for w in waiting if w.stay_id == stay_id), None)
    if later is None:
        later = _Later(stay_id)
        transaction.on_commit(later, robust=True)
    later.written.add(str(row._meta.model_name))


@transaction.atomic
def _check_batch(ids: list[int], checks: tuple[Check, ...], now: datetime, count: Count) -> None:
    facts = facts_of(ids, checks, now=now)
    found = {key: said for i, stay in facts.items() for key, said in _found(i, stay, checks)}
    known = Finding.objects.filter(admission_id__in=ids, resolved_at=None, rule__in=[c.id for c in checks])
    held = {_key(f): f for f in known}
    new = [
        Finding(admission_id=key[0], rule=key[1], section=key[2], row_id=key[3], said=said, first_seen_at=now)
        for key, said in found.items() if key not in held
    ]  # fmt: skip
    ended = [finding.pk for key, finding in held.items() if key not in found]
    changed = [_asked_again(f, found[k]) for k, f in held.items() if k in found and f.said != found[k]]
    Finding.objects.bulk_create(new, ignore_conflicts=True)  # another evaluation may have been quicker
    Finding.objects.filter(pk__in=ended).update(resolved_at=now)
    Finding.objects.bulk_update(changed, ["said", "answer", "answered_at", "answered_by"])
    count.stays += len(facts)
    count.new += len(new)
    count.ended += len(ended)
    count.open += len(found)


def _found(stay_id: int, stay: Facts, checks: tuple[Check, ...]) -> Iterator[tuple[Key, dict[str, Any]]]:
    for found in found_in(stay, checks):
        yield (stay_id, found.check.id, found.row.section, found.row.key), _said(found, stay)


def _said(found: Found, stay: Facts) -> dict[str, Any]:
    """The values at which it was found, of its own row and of sections that are filled once."""
    said = {}
    for name in found.check.names:
        section, _dot, variable = name.partition(".")
        if section == found.row.section:
            value = found.row.values.get(variable)
        elif section in ONCE:
            value = stay.one(section).values.get(variable)
        else:
            continue
        if value is not None:
            said[name] = _plain(value)
    return said


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def _key(finding: Finding) -> Key:
    return finding.admission_id, finding.rule, finding.section, finding.row_id


def _asked_again(finding: Finding, said: dict[str, Any]) -> Finding:
    """An answer was to other values."""
    finding.said, finding.answer, finding.answered_at, finding.answered_by = said, "", None, None
    return finding


def _batches(stays: Iterable[int]) -> Iterator[list[int]]:
    ids: list[int] = []
    for stay in stays:
        ids.append(stay)
        if len(ids) == BATCH:
            yield ids
            ids = []
    if ids:
        yield ids


def nightly(*, now: datetime | None = None) -> Count:
    """Check every stay that is open, ended lately, was changed or brought in lately, or has a finding."""
    at = now or timezone.now()
    lately = at - timedelta(days=2)
    imported = ImportBatch.objects.filter(at__gte=lately).values("hospital_id")  # its event names no patient
    touched = Q(patient_id__in=_touched(lately)) | Q(hospital_id__in=imported)
    recent = Q(discharged_at=None) | Q(discharged_at__gte=at - STILL_AMENDED)
    asked = Q(pk__in=Finding.objects.filter(resolved_at=None).values("admission_id"))
    stays = Admission.objects.filter(recent | asked | touched)
    return check(stays.order_by("pk").values_list("pk", flat=True).iterator(), now=at)


def changed(*, since: timedelta, now: datetime | None = None) -> Count:
    """Check the stays of patients whose record was changed a moment ago, whichever way the change came in."""
    at = now or timezone.now()
    stays = Admission.objects.filter(patient_id__in=_touched(at - since))
    return check(stays.order_by("pk").values_list("pk", flat=True), now=at)


def _touched(since: datetime) -> QuerySet[Any]:
    """Patients whose record was changed since; opening it changes nothing."""
    events = AuditEvent.objects.filter(at__gte=since, patient_id__isnull=False).exclude(event="opened")
    return events.values("patient_id")


@transaction.atomic
def answer(finding: Finding, *, reason: str, by: User) -> Finding:
    """Say why the values are correct as they are. ValidationError without a reason, or when it has ended."""
    check_may(by, Permission.ANSWER_CHECKS)
    stored = Finding.objects.select_for_update().select_related("admission").get(pk=finding.pk)
    told = " ".join(reason.split())
    if stored.resolved_at is not None:
        raise ValidationError(_("This has been put right in the meantime."))
    if not SHORTEST_REASON <= len(told) <= 300:
        raise ValidationError({"reason": _("Please say in a few words why this is correct.")})
    stored.answer, stored.answered_at, stored.answered_by = told, timezone.now(), by
    stored.save(update_fields=["answer", "answered_at", "answered_by"])
    new = {"rule": stored.rule, "section": stored.section, "row": stored.row_id, "answer": told}
    audit.record("check answered", by=by, about=stored.admission, new=new)
    return stored
