"""The call list: who is to be called now, in which order, and why."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache, partial
from typing import Any, NamedTuple

from django.db.models import Prefetch, Q, QuerySet, TextChoices
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cardiology.access import visible_to
from cardiology.models import Category, Phone, Relation, Sex, User
from cardiology.wording import age, moment
from followup.definitions import Standing, standing
from followup.models import Contact, Outcome, Visit, VisitState
from followup.priority import Facts, Priority, priority
from followup.queries.due_now import READ, callable_now
from followup.schedule import PATHWAYS, UNPLANNED, declared, pathway_title, title_of

PAGE = 50
EARLY = timedelta(days=45)

BUCKETS: dict[str, Any] = {
    "callback": gettext_lazy("Callbacks due"),
    "due": gettext_lazy("Due today"),
    "closing": gettext_lazy("Window closing"),
    "overdue": gettext_lazy("Overdue"),
    "no_phone": gettext_lazy("No phone"),
    "inbound": gettext_lazy("Called us"),
}


class Place(NamedTuple):
    """The place of one visit in the list, before its words are gathered. Thousands are made for each page."""

    order: tuple[Any, ...]
    visit_id: int
    patient_id: int
    bucket: str
    priority: Priority
    pathway: str
    assigned_to: int | None


@dataclass(frozen=True)
class Row:
    """One finished row."""

    visit_id: int
    patient_id: int
    bucket: str
    bucket_label: Any
    priority: int
    why: str
    name: str
    number: str
    age: str
    sex: str
    day: int
    visit: str
    attempts: int
    last: str
    phone: str
    phone_owner: str
    held_by: str
    assigned_to: str
    diagnosis: str
    due_on: date
    closes_on: date


@dataclass(frozen=True)
class Progress:
    """“today 14/22”: visits ended today, of these and what is still to call."""

    done: int
    total: int


def places(user: User, *, on: date | None = None, now: datetime | None = None,
           nurse: User | None = None) -> list[Place]:  # fmt: skip
    """Every visit that may be called now, first the most pressing; in one query."""
    now = now or timezone.now()
    today = on or timezone.localtime(now).date()
    found = callable_now(user, today, now)
    if nurse:
        found = found.filter(Q(assigned_to=nurse) | Q(assigned_to=None))
    first: dict[int, Place] = {}  # one row per patient: the most pressing of what is open
    for place in sorted(_placed(found, today, now)):
        first.setdefault(place.patient_id, place)
    return list(first.values())


def chosen_of(found: Iterable[Place], user: User, *, bucket: str = "", pathway: str = "",
              whose: str = "") -> list[Place]:  # fmt: skip
    """The places that filter chips leave: of a bucket, of a pathway, mine or nobody's."""
    kept, own = list(found), user.pk
    if bucket in BUCKETS:
        kept = [p for p in kept if p.bucket == bucket]
    if pathway in PATHWAYS:
        kept = [p for p in kept if p.pathway == pathway]
    if whose == "mine":
        kept = [p for p in kept if p.assigned_to == own]
    if whose == "nobody":
        kept = [p for p in kept if p.assigned_to is None]
    return kept


def rows(user: User, chosen: Iterable[Place], *, on: date | None = None) -> list[Row]:
    """The words of the chosen places, in their order, in a fixed number of queries."""
    chosen = list(chosen)
    today = on or timezone.localdate()
    found = {v.pk: v for v in _with_words(visible_to(user, Visit), [p.visit_id for p in chosen])}
    return [_row(found[p.visit_id], p, today, user) for p in chosen if p.visit_id in found]


def counts(found: Iterable[Place]) -> list[tuple[str, Any, int]]:
    """(bucket, label, number) of every bucket, also of empty ones."""
    counted = Counter(p.bucket for p in found)
    return [(name, label, counted[name]) for name, label in BUCKETS.items()]


def progress(user: User, still: int, *, on: date | None = None) -> Progress:
    """How far the day is."""
    today = on or timezone.localdate()
    midnight = timezone.make_aware(datetime.combine(today, time.min))  # hospital time
    ended = visible_to(user, Visit).filter(
        done_at__gte=midnight,
        done_at__lt=midnight + timedelta(days=1),
        merged_into=None,
        state__in=(VisitState.DONE, VisitState.REFUSED, VisitState.DIED),
    )
    done = ended.values("patient_id").distinct().count()
    return Progress(done, done + still)


def next_visit(user: User, *, nurse: User | None = None) -> int | None:
    """The visit to call next that nobody else holds."""
    now = timezone.now()
    held = set(
        visible_to(user, Visit)
        .filter(claimed_until__gt=now)
        .exclude(claimed_by=user)
        .values_list("pk", flat=True)
    )
    return next((p.visit_id for p in places(user, nurse=nurse)
                 if p.visit_id not in held and p.bucket != "no_phone"), None)  # fmt: skip


def _placed(found: QuerySet[Visit], today: date, now: datetime) -> Iterator[Place]:
    """The place of each visit. What decides on it is judged once for all visits that share it."""
    judged, early = cache(partial(_judged, today=today, now=now)), today - EARLY
    for visit_id, patient_id, pathway, assigned_to, anchor_on, *deciding in found.values_list(*READ):
        order, bucket, reasons = judged(anchor_on >= early, *deciding)
        yield Place(order, visit_id, patient_id, bucket, reasons, pathway, assigned_to)


