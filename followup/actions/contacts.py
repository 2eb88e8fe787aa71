"""Claiming a patient for a call, and recording what came of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cardiology import audit
from cardiology.access import Permission, check_may, visible_to
from cardiology.actions import consents, patients, sections
from cardiology.models import Decision, Patient, Phone, Purpose, Relation, User
from cardiology.models.audit import Submission
from followup import requeue
from followup.actions import escalations, plans
from followup.definitions import LEASE, Attempt, is_unreachable
from followup.models import Contact, FollowUp, Outcome, Plan, ReportedEvent, Visit, VisitState
from followup.models.answer import Informant

REACHED = (Outcome.ANSWERED, Outcome.ANSWERED_PROXY)
RELATIVES = (Informant.SPOUSE, Informant.CHILD, Informant.OTHER)
BAD_NUMBER = (Outcome.WRONG_NUMBER, Outcome.INVALID_NUMBER)


class Taken(Exception):
    """Somebody else holds this patient, or the visit is no longer open."""


@dataclass
class Told:
    """What was heard in a call, beside its outcome."""

    answers: FollowUp | None = None
    confirmed: Collection[str] = ()
    events: Sequence[ReportedEvent] = ()
    phone: Phone | None = None
    note: str = ""
    callback_at: datetime | None = None
    died_on: date | None = None
    cause: str | None = None
    flags: Sequence[Any] = field(default_factory=tuple)  # red flags that fired


def told_event(kind: str, on: date, precision: str, note: str) -> ReportedEvent:
    """An event as it was told in a call, not yet saved."""
    return ReportedEvent(kind=kind, occurred_on=on, precision=precision, note=note or None)  # type: ignore[misc]


@transaction.atomic
def claim(visit: Visit, *, by: User) -> Visit:
    """Hold a patient for a call. Taken is raised if somebody else does, even through another visit."""
    check_may(by, Permission.CALL)
    now = timezone.now()
    wanted = visible_to(by, Visit).filter(patient_id=visit.patient_id, state=VisitState.OPEN)
    # No join to the holder: a row that changed while it was waited for would be read with its former holder.
    locked = list(wanted.select_for_update(skip_locked=True, of=("self",)))
    held = [v for v in locked if _is_held_by_other(v, by, now)]
    if held:
        raise Taken(_("%(who)s is calling this patient now.") % {"who": held[0].claimed_by})
    mine = next((v for v in locked if v.pk == visit.pk), None)
    if mine is None and wanted.filter(pk=visit.pk).exists():
        raise Taken(_("Somebody else is opening this patient at this moment."))
    if mine is None:
        raise Taken(_("This visit is no longer open."))
    if len(locked) < wanted.count():
        raise Taken(_("Somebody else is opening this patient at this moment."))
    if mine.claimed_by_id not in (None, by.pk):
        audit.record("claim taken over", by=by, about=mine, old={"claimed_by": mine.claimed_by_id})
    mine.claimed_by, mine.claimed_until = by, now + LEASE
    mine.save(update_fields=["claimed_by", "claimed_until"])
    plans.gather(mine)
    return mine


@transaction.atomic
def release(visit: Visit, *, by: User) -> None:
    """Give a patient back to the list without a call."""
    held = visible_to(by, Visit).filter(pk=visit.pk, claimed_by=by)
    held.update(claimed_by=None, claimed_until=None)


@transaction.atomic
def keep_draft(visit: Visit, answers: dict[str, Any], *, by: User) -> bool:
    """Keep what was answered so far, and hold the patient longer; False when somebody else holds them now."""
    check_may(by, Permission.CALL)
    stored = visible_to(by, Visit).select_for_update(of=("self",)).filter(pk=visit.pk).first()
    if stored is None or stored.state != VisitState.OPEN:
        return False
    stored.draft = answers
    is_mine = not _is_held_by_other(stored, by, timezone.now())
    if is_mine:
        stored.claimed_by, stored.claimed_until = by, timezone.now() + LEASE
    stored.save(update_fields=["draft", "claimed_by", "claimed_until"])
    return is_mine


@transaction.atomic
def record(
    visit: Visit, outcome: str, told: Told | None = None, *, by: User, submission: UUID | None = None
) -> Contact:
    """Record one attempt and what follows from it. The same submission again gives the first contact."""
    check_may(by, Permission.CALL)
    told = told or Told()
    if submission:
        sent, is_new = Submission.objects.get_or_create(key=submission, defaults={"by_id": by.pk})
        if not is_new:
            return visible_to(by, Contact).get(pk=int(sent.result))
    stored = _locked(visit, by)
    if outcome == Outcome.ANSWERED and told.answers and told.answers.informant in RELATIVES:
        outcome = Outcome.ANSWERED_PROXY
    contact = _attempt(stored, outcome, told, by)
    if submission:
        Submission.objects.filter(key=submission).update(result=str(contact.pk))
    for event in told.events:
        event.patient, event.contact = stored.patient, contact
        sections.save(event, by=by, permission=Permission.CALL)
    _follow(stored, contact, told, by)
    return contact


def _is_held_by_other(visit: Visit, by: User, now: datetime) -> bool:
    until = visit.claimed_until
    return visit.claimed_by_id not in (None, by.pk) and until is not None and until > now


def _locked(visit: Visit, by: User) -> Visit:
    stored = (
        visible_to(by, Visit).select_for_update(of=("self",)).select_related("plan", "patient")
        .filter(pk=visit.pk).first()
    )  # fmt: skip
    if stored is None or stored.state != VisitState.OPEN:
        raise Taken(_("This visit is no longer open."))
    if _is_held_by_other(stored, by, timezone.now()):
        raise Taken(_("%(who)s is calling this patient now.") % {"who": stored.claimed_by})
    return stored


def _attempt(visit: Visit, outcome: str, told: Told, by: User) -> Contact:
    """The attempt itself; the visit is given back, its promised call is over."""
    if outcome == Outcome.CALL_LATER and (told.callback_at is None or told.callback_at <= timezone.now()):
        raise ValidationError({"callback_at": _("Say when to call again: a time that is still to come.")})
    contact = Contact(
        visit=visit, patient=visit.patient, by=by, outcome=outcome, note=told.note, phone=told.phone,
        number_tail=told.phone.digits[-4:] if told.phone else "", callback_at=told.callback_at,
    )  # fmt: skip
    contact.full_clean(exclude=["visit", "patient", "by", "phone"])
    contact.save()
    audit.record("contact recorded", by=by, about=contact, new={"outcome": outcome})
    visit.attempts += 1
    visit.claimed_by = visit.claimed_until = visit.callback_at = visit.next_attempt_at = None
    visit.revision += 1
    visit.save()
    return contact


def _follow(visit: Visit, contact: Contact, told: Told, by: User) -> None:
    outcome = contact.outcome
    if outcome in REACHED:
        _reached(visit, contact, told, by)
    elif outcome == Outcome.DIED:
        patients.report_death(visit.patient, on=told.died_on, cause=told.cause, by=by, via="call")
    elif outcome == Outcome.REFUSED:
        _refused(visit, by)
    elif outcome == Outcome.CALL_LATER:
        Visit.objects.filter(pk=visit.pk).update(callback_at=told.callback_at)
        alive(visit.patient, contact, by=by)
    else:
        _queue_again(visit, contact)


def _reached(visit: Visit, contact: Contact, told: Told, by: User) -> None:
    """Answers are saved, the visit and what was merged into it are done, red flags go to the doctor."""
    answers = told.answers or FollowUp()
    answers.patient, answers.admission = visit.patient, None
    answers.contact, answers.answered_at = contact, contact.at
    sections.save(answers, by=by, confirmed=told.confirmed, permission=Permission.CALL)
    plans.gather(visit)
    done = Visit.objects.filter(pk=visit.pk) | Visit.objects.filter(merged_into=visit, state=VisitState.OPEN)
    concerned = list(Plan.objects.filter(visits__in=done).distinct())
    plans.end_visits(
        Visit.objects.filter(pk__in=[v.pk for v in done]), state=VisitState.DONE, why=contact.outcome
    )
    alive(visit.patient, contact, by=by)
    escalations.open_for(contact, told.flags, by=by)
    for plan in concerned:
        plans.go_on(plan, by=by)
    plans.recompute(visit.patient)


def _refused(visit: Visit, by: User) -> None:
    """Recorded as a withdrawn consent, which closes all plans."""
    consents.record(visit.patient, Purpose.PHONE, Decision.WITHDRAWN, by=by, asked_by=by, via="call")


def _queue_again(visit: Visit, contact: Contact) -> None:
    """A wrong number is put away at once; an attempt that reached nobody comes back by its rule."""
    now = timezone.localtime(contact.at)
    if contact.outcome in BAD_NUMBER and contact.phone:
        Phone.objects.filter(pk=contact.phone.pk).update(invalid_since=now.date())
    again = requeue.next_attempt(contact.outcome, now, visit.attempts)
    if again is None and meets_unreachable(visit):
        plans.end_visits(
            Visit.objects.filter(pk=visit.pk), state=VisitState.UNREACHABLE, why=_("attempts exhausted")
        )
        plans.recompute(visit.patient)
        return
    Visit.objects.filter(pk=visit.pk).update(
        next_attempt_at=again or requeue.next_attempt(contact.outcome, now, 0)
    )


def meets_unreachable(visit: Visit) -> bool:
    """Whether the attempts so far meet the definition of “not reached”."""
    phones = {p.pk: p.owner for p in visit.patient.phones.all()}
    attempts = [
        Attempt(timezone.localtime(c.at), c.outcome in REACHED,
                c.phone_id is not None and phones.get(c.phone_id, Relation.SELF) != Relation.SELF)
        for c in visit.contacts.all()
    ]  # fmt: skip
    alternate = any(owner != Relation.SELF for owner in phones.values())
    return is_unreachable(
        attempts, opens_on=visit.opens_on, closes_on=visit.closes_on, has_alternate=alternate
    )


def alive(patient: Patient, contact: Contact, *, by: User) -> None:
    """Evidence of life: the last day known alive moves on, and nobody is lost any more."""
    day = timezone.localtime(contact.at).date()
    stored = Patient.objects.select_for_update().get(pk=patient.pk)
    if stored.last_known_alive_on is None or stored.last_known_alive_on < day:
        old = stored.last_known_alive_on
        stored.last_known_alive_on = day
        stored.revision += 1
        stored.save(update_fields=["last_known_alive_on", "revision"])
        audit.record("known alive", by=by, about=stored, old={"on": str(old or "")}, new={"on": str(day)})
    Plan.objects.filter(patient=patient, lost_at__isnull=False).update(lost_at=None)
    if contact.phone_id:
        Phone.objects.filter(pk=contact.phone_id).update(last_reached_at=contact.at)
