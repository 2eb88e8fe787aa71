"""Plans, visits, contacts, answers and events after the discharge."""

from followup.models.answer import Adherence, EventKind, FollowUp, ReportedEvent, StopReason
from followup.models.contact import Channel, Contact, Escalation, Outcome
from followup.models.plan import CloseReason, Plan, Visit, VisitState

__all__ = [
    "Adherence", "Channel", "CloseReason", "Contact", "Escalation", "EventKind", "FollowUp", "Outcome",
    "Plan", "ReportedEvent", "StopReason", "Visit", "VisitState",
]  # fmt: skip
