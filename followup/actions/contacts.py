"""Recording what came of a call, and what follows from it."""

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
from cardiology.actions import consents, patients, results, sections
from cardiology.models import Decision, LabResult, Patient, Phone, Purpose, User
from cardiology.models.audit import Submission
from followup import requeue
from followup.actions import claims, days, escalations, following, plans
from followup.actions.settings import requeue_rules
from followup.models import (
    Adherence,
    Channel,
    Contact,
    Direction,
    Escalation,
    FollowUp,
    LifeSign,
    LifeSource,
    Outcome,
    Plan,
    ReportedEvent,
    Visit,
    VisitState,
)
from followup.models.replies import Informant
from followup.queries.late import REACHED, meets_unreachable

RELATIVES = (Informant.SPOUSE, Informant.CHILD, Informant.OTHER)
BAD_NUMBER = (Outcome.WRONG_NUMBER, Outcome.INVALID_NUMBER)


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
    channel: str = Channel.PHONE
    drugs: Sequence[Adherence] = ()  # what became of each drug of the discharge list
    results: Sequence[LabResult] = ()  # laboratory results that the patient read out
    direction: str = Direction.OUT


def told_event(kind: str, on: date, precision: str, note: str) -> ReportedEvent:
    """An event as it was told in a call, not yet saved."""
    return ReportedEvent(kind=kind, occurred_on=on, precision=precision, note=note or None)  # type: ignore[misc]


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
    stored = claims.locked(visit, by=by)
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


@transaction.atomic
def rang(visit: Visit, *, by: User) -> Contact:
    """The patient called us and nobody could talk: they stand on the list at once, as who called us."""
    check_may(by, Permission.CALL)
    stored = claims.locked(visit, by=by)
    now = timezone.now()
    contact = Contact.objects.create(
        visit=stored, patient=stored.patient, by=by, outcome=Outcome.CALL_LATER, direction=Direction.IN,
        callback_at=now,
    )  # fmt: skip
    Visit.objects.filter(pk=stored.pk).update(callback_at=now, next_attempt_at=None)
    alive(stored.patient, contact, by=by)
    audit.record("contact recorded", by=by, about=contact, new={"outcome": "rang"})
    return contact


