"""Judging events: opening a case with its masked packet, voting, locking."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cardiology import audit
from cardiology.access import Permission, check_may, visible_to
from cardiology.models import User
from followup.endpoints import CLASSES, CONFIRMED, VERSION, Judged, result
from followup.models import Adjudication, EventSource, ReportedEvent, Vote
from followup.queries.reach import packets


class MayNotJudge(ValidationError):
    """This doctor knows too much of the case, or has judged it already."""


@transaction.atomic
def open_case(event: ReportedEvent, *, by: User) -> Adjudication:
    """Put an event before the judges: its packet is built from the record now, masked and frozen."""
    check_may(by, Permission.CALL)
    stored = visible_to(by, ReportedEvent).select_for_update(of=("self",)).get(pk=event.pk)
    made, is_new = Adjudication.objects.get_or_create(
        event=stored,
        defaults={
            "patient_id": stored.patient_id, "kind": stored.kind, "trigger": _trigger(stored),
            "packet": packets.build(stored), "version": VERSION, "opened_by": by,
        },
    )  # fmt: skip
    if is_new:
        audit.record("adjudication opened", by=by, about=made, new={"kind": made.kind})
    return made


def _trigger(event: ReportedEvent) -> str:
    if event.kind == "death":
        return "death"
    return "readmission" if event.told_by == EventSource.OWN_RECORD else "report"


def may_not(case: Adjudication, by: User) -> str:
    """Why a doctor may not judge a case; "" who may. Who treated the patient or opened the case does not."""
    positions = {v.by_id for v in case.votes.all()}
    reasons = (
        (case.locked_at is not None, _("This case is locked.")),
        (by.pk in positions, _("You have judged this case.")),
        (by.pk == case.opened_by_id, _("You opened this case; others judge it.")),
        (_treated(case, by), _("You treated this patient; others judge this case.")),
        (len(positions) >= 3, _("All votes are given.")),
    )
    return next((str(words) for applies, words in reasons if applies), "")


def _treated(case: Adjudication, by: User) -> bool:
    return case.patient.admissions.filter(attending=by).exists()


@transaction.atomic
def vote(case: Adjudication, told: dict[str, Any], *, by: User) -> Vote:
    """One vote; it cannot be changed. Two that agree, or the third, lock the case."""
    check_may(by, Permission.ADVISE)
    stored = visible_to(by, Adjudication).select_for_update(of=("self",)).get(pk=case.pk)
    refused, told = may_not(stored, by), dict(told)
    if refused:
        raise MayNotJudge(refused)
    _check_class(stored, told)
    day, position = told.pop("day", None), stored.votes.count() + 1
    made = Vote(adjudication=stored, by=by, position=position, occurred_on=day, **told)
    made.full_clean(exclude=["adjudication", "by"])
    made.save()
    audit.record("event judged", by=by, about=stored, new={"position": made.position})
    _lock(stored, by)
    return made


def _check_class(case: Adjudication, told: dict[str, Any]) -> None:
    """A confirmed event needs one of its classes, any other has none."""
    is_confirmed = told["verdict"] == CONFIRMED
    if is_confirmed and told.get("classification") not in CLASSES.get(case.kind, {}):
        raise ValidationError({"classification": _("Choose the class of this event.")})
    if not is_confirmed:
        told["classification"] = ""
    if told.get("day") and told["day"] > timezone.localdate():
        raise ValidationError({"day": _("This day is still to come.")})


def _lock(case: Adjudication, by: User) -> None:
    votes = [Judged(v.verdict, v.classification, v.occurred_on) for v in case.votes.all()]
    said = result(votes)
    case.agreed = said.agreed
    if said.verdict:
        case.verdict, case.classification, case.occurred_on = said.verdict, said.classification, said.on
        case.locked_at = timezone.now()
        told = {"verdict": said.verdict, "class": said.classification}
        audit.record("adjudication locked", by=by, about=case, new=told)
    case.save()
