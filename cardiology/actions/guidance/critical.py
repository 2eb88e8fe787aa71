"""Critical results: a call is opened, rises while nobody answers, and is acknowledged."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cardiology import audit
from cardiology.access import Permission, check_may, hospital_of
from cardiology.guidance.critical import DEFAULTS, RISES_AFTER, Limits
from cardiology.models import CriticalCall, CriticalLimit, LabResult, User
from cardiology.queries.guidance.critical import limits_of

# Older results are history: an import of last year calls nobody.
CALLS_FOR = timedelta(hours=24)
LEVELS = 3


@transaction.atomic
def open_calls(results: Iterable[LabResult] | None = None) -> int:
    """Open a call for each of these results that is critical; without any, for all of the last day.

    The one place where calls begin: told at once by forms and grids, and by the scheduler for whatever else
    brought a result in. A result has one call.
    """
    recent = timezone.now() - CALLS_FOR
    found = LabResult.objects.filter(
        collected_at__gte=recent, test__in=DEFAULTS, value__isnull=False, criticalcall_of__isnull=True
    )
    if results is not None:
        found = found.filter(pk__in=[r.pk for r in results])
    known: dict[int, dict[str, Limits]] = {}
    made = []
    for result in found.select_related("patient"):
        hospital_id = result.patient.hospital_id
        limits = known.setdefault(hospital_id, limits_of(hospital_id))
        limit = limits[str(result.test)]
        crossed = limit.crossed(float(result.value or 0))
        if crossed:
            due = timezone.now() + timedelta(minutes=limit.within)
            made.append(_call(result, crossed, due))
    CriticalCall.objects.bulk_create(made, ignore_conflicts=True)
    return len(made)


def _call(result: LabResult, crossed: str, due: datetime) -> CriticalCall:
    return CriticalCall(
        hospital_id=result.patient.hospital_id,
        patient_id=result.patient_id,
        admission_id=result.admission_id,
        result=result,
        test=str(result.test),
        value=result.value or Decimal(0),
        limit=crossed,
        due_at=due,
    )


@transaction.atomic
def raise_overdue() -> int:
    """Raise every open call that is overdue by one level, a quarter of an hour apart."""
    now = timezone.now()
    rows = CriticalCall.objects.select_for_update(skip_locked=True).filter(
        acknowledged_at__isnull=True, due_at__lt=now, level__lt=LEVELS
    )
    late = [c for c in rows if c.risen_at is None or c.risen_at <= now - timedelta(minutes=RISES_AFTER)]
    for call in late:
        call.level, call.risen_at = call.level + 1, now
        call.save(update_fields=["level", "risen_at"])
        audit.record("critical result rose", by=None, about=call, new={"level": call.level})
    return len(late)


@transaction.atomic
def acknowledge(call: CriticalCall, *, told: str, read_back: bool, action: str, by: User) -> CriticalCall:
    """Somebody was told of the result and read it back; twice changes nothing."""
    check_may(by, Permission.WRITE_RECORDS)
    stored = CriticalCall.objects.select_for_update().get(pk=call.pk)
    if stored.acknowledged_at:
        return stored
    if not told.strip():
        raise ValidationError({"told": _("Say who was told.")})
    stored.told, stored.read_back, stored.action = told.strip()[:80], read_back, action.strip()[:200]
    stored.acknowledged_at, stored.acknowledged_by = timezone.now(), by
    stored.save()
    new = {"told": stored.told, "read_back": read_back, "action": stored.action}
    audit.record("critical result acknowledged", by=by, about=stored, new=new)
    return stored


@transaction.atomic
def set_limit(
    test: str, *, low: Decimal | None, high: Decimal | None, within: int, by: User
) -> CriticalLimit:
    """Give a test the limits of this hospital; LookupError for a test without critical values."""
    check_may(by, Permission.SET_CRITICAL_LIMITS)
    if test not in DEFAULTS:
        raise LookupError(f"There are no critical values of {test}.")
    hospital = hospital_of(by)
    row = CriticalLimit.objects.select_for_update().filter(hospital=hospital, test=test).first()
    old = audit.state(row) if row else None
    row = row or CriticalLimit(hospital=hospital, test=test)
    row.low, row.high, row.within = low, high, within
    row.full_clean()
    row.save()
    audit.record("critical limit set", by=by, about=row, old=old, new=audit.state(row))
    return row
