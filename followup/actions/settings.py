"""A department sets up its desk: phone, hours, how red flags rise, when an attempt is repeated."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cardiology import audit
from cardiology.access import Permission, check_may, hospital_of
from cardiology.models import Hospital, User
from followup import levels, requeue
from followup.actions.escalations import own_minutes
from followup.models import Desk, EscalationStep, RequeueRule


@transaction.atomic
def set_desk(desk: Desk, *, by: User) -> Desk:
    """Phone, hours, language and quiet hours of the desk."""
    check_may(by, Permission.DEFINE)
    desk.hospital = _locked(by)
    stored = Desk.objects.filter(hospital=desk.hospital).first()
    old = audit.state(stored) if stored else {}
    desk.pk = stored.pk if stored else None
    desk.full_clean()
    desk.save()
    before, after = audit.changes(old, audit.state(desk))
    audit.record("desk set up", by=by, about=desk, old=before, new=after)
    return desk


@transaction.atomic
def set_steps(minutes: Mapping[tuple[str, str], int], *, by: User) -> None:
    """After how many minutes an untaken red flag rises; each level later than the one before it."""
    check_may(by, Permission.DEFINE)
    hospital = _locked(by)
    old, wanted = own_minutes(hospital.pk), {}
    for severity, steps in levels.STEPS.items():
        asked = [minutes.get((severity, step.to), step.minutes) for step in steps]
        if asked[0] != 0 or any(one >= other for one, other in zip(asked, asked[1:], strict=False)):
            raise ValidationError(_("Each level has to come later than the one before it."))
        for step, own in zip(steps, asked, strict=True):
            if own != step.minutes:
                wanted[(severity, step.to)] = own
    EscalationStep.objects.filter(hospital=hospital).delete()
    EscalationStep.objects.bulk_create(
        EscalationStep(hospital=hospital, severity=severity, to=to, minutes=own)
        for (severity, to), own in wanted.items()
    )
    told = [{" ".join(key): n for key, n in found.items()} for found in (old, wanted)]
    audit.record("escalation levels set", by=by, about=hospital, old=told[0], new=told[1])


@transaction.atomic
def set_rules(rules: Mapping[str, requeue.Rule], *, by: User) -> None:
    """What follows an attempt that reached nobody; what equals the rule of the house is not stored."""
    check_may(by, Permission.DEFINE)
    hospital = _locked(by)
    old = requeue_rules(hospital.pk)
    own = {outcome: rule for outcome, rule in rules.items() if rule != requeue.RULES[outcome]}
    rows = [
        RequeueRule(
            hospital=hospital, outcome=outcome, minutes=int(rule.delay.total_seconds() // 60), cap=rule.cap,
            other_band=rule.other_band, other_number_from=rule.other_number_from,
        )
        for outcome, rule in own.items()
    ]  # fmt: skip
    RequeueRule.objects.filter(hospital=hospital).delete()
    for row in rows:
        row.full_clean()
    RequeueRule.objects.bulk_create(rows)
    audit.record("rules for the next attempt set", by=by, about=hospital, old=_plain(old), new=_plain(own))


def requeue_rules(hospital_id: int) -> dict[str, requeue.Rule]:
    """The rules that a hospital has set itself, by outcome."""
    return {
        row.outcome: requeue.Rule(
            timedelta(minutes=row.minutes), row.cap, row.other_band, row.other_number_from
        )
        for row in RequeueRule.objects.filter(hospital_id=hospital_id)
    }


def _plain(rules: Mapping[str, requeue.Rule]) -> dict[str, Any]:
    return {outcome: asdict(rule) | {"delay": str(rule.delay)} for outcome, rule in rules.items()}


def _locked(by: User) -> Hospital:
    """The hospital, locked: two heads do not set it up at once."""
    return Hospital.objects.select_for_update().get(pk=hospital_of(by).pk)
