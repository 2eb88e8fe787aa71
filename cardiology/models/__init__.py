"""What is stored."""

from cardiology.models.admission import ACS, Admission, ArrivalMode, Category
from cardiology.models.audit import AuditEvent, Heartbeat, ImportBatch, Submission
from cardiology.models.bedside import Ecg, Rhythm, Territory, Vitals
from cardiology.models.coding import CodedText
from cardiology.models.coronary import (
    Access,
    Device,
    DeviceKind,
    Dominance,
    Lesion,
    PciIndication,
    Procedure,
    ProcedureKind,
    Segment,
    Timi,
    Urgency,
)
from cardiology.models.course import (
    Barc,
    Certainty,
    CodeSystem,
    Complication,
    ComplicationKind,
    Diagnosis,
    Discharge,
    Disposition,
)
from cardiology.models.draft import Draft
from cardiology.models.hospital import Bed, Department, Hospital, Ward
from cardiology.models.imaging import Echo, LvefMethod
from cardiology.models.laboratory import AbnormalFlag, LabResult
from cardiology.models.medication import ClassDecision, Medication, Phase, Route, WhyNot
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
from cardiology.models.presentation import (
    Complaint,
    ContactPlace,
    DelayReason,
    History,
    Killip,
    Nyha,
    Presentation,
    Smoking,
    SymptomCharacter,
    Timeline,
)
from cardiology.models.staff import Role, User

__all__ = [
    "ACS", "AbnormalFlag", "Access", "Admission", "ArrivalMode", "AuditEvent", "Barc", "Bed", "Category",
    "Certainty", "ClassDecision", "CodeSystem", "CodedText", "Complaint", "Complication", "ComplicationKind",
    "Consent", "ContactPerson", "ContactPlace", "DeathCause", "DelayReason", "Department", "Device",
    "DeviceKind", "Diagnosis", "Discharge", "Disposition", "Dominance", "Draft", "Ecg", "Echo",
    "Heartbeat", "History", "Hospital", "ImportBatch", "Killip", "LabResult", "Lesion", "LvefMethod",
    "Medication", "Nyha", "Patient", "PatientIdentifier", "PciIndication", "Phase", "Phone",
    "Presentation", "Procedure", "ProcedureKind", "Purpose", "Relation", "Rhythm", "Role", "Route",
    "Segment", "Sex", "Smoking", "Submission", "SymptomCharacter", "Territory", "Timeline", "Timi",
    "Urgency", "User", "VitalStatus", "Vitals", "Ward", "WhyNot",
]  # fmt: skip
