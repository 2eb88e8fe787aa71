"""Examinations and decisions, beside laboratory tests, that are due at a contact."""

from typing import Any

from django.utils.translation import gettext_lazy as _

EXAMS: dict[str, Any] = {
    "ecg": _("ECG"),
    "echo": _("Echocardiogram"),
    "echo_if_weak": _("Echocardiogram if LVEF was 40 % or less, or with symptoms"),
    "holter": _("Holter of at least 24 h"),
    "exercise_test": _("Exercise test before sport is allowed"),
    "cmr": _("Cardiac magnetic resonance"),
    "aortic_ct": _("CT angiography of the aorta: endoleak, diameter"),
    "perfusion_if_breathless": _("Echo and lung perfusion scan if breathlessness persists"),
    "interrogation": _("Device check: battery, thresholds, sensing, pacing, episodes"),
    "dapt_decision": _("Decision on dual antiplatelet therapy"),
    "dapt_if_bleeding_risk": _("End of dual antiplatelet therapy with high bleeding risk or stable disease"),
    "antiplatelet_decision": _("End of the antiplatelet drug and of endocarditis prophylaxis"),
    "anticoagulant_decision": _("Decision on how long to anticoagulate"),
    "icd_decision": _("Decision on ICD or CRT after three months of full therapy"),
    "dose_check": _("Anticoagulant dose against new weight and creatinine"),
    "stroke_scores": _("CHA₂DS₂-VASc and HAS-BLED anew"),
    "sudden_death_score": _("HCM Risk-SCD anew"),
    "family": _("Family screening"),
    "cancer_screening": _("Cancer screening as for age"),
    "colchicine": _("Colchicine: end after three months in a first episode"),
    "no_sport": _("No strenuous exercise until cleared"),
    "events_form": _("Form of outcome events"),
}
