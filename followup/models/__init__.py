"""Plans, visits, contacts, answers, events, messages and self-reports after the discharge."""

from followup.models.adherence import Adherence
from followup.models.adjudication import Adjudication, EventDocument, Vote
from followup.models.answer import EventKind, EventSource, FollowUp, ReportedEvent
from followup.models.contact import Channel, Contact, Direction, Escalation, EscalationOutcome, Outcome
from followup.models.desk import Desk
from followup.models.life import LifeSign, LifeSource
from followup.models.plan import CloseReason, Plan, Visit, VisitState
from followup.models.reminder import Mailbox, MessageChannel, OptOut, Reminder
from followup.models.replies import Decider, MissedDoses, StopReason, Taking
from followup.models.rising import EscalationStep, OnCall, RequeueRule, Rise
from followup.models.self_report import Knock, ReportState, SelfReport, SelfReportLink

__all__ = [
    "Adherence", "Adjudication", "Channel", "CloseReason", "Contact", "Decider", "Desk", "Direction",
    "Escalation", "EscalationOutcome", "EscalationStep", "EventDocument", "EventKind", "EventSource",
    "FollowUp", "Knock", "LifeSign", "LifeSource", "Mailbox", "MessageChannel", "MissedDoses", "OnCall",
    "OptOut", "Outcome", "Plan", "Reminder", "ReportState", "ReportedEvent", "RequeueRule", "Rise",
    "SelfReport", "SelfReportLink", "StopReason", "Taking", "Visit", "VisitState", "Vote",
]  # fmt: skip