def _attempt(visit: Visit, outcome: str, told: Told, by: User) -> Contact:
    """The attempt itself; the visit is given back, its promised call is over."""
    if outcome == Outcome.CALL_LATER and (told.callback_at is None or told.callback_at <= timezone.now()):
        raise ValidationError({"callback_at": _("Say when to call again: a time that is still to come.")})
    contact = Contact(
        visit=visit, patient=visit.patient, by=by, outcome=outcome, note=told.note, phone=told.phone,
        number_tail=told.phone.digits[-4:] if told.phone else "", callback_at=told.callback_at,
        channel=told.channel,
        direction=told.direction,
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
        _died(visit.patient, told, by)
    elif outcome == Outcome.REFUSED:
        _refused(visit, by)
    elif outcome == Outcome.PARTIAL:
        _broken_off(visit, contact, told, by)
    elif outcome == Outcome.CALL_LATER:
        Visit.objects.filter(pk=visit.pk).update(callback_at=told.callback_at)
        alive(visit.patient, contact, by=by)
    else:
        _queue_again(visit, contact)
    if outcome != Outcome.DIED:  # whatever ended the talk, what was heard in it must reach a doctor
        escalations.open_for(contact, _new_flags(visit, told), by=by)


def _died(patient: Patient, told: Told, by: User) -> None:
    """A death that was told on the phone; its day, where it is known, with its source."""
    patients.report_death(patient, on=told.died_on, cause=told.cause, by=by, via="call")
    if told.died_on:
        LifeSign.objects.get_or_create(
            patient=patient, on=told.died_on, is_alive=False, source=LifeSource.CALL,
            defaults={"recorded_by": by},
        )  # fmt: skip


def _reached(visit: Visit, contact: Contact, told: Told, by: User) -> None:
    """Answers are saved, the visit and what was merged into it are done, red flags go to the doctor."""
    answers = told.answers or FollowUp()
    answers.patient, answers.admission = visit.patient, None
    answers.contact, answers.answered_at = contact, contact.at
    sections.save(answers, by=by, confirmed=told.confirmed, permission=Permission.CALL)
    _told_beside(visit, contact, told, by)
    days.gather(visit)
    done = Visit.objects.filter(pk=visit.pk) | Visit.objects.filter(merged_into=visit, state=VisitState.OPEN)
    concerned = list(Plan.objects.filter(visits__in=done).distinct())
    plans.end_visits(
        Visit.objects.filter(pk__in=[v.pk for v in done]), state=VisitState.DONE, why=contact.outcome
    )
    alive(visit.patient, contact, by=by)
    for plan in concerned:
        following.go_on(plan, by=by)
    days.recompute(visit.patient)


def _told_beside(visit: Visit, contact: Contact, told: Told, by: User) -> None:
    """What was told drug by drug, and results that were read out."""
    for row in told.drugs:
        row.patient, row.contact, row.told_at = visit.patient, contact, contact.at
        sections.save(row, by=by, permission=Permission.CALL)
    for result in told.results:
        result.patient = visit.patient
        results.derive(result, visit.patient.sex)
        sections.save(result, by=by, confirmed=("value",), permission=Permission.CALL)


def _broken_off(visit: Visit, contact: Contact, told: Told, by: User) -> None:
    """The answers stay as a draft, the patient comes back by the rule."""
    own = requeue_rules(visit.patient.hospital_id)
    at = timezone.localtime(contact.at)
    again = told.callback_at or requeue.next_attempt(contact.outcome, at, 0, own)
    Visit.objects.filter(pk=visit.pk).update(callback_at=told.callback_at, next_attempt_at=again)
    alive(visit.patient, contact, by=by)


def _new_flags(visit: Visit, told: Told) -> list[Any]:
    """Red flags that an earlier talk of the same visit has not sent to a doctor yet."""
    sent = Escalation.objects.filter(contact__visit=visit).values_list("flag", flat=True)
    known = set(sent)
    return [flag for flag in told.flags if flag.id not in known]


def _refused(visit: Visit, by: User) -> None:
    """Recorded as a withdrawn consent, which closes all plans."""
    consents.record(visit.patient, Purpose.PHONE, Decision.WITHDRAWN, by=by, asked_by=by, via="call")


def _queue_again(visit: Visit, contact: Contact) -> None:
    """A wrong number is put away at once; an attempt that reached nobody comes back by its rule."""
    now = timezone.localtime(contact.at)
    if contact.outcome in BAD_NUMBER and contact.phone:
        Phone.objects.filter(pk=contact.phone.pk).update(invalid_since=now.date())
    own = requeue_rules(visit.patient.hospital_id)
    again = requeue.next_attempt(contact.outcome, now, visit.attempts, own)
    if again is None and meets_unreachable(visit):
        plans.end_visits(Visit.objects.filter(pk=visit.pk), state=VisitState.UNREACHABLE, why="attempts")
        days.recompute(visit.patient)
        return
    Visit.objects.filter(pk=visit.pk).update(
        next_attempt_at=again or requeue.next_attempt(contact.outcome, now, 0, own)
    )


def alive(patient: Patient, contact: Contact, *, by: User) -> None:
    """Evidence of life: the last day known alive moves on, and nobody is lost any more."""
    day = timezone.localtime(contact.at).date()
    source = LifeSource.SELF_REPORT if contact.channel == Channel.MESSAGE else LifeSource.CALL
    LifeSign.objects.get_or_create(
        patient=patient, on=day, is_alive=True, source=source, defaults={"recorded_by": by}
    )
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
