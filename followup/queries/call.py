"""Everything a nurse needs in front of her during one call."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from cardiology.access import visible_to
from cardiology.dictionary.registry import variables
from cardiology.models import ContactPerson, Medication, Patient, Phase, User
from cardiology.queries.banner import banner
from cardiology.queries.one_stay import Recorded
from cardiology.queries.snapshots import years_between
from cardiology.queries.stay import discharge_drugs
from cardiology.wording import day, moment, shown
from followup.definitions import Attempt
from followup.models import Contact, Escalation, FollowUp, Visit, VisitState
from followup.queries.call_list import in_words
from followup.queries.desk.precall import Before, DueLine, before
from followup.reach import reach
from followup.schedule import asks_of, title_of
from followup.schedule.questions import of_whom

NOTES = 6


@dataclass(frozen=True)
class Card:
    """The left side of the call screen."""

    banner: dict[str, Any]
    visit: str
    day: int
    phones: list[Any]
    persons: list[ContactPerson]
    consent: bool | None
    drugs: list[dict[str, str]]
    notes: list[dict[str, Any]]
    plan: list[dict[str, Any]]
    open_flags: int
    reached: str
    before: Before


def visit_for_call(user: User, visit_id: int) -> Visit:
    """The visit with what the screen needs; Visit.DoesNotExist for one of another hospital."""
    stay = ("plan__admission__attending", "plan__admission__patient")
    rows = visible_to(user, Visit).select_related("patient", *stay, "claimed_by")
    beside = ("merged__plan", "patient__phones", "patient__contact_persons")
    return rows.prefetch_related(*beside).get(pk=visit_id)


def card(visit: Visit, due: list[DueLine], read: Recorded, *, user: User) -> Card:
    """Whom we may speak to, what is taken, what was said before, what is planned; `read` is of the stay."""
    patient, today = visit.patient, timezone.localdate()
    consent = patient.consents.filter(purpose="phone").first()
    return Card(
        banner=heading(user, visit, read),
        visit=in_words(visit),
        day=(today - visit.plan.anchor_on).days,
        phones=phones(patient),
        persons=_other_persons(patient),
        consent=consent.is_given if consent else None,
        drugs=discharge_drugs(visit.plan.admission),
        notes=notes(patient),
        plan=visits_of(patient, today),
        open_flags=Escalation.objects.filter(patient=patient, closed_at=None).count(),
        reached=reached(patient),
        before=before(visit, due, read),
    )


def reached(patient: Patient) -> str:
    """“Answered 3 of 5 attempts, best from 8 to 12”."""
    made = patient.contacts.values_list("at", "outcome")
    found = reach(Attempt(timezone.localtime(at), outcome.startswith("answered")) for at, outcome in made)
    if not found.tried:
        return ""
    words = _("Answered %(n)d of %(of)d attempts") % {"n": found.answered, "of": found.tried}
    if found.best is None:
        return words
    return _("%(answered)s, best from %(first)d to %(last)d") % {
        "answered": words, "first": found.best[0], "last": found.best[1],
    }  # fmt: skip


def phones(patient: Patient) -> list[Any]:
    """The numbers in their order, each knowing whether its owner may not be asked."""
    refused = {digits(p.phone) for p in patient.contact_persons.all() if p.consent is False}
    found: list[Any] = list(patient.phones.all())
    for phone in found:
        phone.is_refused = phone.digits in refused
    return found


def _other_persons(patient: Patient) -> list[ContactPerson]:
    """Contact persons whose number is not among the phones."""
    known = {p.digits for p in patient.phones.all()}
    return [p for p in patient.contact_persons.all() if digits(p.phone) not in known]


def digits(number: str) -> str:
    """The digits of a number as it was typed."""
    return "".join(c for c in number if c.isdigit())


def heading(user: User, visit: Visit, read: Recorded) -> dict[str, Any]:
    """The patient's heading as on the record; the bed and the day of a stay that is over are left out."""
    return banner(user, visit.patient, visit.plan.admission, read) | {"place": "", "day": ""}


def notes(patient: Patient) -> list[dict[str, Any]]:
    """The last attempts, newest first."""
    found = Contact.objects.filter(patient=patient).select_related("by").order_by("-at", "-pk")[:NOTES]
    return [
        {"at": moment(c.at), "title": c.get_outcome_display(), "text": _told(c)}  # type: ignore[attr-defined]
        for c in found
    ]


def _told(contact: Contact) -> str:
    """What was noted, on which number, by whom."""
    number = f"…{contact.number_tail}" if contact.number_tail else ""
    return " · ".join(part for part in (contact.note, number, str(contact.by or "")) if part)


def visits_of(patient: Patient, today: date) -> list[dict[str, Any]]:
    """All visits of the patient's open plans as a time-line."""
    found = Visit.objects.filter(patient=patient, plan__closed_at=None).select_related("plan")
    tones = {VisitState.DONE: "done", VisitState.OPEN: "planned"}
    return [
        {"at": day(v.due_on), "title": title_of(v.plan.pathway, v.code), "tone": _tone(v, today, tones),
         "text": v.get_state_display() if v.state != VisitState.OPEN else ""}  # type: ignore[attr-defined]
        for v in found if v.state != VisitState.CANCELLED
    ]  # fmt: skip


def _tone(visit: Visit, today: date, tones: dict[Any, str]) -> str:
    if visit.state == VisitState.OPEN and visit.closes_on < today:
        return "late"
    return tones.get(visit.state, "")


def questions(visit: Visit) -> list[str]:
    """What is asked in this call, for the visit and for what was merged into it."""
    asked = asks_of([(v.plan.pathway, v.code) for v in (visit, *visit.merged.all())])
    return list(dict.fromkeys([*asked, *_of_whom(visit)]))


def _of_whom(visit: Visit) -> tuple[str, ...]:
    """What is asked because of who the patient is and what the discharge list holds."""
    listed = Medication.objects.filter(admission=visit.plan.admission, phase=Phase.DISCHARGE)
    rows, born = list(listed.values_list("drug_class", "drug")), visit.patient.birth_on
    return of_whom(
        sex=visit.patient.sex, age=years_between(born, timezone.localdate()) if born else None,
        classes=[c for c, _drug in rows if c], drugs=[drug for _c, drug in rows if drug],
    )  # fmt: skip


def previous(visit: Visit) -> FollowUp | None:
    """The answers of the call before."""
    return FollowUp.objects.filter(patient=visit.patient).order_by("-answered_at").first()


def said_before(answers: FollowUp | None) -> dict[str, str]:
    """The previous answers in words, by variable."""
    if answers is None:
        return {}
    return {
        v.name: shown(answers, v)
        for v in variables(FollowUp)
        if getattr(answers, v.attname) not in (None, "")
    }
