"""Plans as tables: on the patient page, before and after the discharge, in the month."""

from datetime import date
from typing import Any

from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cardiology.access import Permission, may, visible_to
from cardiology.models import Admission, Patient, Procedure, User
from cardiology.queries.snapshots import snapshots
from cardiology.registries import Column, Figure, Signs, Table
from cardiology.snapshot import Snapshot
from cardiology.wording import day
from followup import warning_signs
from followup.definitions import LABELS, VERSION, standing
from followup.models import Escalation, Plan, Visit, VisitState
from followup.planning import Wish, calls
from followup.queries.call import notes
from followup.queries.facts import facts_of, procedure_day
from followup.schedule import PATHWAYS, UNPLANNED, Pathway, pathway_title, pathways_for, title_of


def panel(patient: Patient, user: User, _stays: list[Admission]) -> dict[str, Any]:
    """Plans with their visits, the last contacts, and the visit to call next."""
    today = timezone.localdate()
    plans = list(
        visible_to(user, Plan).filter(patient=patient).prefetch_related("visits").order_by("-opened_at")
    )
    visits = [v for p in plans if p.closed_at is None for v in p.visits.all()]
    open_ones = [v for v in visits if v.state == VisitState.OPEN and v.merged_into_id is None]
    ahead = min(open_ones, key=lambda v: v.due_on, default=None)
    return {
        "plans": [_plan(p, today) for p in plans],
        "next": ahead,
        "next_title": title_of(ahead.plan.pathway, ahead.code) if ahead else "",
        "may_call": ahead is not None and may(user, Permission.CALL),
        "may_plan": may(user, Permission.CALL),
        "patient_id": patient.pk,
        "contacts": notes(patient),
        "may_see": may(user, Permission.CALL),
        "open_flags": visible_to(user, Escalation).filter(patient=patient, closed_at=None).count(),
    }


def _plan(plan: Plan, today: date) -> dict[str, Any]:
    title = pathway_title(plan.pathway)
    return {
        "title": title, "from": plan.anchor_on, "is_open": plan.closed_at is None,
        "ended": plan.get_close_reason_display(), "lost_at": plan.lost_at,  # type: ignore[attr-defined]
        "visits": [_visit(plan, v, today) for v in plan.visits.all() if v.state != VisitState.CANCELLED],
    }  # fmt: skip


def _visit(plan: Plan, visit: Visit, today: date) -> dict[str, Any]:
    is_open = visit.state == VisitState.OPEN
    where = standing(visit.opens_on, visit.due_on, visit.closes_on, today)
    return {
        "title": title_of(plan.pathway, visit.code), "due_on": visit.due_on, "opens_on": visit.opens_on,
        "closes_on": visit.closes_on, "is_merged": visit.merged_into_id is not None,
        "state": LABELS[where] if is_open else visit.get_state_display(),  # type: ignore[attr-defined]
        "tone": _tone(where.value if is_open else visit.state),
    }  # fmt: skip


def _tone(state: str) -> str:
    tones = {"done": "done", "due": "info", "closing": "attention", "overdue": "high", "expired": "high",
             "unreachable": "high", "missed": "high"}  # fmt: skip
    return tones.get(state, "")


def preview(admission: Admission, user: User, seen: Snapshot | None = None) -> Table | None:
    """The calls that a discharge today would plan."""
    anchor = (
        timezone.localtime(admission.discharged_at).date()
        if admission.discharged_at
        else timezone.localdate()
    )
    facts = facts_of(admission, seen)
    wishes = [
        Wish((p.id, v.code), v.target, v.opens_on, v.closes_on)
        for p in pathways_for(facts) for v in p.planned(_anchor(admission, p, anchor), facts)
        if v.closes_on > anchor
    ]  # fmt: skip
    if not wishes:
        return None
    lines: list[tuple[Any, ...]] = [
        (
            " + ".join(f"{PATHWAYS[w.key[0]].title} {title_of(*w.key)}" for w in call.wishes),  # type: ignore[index,misc]
            day(call.due_on), f"{day(call.opens_on)} – {day(call.closes_on)}",
        )
        for call in calls(wishes)
    ]  # fmt: skip
    caption = _("Counted from %(day)s") % {"day": day(anchor)}
    return Table(_("Follow-up that the discharge opens"), caption, _columns(), lines)


