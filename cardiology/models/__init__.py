"""What is stored."""

from cardiology.models.admission import ACS, Admission, ArrivalMode, Category, Isolation
from cardiology.models.audit import AuditEvent, AuditOutcome, Heartbeat, Submission
from cardiology.models.bedside import Examination, Vitals
from cardiology.models.board import Ending, Lasts, Tag, TagWord, Task
from cardiology.models.coding import CodedText
from cardiology.models.complication import Barc, Complication, ComplicationKind
from cardiology.models.coronary.lesion import Device, DeviceKind, Graft, Lesion, Segment, Timi
from cardiology.models.coronary.procedure import (
    Access,
    CoronaryResult,
    Dominance,
    PciIndication,
    Procedure,
    ProcedureKind,
    Urgency,
)
from cardiology.models.diagnosis import Certainty, CodeSystem, Diagnosis
from cardiology.models.discharge import Discharge, Disposition
from cardiology.models.draft import Draft
from cardiology.models.files.batch import DUE, BatchState, ImportBatch, ImportedRow
from cardiology.models.files.extract import EVERY_KIND, UNFINISHED, Extract, ExtractState
from cardiology.models.guidance.advice import (
    AGAINST_A_STOP,
    AdviceAnswer,
    AdviceReply,
    GuidelinePacks,
    OverrideReason,
)
from cardiology.models.guidance.critical import CriticalCall, CriticalLimit, CriticalNotice, WarningLimit
from cardiology.models.guidance.score import KeptScore, KeptWhen
from cardiology.models.history import History, Smoking
from cardiology.models.hospital import Bed, Department, Hospital, Ward
from cardiology.models.identity.consent import Consent, ConsentText, Decision, Purpose
from cardiology.models.identity.merge import Merge, MergeState
from cardiology.models.imaging.document import RecordDocument
from cardiology.models.imaging.ecg import Ecg, EcgPlace, Rhythm, Territory
from cardiology.models.imaging.echo import Echo, LvefMethod
from cardiology.models.imaging.paper import Paper
from cardiology.models.laboratory import AbnormalFlag, LabResult
from cardiology.models.medication import (
    ClassDecision,
    Contraindication,
    Fate,
    FateReason,
    Medication,
    Phase,
    Route,
    WhyNot,
)
from cardiology.models.patient import (
    ContactPerson,
    DeathCause,
    IdType,
    NumberKind,
    Patient,
    PatientIdentifier,
    Phone,
    Relation,
    Sex,
    VitalStatus,
)
from cardiology.models.presentation import Complaint, Killip, Nyha, Presentation, SymptomCharacter
from cardiology.models.quality.counted import (
    Board,
    BoardLetter,
    BoardReader,
    Confirmation,
    CountedMonth,
    Cut,
    IntervalMonth,
    MeasureMonth,
)
from cardiology.models.quality.finding import Finding
from cardiology.models.quality.reabstraction import Reabstraction, ReabstractionSample
from cardiology.models.staff import Role, User
from cardiology.models.timeline import ContactPlace, DelayReason, Reperfusion, Timeline
from cardiology.models.trust.account import (
    PasswordMemory,
    RecoveryCode,
    SecondFactor,
    StaffSession,
    Usage,
)
from cardiology.models.trust.emergency import EmergencyAccess, EmergencyReview
from cardiology.models.trust.seal import AuditSeal, AuditVerification
from cardiology.models.trust.signature import Meaning, Signature, SignedDocument

__all__ = [
    "ACS", "AGAINST_A_STOP", "AbnormalFlag", "Access", "Admission", "AdviceAnswer", "AdviceReply",
    "ArrivalMode", "AuditEvent", "AuditOutcome", "AuditSeal", "AuditVerification", "Barc", "BatchState",
    "Bed", "Board", "BoardLetter", "BoardReader", "Category", "Certainty", "ClassDecision", "CodeSystem",
    "CodedText", "Complaint", "Complication", "ComplicationKind", "Confirmation", "Consent", "ConsentText",
    "ContactPerson", "ContactPlace", "Contraindication", "CoronaryResult", "CountedMonth", "CriticalCall",
    "CriticalLimit", "CriticalNotice", "Cut", "DUE", "DeathCause", "Decision", "DelayReason", "Department",
    "Device", "DeviceKind", "Diagnosis", "Discharge", "Disposition", "Dominance", "Draft", "EVERY_KIND",
    "Ecg", "EcgPlace", "Echo", "EmergencyAccess", "EmergencyReview",
    "Ending", "Examination", "Extract", "ExtractState", "Fate", "FateReason", "Finding", "Graft",
    "GuidelinePacks", "Heartbeat", "History", "Hospital", "IdType", "ImportBatch", "ImportedRow",
    "IntervalMonth", "Isolation", "KeptScore", "KeptWhen", "Killip", "LabResult", "Lasts", "Lesion",
    "LvefMethod", "Meaning", "MeasureMonth", "Medication",
    "Merge", "MergeState", "NumberKind", "Nyha", "OverrideReason", "Paper", "PasswordMemory", "Patient",
    "PatientIdentifier", "PciIndication", "Phase", "Phone", "Presentation", "Procedure", "ProcedureKind",
    "Purpose", "Reabstraction", "ReabstractionSample", "RecordDocument", "RecoveryCode", "Relation",
    "Reperfusion", "Rhythm", "Role", "Route", "SecondFactor", "Segment", "Sex",
    "Signature", "SignedDocument", "Smoking", "StaffSession", "Submission",
    "SymptomCharacter", "Tag", "TagWord", "Task", "Territory", "Timeline", "Timi", "UNFINISHED", "Urgency",
    "Usage", "User", "VitalStatus", "Vitals", "Ward", "WarningLimit", "WhyNot",
]  # fmt: skip
