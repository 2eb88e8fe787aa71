"""Plans, visits, contacts, answers and events after the discharge."""

from followup.models.adherence import Adherence
from followup.models.answer import EventKind, FollowUp, ReportedEvent
from followup.models.contact import Channel, Contact, Direction, Escalation, Outcome
from followup.models.plan import CloseReason, Plan, Visit, VisitState
from followup.models.replies import Decider, MissedDoses, StopReason, Taking

__all__ = [
    "Adherence", "Channel", "CloseReason", "Contact", "Decider", "Direction", "Escalation", "EventKind",
    "FollowUp", "MissedDoses", "Outcome", "Plan", "ReportedEvent", "StopReason", "Taking", "Visit",
    "VisitState",
]  # fmt: skip
