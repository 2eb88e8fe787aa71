"""What is asked: blocks of questions, and which question opens only after which answer.

The codes of the question bank (Q01 to Q21, QH, QA, QD, QV, QP, QW, QE, QM) stand at the variables.
"""

from collections.abc import Collection, Mapping
from typing import Any

CHEST = ("angina", "rest_pain", "rest_pain_today", "pain_minutes", "relieved_by_nitrate", "angina_change")
BREATH = ("nyha", "orthopnoea", "night_dyspnoea", "pink_sputum")
FAINTING = ("syncope", "near_syncope", "syncope_on_effort", "syncope_injury")
BLEEDING = (
    "bleeding",
    "bleeding_sign",
    "bleeding_grade",
    "bleeding_site",
    "bleeding_action",
    "units_transfused",
)
STROKE = ("neurological_sign", "neurological_sign_at", "sign_assessed")
COMMON = (
    "informant", *CHEST, *BREATH, "swelling", "swelling_level", "palpitation",
    "palpitation_frequency", *FAINTING, *BLEEDING, *STROKE, "admitted_since",
)  # fmt: skip
PRESSURE = ("systolic_bp", "diastolic_bp", "heart_rate", "bp_measured_on")
WEIGHT = ("weight", "weight_change")
DRUGS = ("missed_doses", "stopped_antiplatelet", "stop_reason", "takes_new_drug", "new_drugs")
LIFE = (
    "smoking_now", "cigarettes", "stopped_smoking_on", "second_hand_smoke", "alcohol", "exercise_minutes",
    "rehabilitation",
)  # fmt: skip
MOOD = ("phq2", "phq9", "phq9_self_harm", "gad2", "gad7")
VACCINES = ("influenza_vaccine_on", "pneumococcal_vaccine_on", "covid_vaccine_on")
CLOSING = ("next_appointment_on", "no_appointment_reason", "remark")

CALL = (*COMMON, *PRESSURE, *DRUGS, *LIFE, *CLOSING)
LONG_CALL = (*COMMON, *PRESSURE, *DRUGS, *LIFE, *MOOD, *VACCINES, "work", "eq5d", "eq_vas", *CLOSING)

PUNCTURE = ("access_site",)
WOUND = ("wound", "fever")
STATIN = ("muscle_pain", "dark_urine")
PREGNANCY, HEAD = ("pregnant",), ("head_injury",)  # asked of whom they concern
SIDE_EFFECTS = (
    "dry_cough",
    "angioedema",
    "gynaecomastia",
    "dizziness",
    "genital_infection",
    "stomach_upset",
    "jaundice",
)
HEART_FAILURE = (*WEIGHT, "weighs_daily", "salt_advice", "dizziness")
ANTICOAGULATION = ("ehra", "interruption_planned", "interruption_on")
DEVICE = ("shocks", "shock_symptoms", "shocks_in_a_day", "pocket", "remote_monitor", "fever")
VALVE = ("dental_procedure", "fever")
FISTULA = ("fever", "dysphagia")
QUALITY_OF_LIFE = ("kccq",)

# Of each drug of the discharge list; these stand under the answers named.
DRUG = ("taking", "new_dose", "stopped_on", "decided_by", "reason", "side_effect")
DRUG_BRANCHES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "new_dose": ("taking", ("changed",)),
    "stopped_on": ("taking", ("stopped",)),
    "decided_by": ("taking", ("changed", "stopped", "never")),
    "reason": ("taking", ("changed", "stopped", "never")),
    "side_effect": ("reason", ("side_effect",)),
}
FROM_DRUGS = ("stopped_antiplatelet", "stop_reason")  # not asked where each drug is

# A question stands open only while another has one of these answers; an open number means "this or more".
BRANCHES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "rest_pain_today": ("rest_pain", ("yes",)),
    "pain_minutes": ("rest_pain", ("yes",)),
    "relieved_by_nitrate": ("rest_pain", ("yes",)),
    "angina_change": ("angina", ("1", "2", "3", "4")),
    "orthopnoea": ("nyha", ("2", "3", "4")),
    "night_dyspnoea": ("nyha", ("2", "3", "4")),
    "pink_sputum": ("nyha", ("3", "4")),
    "swelling_level": ("swelling", ("yes",)),
    "palpitation_frequency": ("palpitation", ("yes",)),
    "syncope_on_effort": ("syncope", ("yes",)),
    "syncope_injury": ("syncope", ("yes",)),
    "bleeding_sign": ("bleeding", ("minor", "treated", "major")),
    "bleeding_grade": ("bleeding", ("major",)),
    "bleeding_site": ("bleeding", ("minor", "treated", "major")),
    "bleeding_action": ("bleeding", ("minor", "treated", "major")),
    "units_transfused": ("bleeding_action", ("transfused",)),
    "neurological_sign_at": ("neurological_sign", ("yes",)),
    "sign_assessed": ("neurological_sign", ("yes",)),
    "stop_reason": ("stopped_antiplatelet", ("yes",)),
    "new_drugs": ("takes_new_drug", ("yes",)),
    "cigarettes": ("smoking_now", ("yes",)),
    "stopped_smoking_on": ("smoking_now", ("no",)),
    "phq9": ("phq2", (">=3",)),
    "phq9_self_harm": ("phq2", (">=3",)),
    "gad7": ("gad2", (">=3",)),
    "no_appointment_reason": ("next_appointment_on", ("",)),
    "dark_urine": ("muscle_pain", ("mild", "moderate", "severe")),
    "interruption_on": ("interruption_planned", ("yes",)),
    "shock_symptoms": ("shocks", (">=1",)),
    "shocks_in_a_day": ("shocks", (">=2",)),
}


HARMS_THE_CHILD = frozenset({"raasi", "acei", "arb", "arni", "mra", "statin", "oac"})
ANTIPLATELETS = frozenset({"aspirin", "p2y12", "other_antiplatelet"})
FERTILE = (12, 55)  # years


def of_whom(
    *, sex: str | None, age: float | None, classes: Collection[str], drugs: Collection[str]
) -> tuple[str, ...]:
    """Of some patients only: pregnancy on a drug that harms the child, a blow on blood thinners."""
    may_bear = sex == "female" and age is not None and FERTILE[0] <= age <= FERTILE[1]
    harms = HARMS_THE_CHILD.intersection(classes) or "amiodarone" in drugs
    thins = "oac" in classes or len(ANTIPLATELETS.intersection(classes)) > 1
    return (*(PREGNANCY if may_bear and harms else ()), *(HEAD if thins else ()))


def is_asked(name: str, answers: Mapping[str, Any], branches: Mapping[str, Any] = BRANCHES) -> bool:
    """Whether a question stands open after what was answered so far."""
    branch = branches.get(name)
    if branch is None:
        return True
    other, opening = branch
    return is_asked(other, answers, branches) and any(
        _meets(answers.get(other), wanted) for wanted in opening
    )


def _meets(value: Any, wanted: str) -> bool:
    if wanted.startswith(">="):
        try:
            return float(value) >= float(wanted[2:])
        except (TypeError, ValueError):
            return False
    return str("" if value is None else value) == wanted