def _judged(
    is_early: bool, opens_on: date, due_on: date, closes_on: date, attempts: int,
    callback_at: datetime | None, has_flag: bool, has_phone: bool, rang: bool, *, today: date, now: datetime,
) -> tuple[tuple[Any, ...], str, Priority]:  # fmt: skip
    """Where a visit stands in the list, its bucket, and its number with the reasons."""
    facts = Facts(
        opens_on=opens_on, due_on=due_on, closes_on=closes_on, attempts=attempts, callback_at=callback_at,
        has_red_flag=has_flag, is_early=is_early,
    )  # fmt: skip
    where = standing(opens_on, due_on, closes_on, today)
    reasons = priority(facts, today=today, now=now)
    order = (-reasons.number, callback_at or now, closes_on)
    return order, _bucket(where, has_phone, rang, callback_at), reasons


def _bucket(where: Standing, has_phone: bool, rang: bool, callback_at: datetime | None) -> str:
    if not has_phone:
        return "no_phone"
    if rang:
        return "inbound"
    if callback_at:
        return "callback"
    if where in (Standing.OVERDUE, Standing.EXPIRED):
        return "overdue"
    return "closing" if where == Standing.CLOSING else "due"


def _with_words(visits: QuerySet[Visit], ids: list[int]) -> QuerySet[Visit]:
    """Visits with what their rows say, gathered in four queries."""
    last = Contact.objects.select_related("by").order_by("-at", "-pk")
    return (
        visits.filter(pk__in=ids)
        .select_related("patient", "plan__admission", "claimed_by", "assigned_to")
        .prefetch_related(
            Prefetch("contacts", last, to_attr="tried"),
            Prefetch("patient__phones", Phone.objects.filter(invalid_since=None), to_attr="valid_phones"),
            Prefetch("merged", Visit.objects.select_related("plan").filter(state=VisitState.OPEN)),
        )
    )


def _row(visit: Any, place: Place, today: date, user: User) -> Row:
    patient, phones = visit.patient, visit.patient.valid_phones
    held = visit.claimed_by if visit.claimed_by_id != user.pk and _is_held(visit) else None
    return Row(
        visit_id=visit.pk, patient_id=patient.pk, bucket=place.bucket, bucket_label=BUCKETS[place.bucket],
        priority=place.priority.number, why=_why(place), name=patient.name, number=patient.number,
        age=age(patient.birth_on, today), sex=_label(Sex, patient.sex),
        day=(today - visit.plan.anchor_on).days, visit=in_words(visit), attempts=visit.attempts,
        last=last_words(visit.tried), phone=masked(phones[0].digits) if phones else "",
        phone_owner=_label(Relation, phones[0].owner) if phones else "", held_by=str(held or ""),
        assigned_to=str(visit.assigned_to or ""),
        diagnosis=_label(Category, visit.plan.admission.category),
        due_on=visit.due_on, closes_on=visit.closes_on,
    )  # fmt: skip


def _why(place: Place) -> str:
    words = list(place.priority.reasons)
    if place.bucket == "no_phone":
        words.insert(0, _("No valid phone number"))
    return " · ".join(words)


def in_words(visit: Visit) -> str:
    """The visit and what was merged into it: “ACS or PCI 1 month + Heart failure Day 3 + 1 month”."""
    of_pathway: dict[str, list[str]] = {}
    for one in (visit, *visit.merged.all()):
        of_pathway.setdefault(one.plan.pathway, []).append(_visit_in_words(one))
    return " + ".join(_pathway_in_words(p, " + ".join(said)) for p, said in of_pathway.items())


def _visit_in_words(visit: Visit) -> str:
    told = declared(visit.plan.pathway, visit.code)
    seen = f" ({_('in person')})" if told and told.way == "clinic" else ""
    return f"{title_of(visit.plan.pathway, visit.code)}{seen}"


def _pathway_in_words(pathway: str, said: str) -> str:
    return said if pathway == UNPLANNED else f"{pathway_title(pathway)} {said}"


def last_words(tried: list[Contact]) -> str:
    """What happened last: outcome, when, by whom."""
    if not tried:
        return _("Not tried yet")
    last = tried[0]
    return f"{_label(Outcome, last.outcome)} · {moment(last.at)} · {last.by or ''}".strip(" ·")


def _label(choices: type[TextChoices], value: str | None) -> str:
    """The word of one choice; asked of a row, Django would translate the words of all of them."""
    return str(choices(value).label) if value else ""


def masked(digits: str) -> str:
    """Only the last four digits of a number."""
    return f"…{digits[-4:]}"


def _is_held(visit: Visit) -> bool:
    return visit.claimed_until is not None and visit.claimed_until > timezone.now()


HEADINGS = (
    ("name", gettext_lazy("Patient")), ("number", gettext_lazy("Patient number")),
    ("age", gettext_lazy("Age")),
    ("sex", gettext_lazy("Sex")), ("bucket_label", gettext_lazy("Group")), ("why", gettext_lazy("Why now")),
    ("visit", gettext_lazy("Visit")), ("diagnosis", gettext_lazy("Main reason")),
    ("day", gettext_lazy("Since discharge")), ("due_on", gettext_lazy("Due")),
    ("closes_on", gettext_lazy("Window closes")), ("attempts", gettext_lazy("Attempts")),
    ("last", gettext_lazy("What happened last")), ("phone", gettext_lazy("Phone")),
    ("phone_owner", gettext_lazy("Whose")), ("assigned_to", gettext_lazy("Assigned to")),
)  # fmt: skip


def as_lines(found: Iterable[Row]) -> list[list[Any]]:
    """The rows of the list as lines of a sheet: the same columns, the same order."""
    lines: list[list[Any]] = [[str(label) for _name, label in HEADINGS]]
    return lines + [[getattr(row, name) for name, _label in HEADINGS] for row in found]
