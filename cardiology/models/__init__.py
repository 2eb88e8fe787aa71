"""What is stored."""

from cardiology.models.admission import ACS, Admission, ArrivalMode, Category
from cardiology.models.audit import AuditEvent, Heartbeat, ImportBatch, Submission
from cardiology.models.bedside import Examination, Vitals
from cardiology.models.complication import Barc, Complication, ComplicationKind
from cardiology.models.coronary.lesion import Device, DeviceKind, Lesion, Route, Segment, Timi
from cardiology.models.coronary.procedure import (
    Access,
    Dominance,
    PciIndication,
    Procedure,
    ProcedureKind,
    Urgency,
)
from cardiology.models.diagnosis import Certainty, CodeSystem, Diagnosis
from cardiology.models.discharge import Discharge, Disposition
from cardiology.models.draft import Draft
from cardiology.models.finding import Finding
from cardiology.models.history import History, Smoking
from cardiology.models.hospital import Bed, Department, Hospital, Ward
from cardiology.models.imaging.ecg import Ecg, EcgPlace, Rhythm, Territory
from cardiology.models.imaging.echo import Echo, LvefMethod
from cardiology.models.laboratory import AbnormalFlag, LabResult
from cardiology.models.medication import ClassDecision, Medication, Phase, WhyNot
from cardiology.models.patient import (
    Consent,
    ContactPerson,
    DeathCause,
    Patient,
    PatientIdentifier,
    Phone,
    Purpose,
    Relation,
    Sex,
    VitalStatus,
)
from cardiology.models.presentation import Complaint, Killip, Nyha, Presentation, SymptomCharacter
from cardiology.models.staff import Role, User
from cardiology.models.timeline import ContactPlace, DelayReason, Reperfusion, Timeline

__all__ = [
    "ACS", "AbnormalFlag", "Access", "Admission", "ArrivalMode", "AuditEvent", "Barc", "Bed", "Category",
    "Certainty", "ClassDecision", "CodeSystem", "Complaint", "Complication", "ComplicationKind",
    "Consent", "ContactPerson", "ContactPlace", "DeathCause", "DelayReason", "Department", "Device",
    "DeviceKind", "Diagnosis", "Discharge", "Disposition", "Dominance", "Draft", "Ecg", "EcgPlace",
    "Echo", "Examination", "Finding", "Heartbeat", "History", "Hospital", "ImportBatch", "Killip", "LabResult",
    "Lesion", "LvefMethod", "Medication", "Nyha", "Patient", "PatientIdentifier", "PciIndication",
    "Phase", "Phone", "Presentation", "Procedure", "ProcedureKind", "Purpose", "Relation", "Reperfusion",
    "Rhythm", "Role", "Route", "Segment", "Sex", "Smoking", "Submission", "SymptomCharacter", "Territory",
    "Timeline", "Timi", "Urgency", "User", "VitalStatus", "Vitals", "Ward", "WhyNot",
]  # fmt: skip
