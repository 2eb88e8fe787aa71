"""One number of the board by itself: its months, why stays are left out, and who stands where."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Sum

from cardiology.access import visible_to
from cardiology.drawing.funnel import Unit
from cardiology.models import Cut, MeasureMonth, User, Ward
from cardiology.quality import MEASURES, Outcome
from cardiology.quality.board import COMPOSITES
from cardiology.queries.behind import ORDER, in_words, said
from cardiology.queries.quality.board import LEAST, PEERS, Number, Period, numbers


@dataclass(frozen=True)
class Reason:
    """Why stays were left out, or count as not met."""

    outcome: Any
    reason: str
    n: int


@dataclass(frozen=True)
class Funnel:
    """The units of one kind, each with its patients; `target` is the share of all of them together."""

    title: Any
    units: list[Unit]
    target: float


def one(user: User, subject: str, period: Period) -> Number:
    """The number over the period."""
    return numbers(user, [subject], period)[0]


def rows_of(user: User, subject: str, period: Period) -> dict[Any, MeasureMonth]:
    """What is stored of each month; nothing of a composite, which is a sum."""
    months = one(user, subject, period).months
    found = visible_to(user, MeasureMonth).filter(measure=subject, cut=Cut.HOSPITAL, month__in=months)
    return {row.month: row for row in found}


def reasons(user: User, subject: str, period: Period) -> list[Reason]:
    """By outcome, the commonest first."""
    parts = COMPOSITES[subject].parts if subject in COMPOSITES else (subject,)
    found = visible_to(user, MeasureMonth).filter(
        measure__in=parts, cut=Cut.HOSPITAL, month__in=period.months
    )  # fmt: skip
    counted: Counter[tuple[str, str]] = Counter()
    for row in found:
        for outcome, why in row.reasons.items():
            counted.update({(outcome, reason): n for reason, n in why.items()})
    rows = sorted(counted.items(), key=lambda r: (ORDER.index(Outcome(r[0][0])), -r[1]))
    measure = MEASURES[parts[0]]  # the parts of a composite are all desired
    return [Reason(said(measure, Outcome(outcome))[0], in_words(reason), n) for (outcome, reason), n in rows]


def funnels(user: User, subject: str, period: Period) -> list[Funnel]:
    """By doctor, nurse and ward; by hospital, the others without name, if there are enough."""
    parts = COMPOSITES[subject].parts if subject in COMPOSITES else (subject,)
    rows = MeasureMonth.objects.filter(measure__in=parts, month__in=period.months)
    own = rows.filter(hospital=user.hospital)
    staff = {str(u.pk): str(u) for u in User.objects.filter(hospital=user.hospital)}
    wards = {str(w.pk): str(w) for w in Ward.objects.filter(department__hospital=user.hospital)}
    found = [
        *(
            _funnel(cut.label, [Unit(names.get(k, ""), m, n) for k, m, n in _sums(own, cut)])
            for cut, names in ((Cut.DOCTOR, staff), (Cut.NURSE, staff), (Cut.WARD, wards))
        ),
        _funnel(Cut.HOSPITAL.label, _hospitals(user, rows)),
    ]
    return [f for f in found if f is not None]


def _sums(rows: Any, cut: Cut) -> list[tuple[str, int, int]]:
    summed = rows.filter(cut=cut).values("key").annotate(m=Sum("met"), k=Sum("n")).order_by("key")
    return [(r["key"], r["m"], r["k"]) for r in summed if r["k"]]


def _hospitals(user: User, rows: Any) -> list[Unit]:
    """Our hospital among others that cannot be told apart: at least two, each with at least ten patients."""
    summed = rows.filter(cut=Cut.HOSPITAL).values("hospital").annotate(m=Sum("met"), k=Sum("n"))
    own = [r for r in summed if r["hospital"] == user.hospital_id and r["k"]]
    others = [r for r in summed if r["hospital"] != user.hospital_id and r["k"] >= LEAST]
    if not own or len(others) < PEERS:
        return []
    units = [Unit("", r["m"], r["k"]) for r in sorted(others, key=lambda r: r["k"])]
    return [*units, Unit(str(user.hospital), own[0]["m"], own[0]["k"], is_own=True)]


def _funnel(title: Any, units: list[Unit]) -> Funnel | None:
    if len(units) < 2:
        return None
    return Funnel(title, units, sum(u.met for u in units) / sum(u.n for u in units))
