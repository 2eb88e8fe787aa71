"""The words for the facts that a measure asked for and did not find."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cardiology import codes
from cardiology.queries.advice import label_of
from cardiology.timeline import intervals

FACTS: dict[str, Any] = {
    "anterior": gettext_lazy("Site of the infarction"),
    "appointed_14": gettext_lazy("Follow-up plan"),
    "arrest": gettext_lazy("Cardiac arrest before arrival"),
    "arrival_mode": gettext_lazy("Arrival"),
    "bypassed_ccu": gettext_lazy("Passed by the coronary care unit"),
    "bypassed_emergency": gettext_lazy("Passed by the emergency department"),
    "category": gettext_lazy("Main reason"),
    "classes": gettext_lazy("Drugs at discharge"),
    "congested": gettext_lazy("Signs of congestion"),
    "dilated_cardiomyopathy": gettext_lazy("Diagnoses"),
    "died_30": gettext_lazy("Whether alive 30 days after discharge"),
    "disposition": gettext_lazy("Discharged to"),
    "ecg_sent": gettext_lazy("ECG seen here before arrival"),
    "first_creatinine": gettext_lazy("Creatinine at arrival"),
    "first_heart_rate": gettext_lazy("Heart rate at arrival"),
    "first_sbp": gettext_lazy("Systolic blood pressure at arrival"),
    "followed_up_30": gettext_lazy("Follow-up of the first 30 days"),
    "had_bypass": gettext_lazy("Bypass surgery"),
    "in_stay": gettext_lazy("Drugs of the stay"),
    "lysis": gettext_lazy("Fibrinolysis"),
    "medication": gettext_lazy("Drugs at discharge"),
    "pci": gettext_lazy("Procedures"),
    "primary_pci": gettext_lazy("Procedures"),
    "readmitted_30": gettext_lazy("Whether admitted again within 30 days"),
    "readmitted_hf_30": gettext_lazy("Whether admitted again within 30 days"),
    "reperfused": gettext_lazy("Reperfusion"),
    "reopened_by_itself": gettext_lazy("Flow before PCI"),
    "slow_conduction": gettext_lazy("AV block, PR interval"),
    "smoker": gettext_lazy("Smoking"),
    "st_deviation": gettext_lazy("ST elevation or depression"),
    "stay_days": gettext_lazy("Length of stay"),
    "stroke_now": gettext_lazy("Diagnoses"),
    "transferred_in": gettext_lazy("Arrival"),
    "valve_needs_warfarin": gettext_lazy("Mitral stenosis, mechanical valve"),
}
SPANS: dict[str, Any] = {
    "onset_to_door": gettext_lazy("Onset of constant symptoms"),
    "door_to_aspirin": gettext_lazy("Time of the loading dose of aspirin"),
    "door_to_p2y12": gettext_lazy("Time of the loading dose of a P2Y12 inhibitor"),
    "door_to_transfer": gettext_lazy("Time of leaving for the other hospital"),
    "door_to_angiography": gettext_lazy("Time of the angiography"),
    "admission_to_ldl": gettext_lazy("LDL cholesterol"),
    "admission_to_echo": gettext_lazy("Echocardiography"),
    "admission_to_natriuretic_peptide": gettext_lazy("BNP or NT-proBNP"),
    "admission_to_troponin": gettext_lazy("Troponin"),
}


def fact(name: str) -> str:
    """A fact of the snapshot in words; `minutes.door_to_wire` is an entry of a mapping."""
    kind, _dot, entry = name.partition(".")
    if kind == "minutes":
        return str(SPANS.get(entry) or intervals.BY_NAME[entry].label)
    if kind == "first_day":
        return _("When first given: %(drug)s") % {"drug": codes.label("drug_classes", entry)}
    if kind == "doses":
        return _("Dose: %(drug)s") % {"drug": codes.label("drugs", entry)}
    return str(FACTS.get(name) or label_of(name))
