"""Critical results: a call is opened, rises while nobody answers, and is acknowledged."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cardiology import audit
from cardiology.access import Permission, check_may, hospital_of
from cardiology.guidance.critical import DEFAULTS, RISES_AFTER, TESTS, Around, Limits, judge
from cardiology.guidance.laboratory import WARNINGS
from cardiology.models import (
    CriticalCall,
    CriticalLimit,
    CriticalNotice,
    LabResult,
    Role,
    User,
    WarningLimit,
)
from cardiology.queries.guidance.around import around
from cardiology.queries.guidance.critical import limits_of

# Older results are history: an import of last year calls nobody.
CALLS_FOR = timedelta(hours=24)
LEVELS = 3
LEEWAY = timedelta(minutes=1)  # a clock beside ours


@transaction.atomic
def open_calls(results: Iterable[LabResult] | None = None) -> int:
    """Open a call for each of these results that is critical; without any, for all of the last day.

    The one place where calls begin: told at once by forms and grids, and by the scheduler for whatever else
    brought a result in. A result has one call.
    """
    recent = timezone.now() - CALLS_FOR
    can_be = Q(value__isnull=False) | Q(test="bcult")
    rows = LabResult.objects.filter(can_be, collected_at__gte=recent, test__in=TESTS)
    rows = rows.filter(criticalcall_of__isnull=True)
    if results is not None:
        rows = rows.filter(pk__in=[r.pk for r in results])
    found = list(rows.select_related("patient", "admission"))
    seen, known = around(found), dict[int, Mapping[str, Limits]]()
    made = []
    for result in found:
        hospital_id = result.patient.hospital_id
        limits = known.setdefault(hospital_id, limits_of(hospital_id))
        value = None if result.value is None else float(result.value)
        beside = seen.get(result.pk) or Around(at=result.collected_at)
        judged = judge(str(result.test), value, result.value_text or "", beside, limits)
        if judged:
            made.append(_call(result, *judged))
    CriticalCall.objects.bulk_create(made, ignore_conflicts=True)
    return len(made)


def _call(result: LabResult, limit: Limits, crossed: str) -> CriticalCall:
    return CriticalCall(
        hospital_id=result.patient.hospital_id,
        patient_id=result.patient_id,
        admission_id=result.admission_id,
        result=result,
        test=str(result.test),
        value=result.value,
        text="" if result.value is not None else (result.value_text or "")[:200],
        limit=crossed,
        due_at=timezone.now() + timedelta(minutes=limit.within),
    )


@transaction.atomic
def raise_overdue() -> int:
    """Raise every open call that is overdue by one level, a quarter of an hour apart, and bring it before
    whom the level names."""
    now = timezone.now()
    rows = CriticalCall.objects.select_for_update(of=("self",), skip_locked=True).filter(
        acknowledged_at__isnull=True, due_at__lt=now, level__lt=LEVELS
    )
    again = now - timedelta(minutes=RISES_AFTER)
    late = [c for c in rows.select_related("admission") if c.risen_at is None or c.risen_at <= again]
    for call in late:
        call.level, call.risen_at = call.level + 1, now
        call.save(update_fields=["level", "risen_at"])
        told = _bring_before(call)
        audit.record("critical result rose", by=None, about=call, new={"level": call.level, "told": told})
    return len(late)


def _bring_before(call: CriticalCall) -> list[str]:
    """Notices for the people of the level, once each: who was brought in now, by user name."""
    known = set(call.notices.values_list("person_id", flat=True))
    people = [p for p in _people(call) if p.pk not in known]
    CriticalNotice.objects.bulk_create(
        [CriticalNotice(call=call, person=p, level=call.level) for p in people], ignore_conflicts=True
    )
    return sorted(p.get_username() for p in people)


def _people(call: CriticalCall) -> list[User]:
    """First the doctor who answers for the stay, then the head, then every cardiologist of the hospital;
    where a level has nobody, the next one is told at once."""
    here = User.objects.filter(hospital_id=call.hospital_id, is_active=True)
    attending = call.admission.attending_id if call.admission else None
    levels = (
        here.filter(pk=attending) if attending else here.none(),
        here.filter(role=Role.HEAD),
        here.filter(role__in=(Role.CARDIOLOGIST, Role.HEAD)),
    )
    for people in levels[call.level - 1 :]:
        found = list(people)
        if found:
            return found
    return []


@transaction.atomic
def acknowledge(
    call: CriticalCall,
    *,
    told: str,
    read_back: bool,
    action: str,
    by: User,
    called_at: datetime | None = None,
    acted_at: datetime | None = None,
) -> CriticalCall:
    """Somebody was told of the result and read it back; twice changes nothing. Told now unless said when."""
    check_may(by, Permission.WRITE_RECORDS)
    stored = CriticalCall.objects.select_for_update().get(pk=call.pk)
    if stored.acknowledged_at:
        return stored
    if not told.strip():
        raise ValidationError({"told": _("Say who was told.")})
    now = timezone.now()
    at = called_at or now
    since = stored.result.collected_at if stored.result else stored.opened_at
    if not since <= at <= now + LEEWAY:
        raise ValidationError({"called_at": _("Between the sample and now.")})
    if acted_at is not None and not since <= acted_at <= now + LEEWAY:
        raise ValidationError({"acted_at": _("Between the sample and now.")})
    stored.called_at, stored.acted_at = at, acted_at
    stored.told, stored.read_back, stored.action = told.strip()[:80], read_back, action.strip()[:200]
    stored.acknowledged_at, stored.acknowledged_by = now, by
    stored.save()
    new = {
        "told": stored.told, "called_at": at.isoformat(), "read_back": read_back, "action": stored.action,
        "acted_at": acted_at.isoformat() if acted_at else None,
    }  # fmt: skip
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
    if not DEFAULTS[test].has_numbers and (low is not None or high is not None):
        raise ValidationError(_("This one has no limits, only the minutes."))
    told = {"low": low, "high": high, "within": within}
    return _set(CriticalLimit, test, told, event="critical limit set", by=by)


@transaction.atomic
def set_warning(test: str, *, low: Decimal | None, high: Decimal | None, by: User) -> WarningLimit:
    """Give a test the limits at which it warns in this hospital; LookupError for one that never warns."""
    check_may(by, Permission.SET_CRITICAL_LIMITS)
    if test not in WARNINGS:
        raise LookupError(f"{test} does not warn.")
    return _set(WarningLimit, test, {"low": low, "high": high}, event="warning limit set", by=by)


def _set(model: Any, test: str, told: dict[str, Any], *, event: str, by: User) -> Any:
    hospital = hospital_of(by)
    row = model.objects.select_for_update().filter(hospital=hospital, test=test).first()
    old = audit.state(row) if row else None
    row = row or model(hospital=hospital, test=test)
    for name, value in told.items():
        setattr(row, name, value)
    row.full_clean()
    row.save()
    audit.record(event, by=by, about=row, old=old, new=audit.state(row))
    return row
