"""The measures of the follow-up service, counted for the quality board: by pathway and by nurse.

House definitions. A visit counts in the month in which its window closed; who died, was
taken off the plan, or whose visit was called with another is in no denominator. A call that a patient
made unasked was never due, and is in none either.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import (
    Case,
    Count,
    DateTimeField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cardiology.models import Cut, Hospital, Procedure, ProcedureKind
from cardiology.registries import CountedMeasure
from followup.models import Contact, Escalation, FollowUp, Plan, Visit, VisitState
from followup.schedule import UNPLANNED

ACKNOWLEDGED = {"critical": timedelta(minutes=30), "warn": timedelta(hours=24)}
BACK = timedelta(days=15)
SYSTOLIC, DIASTOLIC = 140, 90
OUT = (VisitState.CANCELLED, VisitState.DIED)
ALL = Q(pk__isnull=False)

PATHWAY, CALLER = "contact__visit__plan__pathway", "contact__by"
Counts = dict[tuple[str, str], tuple[int, int]]
Group = tuple[str | None, Any, int, int]  # pathway, nurse, how many, how many of them met


def _sums(groups: Iterable[Group]) -> Counts:
    """Met and all, for the hospital, each pathway and each nurse."""
    found: dict[tuple[str, str], tuple[int, int]] = defaultdict(lambda: (0, 0))
    for pathway, nurse, n, met in groups:
        parts = [(Cut.PATHWAY, pathway), (Cut.NURSE, nurse)]
        for cut, key in [(Cut.HOSPITAL, ""), *((cut, str(key)) for cut, key in parts if key)] if n else ():
            before = found[cut.value, key]
            found[cut.value, key] = (before[0] + met, before[1] + n)
    return dict(found)


def _shares(rows: QuerySet[Any], measures: dict[str, tuple[Q, Q]], pathway: str, nurse: str | None = None
            ) -> dict[str, Counts]:  # fmt: skip
    """By measure, how many rows it concerns and how many of them met it; the rows are read once."""
    of_nobody: Any = Value(None, output_field=IntegerField())
    told = rows.order_by().values(told_pathway=F(pathway), told_nurse=F(nurse) if nurse else of_nobody)
    n = {f"n_{i}": Count("pk", filter=concerned) for i, (concerned, _met) in measures.items()}
    met = {f"met_{i}": Count("pk", filter=concerned & met) for i, (concerned, met) in measures.items()}
    found = list(told.annotate(**n, **met))
    return {
        i: _sums((g["told_pathway"], g["told_nurse"], g[f"n_{i}"], g[f"met_{i}"]) for g in found)
        for i in measures
    }


def of_visits(hospital: Hospital, first: date, last: date) -> dict[str, Counts]:
    """Of the visits whose window closed in the period, up to yesterday: those completed (F01), and completed
    while the window was open (F02)."""
    until = min(last, timezone.localdate() - timedelta(days=1))
    visits = Visit.objects.filter(
        patient__hospital=hospital, closes_on__range=(first, until), merged_into=None
    ).exclude(plan__pathway=UNPLANNED)
    done = Q(state=VisitState.DONE)
    in_window = Q(done_at__date__gte=F("opens_on"), done_at__date__lte=F("closes_on"))
    measures = {"F01": (ALL, done), "F02": (ALL, done & in_window)}
    return _shares(visits.exclude(state__in=OUT), measures, "plan__pathway", "assigned_to")


def of_plans(hospital: Hospital, first: date, last: date) -> dict[str, Counts]:
    """F03: plans lost in the period, of those that were open in it."""
    start, end = _moments(first, last)
    plans = Plan.objects.filter(patient__hospital=hospital, opened_at__lt=end).exclude(pathway=UNPLANNED)
    open_ones = plans.exclude(closed_at__lt=start).exclude(lost_at__lt=start)
    return _shares(open_ones, {"F03": (ALL, Q(lost_at__lt=end))}, "pathway")


def of_flags(hospital: Hospital, first: date, last: date) -> dict[str, Counts]:
    """F04: red flags that a doctor acknowledged in time, of those whose time is over."""
    start, end = _moments(first, last)
    flags = Escalation.objects.filter(patient__hospital=hospital, opened_at__gte=start, opened_at__lt=end)
    critical = When(severity="critical", then=Value(ACKNOWLEDGED["critical"]))
    time = Case(critical, default=Value(ACKNOWLEDGED["warn"]), output_field=DurationField())
    until = flags.annotate(until=ExpressionWrapper(F("opened_at") + time, DateTimeField()))
    over = Q(acknowledged_at__isnull=False) | Q(until__lt=timezone.now())
    return _shares(until, {"F04": (over, Q(acknowledged_at__lte=F("until")))}, PATHWAY)


def of_answers(hospital: Hospital, first: date, last: date) -> dict[str, Counts]:
    """Still on both antiplatelet drugs a year after a PCI in an acute coronary syndrome, of those asked
    (F05); blood pressure at home below 140/90, of those who told it (F07); breathlessness or the KCCQ
    recorded at a contact for heart failure (H18)."""
    start, end = _moments(first, last)
    rows = FollowUp.objects.filter(
        patient__hospital=hospital, answered_at__gte=start, answered_at__lt=end, contact__isnull=False
    )
    stented = Procedure.objects.filter(
        admission=OuterRef("contact__visit__plan__admission"), kind=ProcedureKind.PCI
    )
    after_stent = Q(contact__visit__code="12m", stopped_antiplatelet__isnull=False) & Q(**{PATHWAY: "acs"})
    measured = Q(systolic_bp__isnull=False, diastolic_bp__isnull=False)
    goal = Q(systolic_bp__lt=SYSTOLIC, diastolic_bp__lt=DIASTOLIC)
    measures = {
        "F05": (after_stent & Exists(stented), Q(stopped_antiplatelet="no")),
        "F07": (measured, goal),
        "H18": (Q(**{PATHWAY: "hf"}), Q(nyha__isnull=False) | Q(kccq__isnull=False)),
    }
    return _shares(rows, measures, PATHWAY, CALLER)


def of_calls(hospital: Hospital, first: date, last: date) -> dict[str, Counts]:
    """F09: completed within 15 days of the first call, of visits first called in the period."""
    start, end = _moments(first, last)
    found = Contact.objects.filter(patient__hospital=hospital, at__gte=start, at__lt=end)
    found = found.filter(visit__isnull=False, visit__merged_into=None).exclude(visit__plan__pathway=UNPLANNED)
    earlier = Contact.objects.filter(visit=OuterRef("visit"), at__lt=start)
    calls = found.exclude(visit__state__in=OUT).filter(~Exists(earlier))
    names = ("visit__state", "visit__done_at", "visit__plan__pathway", "visit__assigned_to")
    over = timezone.now() - BACK

    def judged() -> Iterator[Group]:
        firsts = calls.order_by().values("visit", *names).annotate(first_at=Min("at"))
        for state, done_at, pathway, nurse, first_at in firsts.values_list(*names, "first_at"):
            is_met = state == VisitState.DONE and done_at is not None and done_at - first_at <= BACK
            if is_met or first_at <= over:
                yield pathway, nurse, 1, int(is_met)

    return {"F09": _sums(judged())}


COUNTS = (of_visits, of_plans, of_flags, of_answers, of_calls)


def _moments(first: date, last: date) -> tuple[datetime, datetime]:
    days = (first, last + timedelta(days=1))
    start, end = (timezone.make_aware(datetime.combine(day, time.min)) for day in days)
    return start, end


def _measure(id_: str, title: Any, meaning: Any, target: float, unit: Any,
             **more: Any) -> CountedMeasure:  # fmt: skip
    origin = more.pop("origin", _("House definition"))
    return CountedMeasure(id_, title, meaning, origin, target, unit, **more)


VISITS, FLAGS, CALLS = _("visits"), _("red flags"), _("contacts")
MEASURES = (
    _measure("F01", _("Contacts completed of those due"),
             _("Visits whose window closed in the month; met where the contact was completed. Left out: "
               "died, taken off the plan, called together with another visit."),
             0.9, VISITS),
    _measure("F02", _("Contacts completed inside their window"),
             _("Visits whose window closed in the month; met where the contact was completed while the "
               "window was open. Left out: died, taken off the plan, called together with another visit."),
             0.8, VISITS),
    _measure("F03", _("Lost to follow-up"),
             _("Plans that were open in the month; the event is to be lost to follow-up in it."),
             0.05, _("plans"), undesired=True),
    _measure("F04", _("Red flags acknowledged in time"),
             _("Red flags raised in the month; met where a doctor acknowledged them within 30 minutes if "
               "critical, else within 24 hours."),
             0.95, FLAGS),
    _measure("F05", _("Both antiplatelet drugs kept for 12 months"),
             _("Contacts twelve months after an acute coronary syndrome with PCI; met where both "
               "antiplatelet drugs are still taken."),
             0.8, CALLS),
    _measure("F07", _("Blood pressure at home below 140/90"),
             _("Contacts that told the blood pressure at home; met where it was below 140/90 mmHg."),
             0.7, CALLS),
    _measure("F09", _("Reached within 15 days of the first call"),
             _("Visits first called in the month; met where the contact was completed within 15 days of the "
               "first call. Left out: died, taken off the plan, called together with another visit."),
             0.8, VISITS),
    _measure("H18", _("Breathlessness asked in heart failure"),
             _("Contacts for heart failure; met where the NYHA class or the KCCQ was recorded."),
             0.95, CALLS,
             origin="ACC/AHA PM-2", tag="V"),
)  # fmt: skip
