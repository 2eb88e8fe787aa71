"""The data-quality inbox of a hospital: what is open, and how good each section of a month is."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet
from django.utils import timezone

from cardiology.access import Permission, check_may, visible_to
from cardiology.checks import CHECKS
from cardiology.models import Admission, Finding, User
from cardiology.queries.completion import State, states
from cardiology.queries.findings.errors import open_errors
from cardiology.queries.findings.shown import Shown, shown

PER_PAGE = 50
COMMONEST = 3  # variables without a value that are named for a section


@dataclass(frozen=True)
class Wanted:
    """Which findings: an empty text does not matter."""

    rule: str = ""
    section: str = ""
    severity: str = ""


@dataclass(frozen=True)
class Light:
    """One section in the stays of a month: green is complete without an error, yellow without an error but
    incomplete, red with an error that nobody answered. `open` are the variables that most often lack a
    value, with the number of stays."""

    name: str
    title: Any
    green: int
    yellow: int
    red: int
    open: list[tuple[Any, int]]

    @property
    def total(self) -> int:
        return self.green + self.yellow + self.red

    @property
    def share(self) -> int | None:
        """Per cent of stays that are green."""
        return round(100 * self.green / self.total) if self.total else None


def inbox(user: User, wanted: Wanted) -> QuerySet[Finding]:
    """What is open and not answered in the user's hospital, the oldest first."""
    check_may(user, Permission.READ_DATA_QUALITY)
    rows = visible_to(user, Finding).filter(resolved_at=None, answered_at=None)
    chosen = [c.id for c in CHECKS.values() if wanted.severity in ("", c.severity)]
    rows = rows.filter(rule__in=chosen)
    if wanted.rule:
        rows = rows.filter(rule=wanted.rule)
    if wanted.section:
        rows = rows.filter(section=wanted.section)
    return rows.order_by("first_seen_at", "pk")


def page(user: User, wanted: Wanted, number: str | int) -> tuple[Page, list[Shown]]:
    """One page of the inbox, and its findings in words."""
    rows = inbox(user, wanted).select_related("admission__patient", "answered_by")
    found = Paginator(rows, PER_PAGE).get_page(number)
    return found, shown(list(found), user)


def counts(user: User) -> dict[tuple[str, str], int]:
    """How many are open by rule and section."""
    rows = inbox(user, Wanted()).order_by().values("rule", "section").annotate(n=Count("pk"))
    return {(r["rule"], r["section"]): r["n"] for r in rows}


def lights(user: User, first: date) -> list[Light]:
    """Green, yellow and red of every section that counts, in the stays that ended in a month."""
    check_may(user, Permission.READ_DATA_QUALITY)
    stays = list(_ended_in(user, first).select_related("patient"))
    colours: dict[Any, Counter[str]] = defaultdict(Counter)
    lacking: dict[Any, Counter[Any]] = defaultdict(Counter)
    for found in states(stays, at_discharge=True).values():
        for state in found:
            colours[state.model][_colour(state)] += 1
            lacking[state.model].update(v.label for v in state.completeness.open)
    return [
        Light(m._meta.model_name, m.title, *(colours[m][c] for c in ("green", "yellow", "red")),
              lacking[m].most_common(COMMONEST))
        for m in sorted(colours, key=lambda m: m.order)
    ]  # fmt: skip


def _colour(state: State) -> str:
    return "red" if state.errors else "yellow" if state.completeness.open else "green"


def months(user: User, newest: date, number: int = 6) -> list[tuple[date, int, int]]:
    """By month, newest first: stays that ended, and how many of them have no error."""
    found = []
    first = newest
    for _month in range(number):
        stays = _ended_in(user, first)
        wrong = open_errors().filter(admission__in=stays).values("admission_id").distinct().count()
        total = stays.count()
        found.append((first, total, total - wrong))
        first = (first - timedelta(days=1)).replace(day=1)
    return found


def _ended_in(user: User, first: date) -> QuerySet[Admission]:
    last = (first + timedelta(days=32)).replace(day=1)
    start, end = (timezone.make_aware(datetime(d.year, d.month, 1)) for d in (first, last))  # noqa: DTZ001
    return visible_to(user, Admission).filter(discharged_at__gte=start, discharged_at__lt=end)
