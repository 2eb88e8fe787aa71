"""Plans, visits, contacts, answers, events, messages and self-reports after the discharge."""

from followup.models.adjudication import Adjudication, EventDocument, Vote
from followup.models.answer import Adherence, EventKind, EventSource, FollowUp, ReportedEvent, StopReason
from followup.models.contact import Channel, Contact, Escalation, EscalationOutcome, Outcome
from followup.models.desk import Desk
from followup.models.life import LifeSign, LifeSource
from followup.models.plan import CloseReason, Plan, Visit, VisitState
from followup.models.reminder import Mailbox, MessageChannel, OptOut, Reminder
from followup.models.rising import EscalationStep, OnCall, Rise
from followup.models.self_report import Knock, ReportState, SelfReport, SelfReportLink

__all__ = [
    "Adherence", "Adjudication", "Channel", "CloseReason", "Contact", "Desk", "Escalation",
    "EscalationOutcome", "EscalationStep", "EventDocument", "EventKind", "EventSource", "FollowUp", "Knock",
    "LifeSign", "LifeSource", "Mailbox", "MessageChannel", "OnCall", "OptOut", "Outcome", "Plan", "Reminder",
    "ReportState", "ReportedEvent", "Rise", "SelfReport", "SelfReportLink", "StopReason", "Visit",
    "VisitState", "Vote",
]  # fmt: skip
