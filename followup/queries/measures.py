"""The measures of the follow-up service, counted for the quality board: by pathway and by nurse.

House definitions. A visit counts in the month in which its window closed; who died, was
taken off the plan, or whose visit was called with another is in no denominator. A call that a patient
made unasked was never due, and is in none either.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, F, Min, OuterRef
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

PATHWAY, NURSE = "contact__visit__plan__pathway", "contact__by"
Counts = dict[tuple[str, str], tuple[int, int]]
Judged = tuple[bool, str, Any]  # met, pathway, nurse


def _count(judged: Iterable[Judged]) -> Counts:
    """Met and all, for the hospital, each pathway and each nurse."""
    met: Counter[tuple[str, str]] = Counter()
    total: Counter[tuple[str, str]] = Counter()
    for (is_met, pathway, nurse), n in Counter(judged).items():
        for part in ((Cut.HOSPITAL, ""), (Cut.PATHWAY, pathway), (Cut.NURSE, str(nurse or ""))):
            if part[1] or part[0] == Cut.HOSPITAL:
                total[part] += n
                met[part] += n * is_met
    return {(cut.value, key): (met[cut, key], n) for (cut, key), n in total.items()}  # type: ignore[attr-defined]


def _closed(hospital: Hospital, first: date, last: date) -> Any:
    """Visits whose window closed in the period, up to yesterday."""
    until = min(last, timezone.localdate() - timedelta(days=1))
    found = Visit.objects.filter(
        patient__hospital=hospital, closes_on__range=(first, until), merged_into=None
    ).exclude(plan__pathway=UNPLANNED)
    return found.exclude(state__in=OUT).values_list(
        "state", "done_at", "opens_on", "closes_on", "plan__pathway", "assigned_to", named=True
    )


def reached(hospital: Hospital, first: date, last: date) -> Counts:
    """F01: contacts completed of those due."""
    return _count(
        (v.state == VisitState.DONE, v.plan__pathway, v.assigned_to) for v in _closed(hospital, first, last)
    )


def on_time(hospital: Hospital, first: date, last: date) -> Counts:
    """F02: completed while the window was open."""

    def judged() -> Iterator[Judged]:
        for v in _closed(hospital, first, last):
            day = timezone.localtime(v.done_at).date() if v.done_at else None
            in_window = day is not None and v.opens_on <= day <= v.closes_on
            yield v.state == VisitState.DONE and in_window, v.plan__pathway, v.assigned_to

    return _count(judged())


def lost(hospital: Hospital, first: date, last: date) -> Counts:
    """F03: plans lost in the period, of those that were open in it."""
    start, end = _moments(first, last)
    plans = Plan.objects.filter(patient__hospital=hospital, opened_at__lt=end).exclude(pathway=UNPLANNED)
    open_ones = plans.exclude(closed_at__lt=start).exclude(lost_at__lt=start)
    rows = open_ones.values_list("lost_at", "pathway")
    return _count((at is not None and at < end, pathway, None) for at, pathway in rows)


def acknowledged(hospital: Hospital, first: date, last: date) -> Counts:
    """F04: red flags that a doctor acknowledged in time, of those whose time is over."""
    start, end = _moments(first, last)
    now = timezone.now()
    found = Escalation.objects.filter(patient__hospital=hospital, opened_at__gte=start, opened_at__lt=end)
    rows = found.values_list(
        "severity", "opened_at", "acknowledged_at", "contact__visit__plan__pathway", named=True
    )

    def judged() -> Iterator[Judged]:
        for r in rows:
            limit = r.opened_at + ACKNOWLEDGED.get(r.severity, ACKNOWLEDGED["warn"])
            if r.acknowledged_at is not None or now > limit:
                is_met = r.acknowledged_at is not None and r.acknowledged_at <= limit
                yield is_met, r.contact__visit__plan__pathway, None

    return _count(judged())


def _answers(hospital: Hospital, first: date, last: date, **kept: Any) -> Any:
    start, end = _moments(first, last)
    found = FollowUp.objects.filter(
        patient__hospital=hospital, answered_at__gte=start, answered_at__lt=end, contact__isnull=False, **kept
    )
    names = ("stopped_antiplatelet", "systolic_bp", "diastolic_bp", "nyha", "kccq")
    told = found.annotate(pathway=F(PATHWAY), nurse=F(NURSE))
    return told.values_list(*names, "pathway", "nurse", named=True)


def antiplatelet_kept(hospital: Hospital, first: date, last: date) -> Counts:
    """F05: still on both antiplatelet drugs a year after a PCI in an acute coronary syndrome, of those
    asked."""
    rows = _answers(hospital, first, last, contact__visit__code="12m", contact__visit__plan__pathway="acs",
                    stopped_antiplatelet__isnull=False)  # fmt: skip
    stay = OuterRef("contact__visit__plan__admission")
    rows = rows.filter(Exists(Procedure.objects.filter(admission=stay, kind=ProcedureKind.PCI)))
    return _count((r.stopped_antiplatelet == "no", r.pathway, r.nurse) for r in rows)


def pressure_at_goal(hospital: Hospital, first: date, last: date) -> Counts:
    """F07: blood pressure at home below 140/90, of those who told it."""
    rows = _answers(hospital, first, last, systolic_bp__isnull=False, diastolic_bp__isnull=False)
    return _count((r.systolic_bp < SYSTOLIC and r.diastolic_bp < DIASTOLIC, r.pathway, r.nurse) for r in rows)


def symptoms_asked(hospital: Hospital, first: date, last: date) -> Counts:
    """H18: breathlessness or the KCCQ recorded at a contact for heart failure."""
    rows = _answers(hospital, first, last, contact__visit__plan__pathway="hf")
    return _count((r.nyha is not None or r.kccq is not None, r.pathway, r.nurse) for r in rows)


def came_back(hospital: Hospital, first: date, last: date) -> Counts:
    """F09: completed within 15 days of the first call, of visits first called in the period."""
    start, end = _moments(first, last)
    found = Contact.objects.filter(patient__hospital=hospital, at__gte=start, at__lt=end)
    found = found.filter(visit__isnull=False, visit__merged_into=None).exclude(visit__plan__pathway=UNPLANNED)
    earlier = Contact.objects.filter(visit=OuterRef("visit"), at__lt=start)
    calls = found.exclude(visit__state__in=OUT).filter(~Exists(earlier))
    names = ("visit__state", "visit__done_at", "visit__plan__pathway", "visit__assigned_to")
    over = timezone.now() - BACK

    def judged() -> Iterator[Judged]:
        firsts = calls.order_by().values("visit", *names).annotate(first_at=Min("at"))
        for state, done_at, pathway, nurse, first_at in firsts.values_list(*names, "first_at"):
            is_met = state == VisitState.DONE and done_at is not None and done_at - first_at <= BACK
            if is_met or first_at <= over:
                yield is_met, pathway, nurse

    return _count(judged())


def _moments(first: date, last: date) -> tuple[datetime, datetime]:
    days = (first, last + timedelta(days=1))
    start, end = (timezone.make_aware(datetime.combine(day, time.min)) for day in days)
    return start, end


def _measure(id_: str, title: Any, meaning: Any, target: float, count: Callable[..., Counts], unit: Any,
             **more: Any) -> CountedMeasure:  # fmt: skip
    origin = more.pop("origin", _("House definition"))
    return CountedMeasure(id_, title, meaning, origin, target, count, unit, **more)


VISITS, FLAGS, CALLS = _("visits"), _("red flags"), _("contacts")
MEASURES = (
    _measure("F01", _("Contacts completed of those due"),
             _("Visits whose window closed in the month; met where the contact was completed. Left out: "
               "died, taken off the plan, called together with another visit."),
             0.9, reached, VISITS),
    _measure("F02", _("Contacts completed inside their window"),
             _("Visits whose window closed in the month; met where the contact was completed while the "
               "window was open. Left out: died, taken off the plan, called together with another visit."),
             0.8, on_time, VISITS),
    _measure("F03", _("Lost to follow-up"),
             _("Plans that were open in the month; the event is to be lost to follow-up in it."),
             0.05, lost, _("plans"), undesired=True),
    _measure("F04", _("Red flags acknowledged in time"),
             _("Red flags raised in the month; met where a doctor acknowledged them within 30 minutes if "
               "critical, else within 24 hours."),
             0.95, acknowledged, FLAGS),
    _measure("F05", _("Both antiplatelet drugs kept for 12 months"),
             _("Contacts twelve months after an acute coronary syndrome with PCI; met where both "
               "antiplatelet drugs are still taken."),
             0.8, antiplatelet_kept, CALLS),
    _measure("F07", _("Blood pressure at home below 140/90"),
             _("Contacts that told the blood pressure at home; met where it was below 140/90 mmHg."),
             0.7, pressure_at_goal, CALLS),
    _measure("F09", _("Reached within 15 days of the first call"),
             _("Visits first called in the month; met where the contact was completed within 15 days of the "
               "first call. Left out: died, taken off the plan, called together with another visit."),
             0.8, came_back, VISITS),
    _measure("H18", _("Breathlessness asked in heart failure"),
             _("Contacts for heart failure; met where the NYHA class or the KCCQ was recorded."),
             0.95, symptoms_asked, CALLS,
             origin="ACC/AHA PM-2", tag="V"),
)  # fmt: skip
