"""The discharge summary of one stay."""

from typing import Any

from cardiology.models import Admission, Patient, Timeline, User
from cardiology.queries import stay as stays
from cardiology.queries.snapshots import age_at
from cardiology.queries.timeline.summary import timeline_of
from cardiology.registries import summary_parts
from cardiology.wording import day


def context(admission: Admission, user: User) -> dict[str, Any]:
    """Everything the summary says, as plain values."""
    discharge = stays.discharge_of(admission)
    return {
        "admission": admission,
        "patient": heading(admission.patient),
        "age": age_at(admission),
        "discharge": discharge,
        "diagnoses": stays.diagnoses_of(admission),
        "blocks": stays.blocks(admission, "presentation", "history", "ecg", "echo", "complication"),
        "chest_pain": timeline_of(admission, Timeline.objects.filter(admission=admission).first()),
        "procedures": stays.procedures_of(admission),
        "labs": stays.latest_labs(admission),
        "drugs": stays.discharge_drugs(admission),
        "state": stays.blocks(admission, "discharge"),
        "parts": [part(admission, user) for part in summary_parts],
    }


def heading(patient: Patient) -> dict[str, str]:
    """The patient's identity as every page of a document repeats it."""
    return {
        "name": patient.name,
        "number": patient.number,
        "sex": patient.get_sex_display() if patient.sex else "",  # type: ignore[attr-defined]
        "born": day(patient.birth_on),
    }
