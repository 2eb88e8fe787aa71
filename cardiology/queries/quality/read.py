"""Which variables a snapshot is made of, by section: of thousands of stays nothing else is read."""

from django.db.models import Model

from cardiology.models import (
    ClassDecision,
    Diagnosis,
    Discharge,
    History,
    Medication,
    Presentation,
    Procedure,
    Timeline,
)
from cardiology.timeline import POINTS

READ: dict[type[Model], tuple[str, ...]] = {
    Presentation: ("nyha", "killip", "had_arrest"),
    History: (
        "prior_heart_failure", "atrial_fibrillation", "hypertension", "diabetes", "diabetes_type",
        "prior_stroke", "prior_mi", "prior_pci", "prior_cabg", "peripheral_artery_disease", "asthma",
        "smoking", "dialysis",
    ),
    Timeline: (
        *(p.name for p in POINTS), "reperfusion", "delay_reason", "antiplatelet_drug", "remote_ecg",
        "bypassed_emergency", "bypassed_ccu",
    ),
    Discharge: (
        "disposition", "nyha", "smoking_advice", "rehabilitation", "no_rehabilitation", "stage_planned",
        "education",
    ),
    Medication: (
        "phase", "drug", "drug_text", "drug_class", "dose", "dose_unit", "frequency", "loaded_at",
        "started_on", "stopped_on",
    ),
    ClassDecision: ("drug_class", "reason", "phase"),
    Procedure: ("kind", "indication", "started_at"),
    Diagnosis: ("code", "certainty"),
}  # fmt: skip
