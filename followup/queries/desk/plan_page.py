"""The plan of one patient as a page: every visit with its window, its state, and who changed it why."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from cardiology.access import visible_to
from cardiology.models import Admission, Patient, User
from cardiology.queries.banner import banner
from followup.definitions import LABELS, standing
from followup.models import Plan, Visit, VisitState
from followup.queries.why_ended import in_words
from followup.schedule import PATHWAYS, UNPLANNED, declared, pathway_title, title_of

TONES = {
    "done": "done", "due": "info", "closing": "attention", "overdue": "high", "expired": "high",
    "unreachable": "high", "missed": "high",
}  # fmt: skip


@dataclass(frozen=True)
class VisitLine:
    """One visit of a plan."""

    pk: int
    title: str
    in_person: bool
    due_on: date
    opens_on: date
    closes_on: date
    state: Any
    tone: str
    why: str
    shared: str
    is_open: bool


@dataclass(frozen=True)
class PlanLine:
    """One plan with its visits."""

    pk: int
    title: Any
    version: int
    anchor_on: date
    is_open: bool
    ended: str
    lost: bool
    by_hand: str
    visits: list[VisitLine]


def page(user: User, patient: Patient) -> dict[str, Any]:
    """Everything that the page shows."""
    today = timezone.localdate()
    found = visible_to(user, Plan).filter(patient=patient).select_related("opened_by")
    rows = visible_to(user, Visit).filter(patient=patient).select_related("edited_by", "merged_into__plan")
    by_plan: dict[int, list[Visit]] = {}
    for visit in rows.order_by("due_on", "pk"):
        by_plan.setdefault(visit.plan_id, []).append(visit)
    plans = [_plan(p, by_plan.get(p.pk, []), today) for p in found.order_by("closed_at", "-opened_at")]
    left = visible_to(user, Admission).filter(patient=patient, discharged_at__isnull=False)
    stay = left.order_by("-discharged_at").first()
    opened = {p.pathway for p in found if stay and p.admission_id == stay.pk}
    return {
        "banner": banner(user, patient, None),
        "plans": plans,
        "stay": stay,
        "pathways": [(p.id, p.title) for p in PATHWAYS.values() if p.id not in opened] if stay else [],
    }


def _plan(plan: Plan, visits: list[Visit], today: date) -> PlanLine:
    return PlanLine(
        pk=plan.pk, title=pathway_title(plan.pathway), version=plan.version, anchor_on=plan.anchor_on,
        is_open=plan.closed_at is None and plan.pathway != UNPLANNED,
        ended=plan.get_close_reason_display(), lost=plan.lost_at is not None,  # type: ignore[attr-defined]
        by_hand=str(plan.opened_by or ""), visits=[_visit(plan, v, today) for v in visits],
    )  # fmt: skip


def _visit(plan: Plan, visit: Visit, today: date) -> VisitLine:
    is_open = visit.state == VisitState.OPEN
    where = standing(visit.opens_on, visit.due_on, visit.closes_on, today)
    told = declared(plan.pathway, visit.code)
    other = visit.merged_into
    edited = f"{visit.edited_by} · {visit.edit_reason}" if visit.edited_by else visit.edit_reason
    is_said = visit.state in (VisitState.DONE, VisitState.OPEN, visit.state_reason)  # by the state itself
    reason = "" if is_said else in_words(visit.state_reason, attempts=visit.attempts)
    return VisitLine(
        pk=visit.pk, title=str(title_of(plan.pathway, visit.code)), due_on=visit.due_on,
        in_person=told is not None and told.way == "clinic",
        opens_on=visit.opens_on, closes_on=visit.closes_on,
        state=LABELS[where] if is_open else visit.get_state_display(),  # type: ignore[attr-defined]
        tone=TONES.get(where.value if is_open else visit.state, ""), why=edited or reason,
        shared=str(pathway_title(other.plan.pathway)) if other and is_open else "",
        is_open=is_open and plan.closed_at is None,
    )  # fmt: skip
