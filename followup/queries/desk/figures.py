"""How the follow-up goes: due, attempted, reached, complete, returned to care; by nurse, pathway or month.

One definition per number (see `COUNTS`), used by the table, by the patients behind it, and by the export.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import (
    CharField,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Cast, Coalesce, TruncMonth
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cardiology.access import visible_to
from cardiology.dictionary.registry import variables
from cardiology.models import Admission, LabResult, User
from cardiology.wording import age, day
from followup.definitions import RETURN
from followup.models import Contact, FollowUp, Visit, VisitState
from followup.queries.call_list import last_words
from followup.schedule import UNPLANNED, pathway_title, title_of

MOST = 500  # patients listed behind one number; the page says so when there are more
ROUNDING = timedelta(hours=1)  # between the talk and the end of its visit

COUNTS: dict[str, tuple[Any, Any]] = {
    "due": (
        pgettext_lazy("follow-up", "Due"),
        gettext_lazy("visits whose day fell into the period, cancelled ones left out"),
    ),
    "attempted": (
        gettext_lazy("Attempted"),
        gettext_lazy("at least one attempt, or done with another visit"),
    ),
    "reached": (gettext_lazy("Reached"), gettext_lazy("the patient or a relative answered the questions")),
    "complete": (gettext_lazy("Complete"), gettext_lazy("reached, and every core question has an answer")),
    "returned": (
        gettext_lazy("Returned to care"),
        gettext_lazy("a stay or a laboratory result here within 15 days of the first attempt"),
    ),
}
BY: dict[str, Any] = {
    "pathway": gettext_lazy("By pathway"), "nurse": gettext_lazy("By nurse"),
    "month": gettext_lazy("By month"),
}  # fmt: skip


@dataclass(frozen=True)
class Period:
    """From a day to a day, both included."""

    first: date
    last: date


@dataclass(frozen=True)
class FigureLine:
    """One line: its key in an address, its label, and (name, number, share of due in %) of each count."""

    key: str
    label: str
    numbers: list[tuple[str, int, int | None]]


def visits(user: User, period: Period) -> QuerySet[Visit]:
    """The visits of a period, each knowing which counts it belongs to."""
    found = visible_to(user, Visit).filter(due_on__range=(period.first, period.last))
    found = found.exclude(state=VisitState.CANCELLED).exclude(plan__pathway=UNPLANNED)
    contacts = Contact.objects.filter(visit=OuterRef("pk"))
    found = found.annotate(
        first_try=Subquery(contacts.order_by("at").values("at")[:1]),
        last_by=Subquery(contacts.order_by("-at", "-pk").values("by")[:1], output_field=IntegerField()),
    )
    since, until = OuterRef("first_try"), OuterRef("first_try") + RETURN
    stays = Admission.objects.filter(
        patient=OuterRef("patient"), admitted_at__gte=since, admitted_at__lte=until
    )
    results = LabResult.objects.filter(
        patient=OuterRef("patient"), collected_at__gte=since, collected_at__lte=until
    )
    return found.annotate(
        is_due=Value(True),
        is_attempted=Q(attempts__gt=0) | Q(state=VisitState.DONE),
        is_reached=Q(state=VisitState.DONE),
        is_complete=Q(state=VisitState.DONE) & Exists(_complete_answers()),
        is_returned=Q(first_try__isnull=False) & (Exists(stays) | Exists(results)),
    )


def _complete_answers() -> QuerySet[FollowUp]:
    """The answers that ended a visit, where no core question is without one."""
    core = {f"{v.name}__isnull": False for v in variables(FollowUp) if v.core}
    return FollowUp.objects.filter(
        patient=OuterRef("patient"), answered_at__lte=OuterRef("done_at"),
        answered_at__gt=OuterRef("done_at") - ROUNDING, **core,
    )  # fmt: skip


def _keyed(found: QuerySet[Visit], by: str) -> QuerySet[Visit]:
    keys: dict[str, Any] = {
        "pathway": F("plan__pathway"),
        "nurse": Cast(Coalesce("last_by", "assigned_to_id", output_field=IntegerField()), CharField()),
        "month": Cast(TruncMonth("due_on"), CharField()),
    }
    return found.annotate(key=keys[by])


def table(user: User, period: Period, by: str) -> list[FigureLine]:
    """One line per nurse, pathway or month, and one for all."""
    rows = _keyed(visits(user, period), by).values("key")
    counted = rows.annotate(**{n: Count("pk", filter=Q(**{f"is_{n}": True})) for n in COUNTS}).order_by("key")
    found = [{k: r[k] for k in ("key", *COUNTS)} for r in counted]
    names = _names(user) if by == "nurse" else {}
    lines = [FigureLine(str(r["key"] or ""), _label(by, r["key"], names), _numbers(r)) for r in found]
    total = {n: sum(r[n] for r in found) for n in COUNTS}
    return [*lines, FigureLine("all", _("All"), _numbers(total))]


def _numbers(row: dict[str, Any]) -> list[tuple[str, int, int | None]]:
    due = row["due"]
    return [(n, row[n], None if n == "due" or not due else round(100 * row[n] / due)) for n in COUNTS]


def _names(user: User) -> dict[str, str]:
    return {str(u.pk): str(u) for u in User.objects.filter(hospital=user.hospital_id)}


def _label(by: str, key: Any, names: dict[str, str]) -> str:
    if by == "pathway":
        return str(pathway_title(key))
    if by == "nurse":
        return names.get(str(key), _("Nobody yet"))
    return str(key)[:7]


@dataclass(frozen=True)
class Behind:
    """One visit behind a number."""

    patient_id: int
    name: str
    number: str
    age: str
    visit: str
    due_on: date
    state: str
    last: str


def behind(user: User, period: Period, by: str, key: str, count: str) -> tuple[list[Behind], int]:
    """The visits behind one number, and how many there are in all."""
    found = _keyed(visits(user, period), by).filter(**{f"is_{count}": True})
    if key != "all":
        found = found.filter(key=key) if key else found.filter(key=None)
    n = found.count()
    rows = list(
        found.select_related("patient", "plan")
        .prefetch_related("contacts__by")
        .order_by("due_on", "pk")[:MOST]
    )
    return [_behind(v) for v in rows], n


def _behind(visit: Visit) -> Behind:
    patient = visit.patient
    return Behind(
        patient_id=patient.pk, name=patient.name, number=patient.number, age=age(patient.birth_on),
        visit=f"{pathway_title(visit.plan.pathway)} {title_of(visit.plan.pathway, visit.code)}",
        due_on=visit.due_on, state=str(visit.get_state_display()),  # type: ignore[attr-defined]
        last=last_words(list(visit.contacts.all())),
    )  # fmt: skip


def as_lines(found: list[FigureLine]) -> list[list[Any]]:
    """The table as lines of a sheet."""
    heading = ["", *(str(label) for label, _told in COUNTS.values())]
    return [heading, *([line.label, *(n for _name, n, _share in line.numbers)] for line in found)]


def caption(period: Period) -> str:
    """What the figures are of."""
    return _("Visits due from %(first)s to %(last)s") % {"first": day(period.first), "last": day(period.last)}


def months_back(today: date, n: int) -> date:
    """The first day of the month n months ago."""
    index = today.year * 12 + today.month - 1 - n
    return datetime(index // 12, index % 12 + 1, 1).date()  # noqa: DTZ001