def _anchor(admission: Admission, pathway: Pathway, discharged_on: date) -> date:
    """The day a pathway counts from, also before the discharge."""
    return min(procedure_day(admission, pathway) or discharged_on, discharged_on)


def summary(admission: Admission, user: User) -> Table | None:
    """The planned visits, for the discharge summary."""
    found = visible_to(user, Visit).filter(plan__admission=admission, merged_into=None).select_related("plan")
    lines: list[tuple[Any, ...]] = [
        (f"{PATHWAYS[v.plan.pathway].title} {title_of(v.plan.pathway, v.code)}", day(v.due_on),
         f"{day(v.opens_on)} – {day(v.closes_on)}")
        for v in found if v.state != VisitState.CANCELLED and v.plan.pathway in PATHWAYS
    ]  # fmt: skip
    if not lines:
        return None
    return Table(_("Follow-up plan"), _("Days on which we will call or see the patient"), _columns(), lines)


def signs(admission: Admission, user: User) -> list[Signs]:
    """What the patient is told to watch for, by what is known of the stay."""
    snapshot = snapshots([admission])[0][1]
    watched = warning_signs.Watched(
        heart_failure=bool(snapshot.heart_failure),
        punctured=Procedure.objects.filter(admission=admission).exclude(access=None).exists(),
        thins_blood=bool(snapshot.given("aspirin", "p2y12", "oac")),
        statin=bool(snapshot.given("statin")),
        has_device=Procedure.objects.filter(admission=admission, kind="device").exists(),
    )
    return [
        Signs(_("Call 120 at once, and do not drive yourself"), True, warning_signs.at_once(watched)),
        Signs(_("Call us the same day"), False, warning_signs.same_day(watched)),
    ]


# Reached while the window of the visit was open.
ON_TIME = Q(state=VisitState.DONE, done_at__date__gte=F("opens_on"), done_at__date__lte=F("closes_on"))


COUNTED = ("due", "attempted", "reached", "on_time", "missed", "still")


def month(user: User, first: date, last: date) -> Table | None:
    """Follow-up numbers of a month: visits due in it, and what became of them."""
    due = visible_to(user, Visit).filter(due_on__range=(first, last)).exclude(state=VisitState.CANCELLED)
    due = due.exclude(plan__pathway=UNPLANNED)
    counted = due.values("plan__pathway").annotate(
        due=Count("pk"),
        attempted=Count("pk", filter=Q(attempts__gt=0) | Q(merged_into__attempts__gt=0) | Q(state="done")),
        reached=Count("pk", filter=Q(state=VisitState.DONE)),
        on_time=Count("pk", filter=ON_TIME),
        missed=Count("pk", filter=Q(state__in=(VisitState.UNREACHABLE, VisitState.MISSED))),
        still=Count("pk", filter=Q(state=VisitState.OPEN)),
    ).order_by("plan__pathway")  # fmt: skip
    lost = dict(
        visible_to(user, Plan).filter(lost_at__date__range=(first, last)).values_list("pathway")
        .annotate(n=Count("pk")).order_by()
    )  # fmt: skip
    lines: list[tuple[Any, ...]] = [
        (_pathway(r["plan__pathway"]), *(Figure(r[name]) for name in COUNTED),
         Figure(lost.get(r["plan__pathway"], 0)))
        for r in counted
    ]  # fmt: skip
    if not lines:
        return None
    labels = (pgettext("follow-up", "Due"), _("Attempted"), _("Reached"), _("On time"), _("Not reached"),
              _("Still open"), _("Lost to follow-up"))  # fmt: skip
    columns = (Column(_("Pathway")), *(Column(label, numeric=True) for label in labels))
    caption = _(
        "Visits whose day fell into the month; on time is inside the window; definitions version %(n)s"
    ) % {"n": VERSION}
    return Table(_("Follow-up"), caption, columns, lines)


def _pathway(name: str) -> Any:
    return pathway_title(name)


def _columns() -> tuple[Column, ...]:
    return Column(_("Visit")), Column(_("Planned for")), Column(_("Window"))
