"""Whom a pathway or a visit concerns. What is not known plans nothing by itself."""

from followup.schedule.language import Facts

ACS = ("stemi", "nstemi", "ua")
PILLARS = ("raasi", "beta_blocker", "mra", "sglt2i")
RAASI = frozenset({"raasi", "acei", "arb", "arni"})
SHOCKING = frozenset({"icd", "crt_d"})
PACING = frozenset({"pacemaker", "crt_p"})
VALVES = frozenset({"tissue_valve", "mechanical_valve"})


def is_acs_or_pci(facts: Facts) -> bool:
    return facts.category in ACS or facts.had_pci is True


def is_not_elective(facts: Facts) -> bool:
    """A PCI without acute coronary syndrome is elective and may skip the first call."""
    return facts.category in ACS


def is_heart_failure(facts: Facts) -> bool:
    return facts.category == "hf"


def titrates(facts: Facts) -> bool:
    """Reduced ejection fraction and a class of the four pillars missing; unknown plans nothing by itself."""
    if facts.lvef is None or facts.lvef > 40 or facts.classes is None:
        return False
    given = set(facts.classes) | ({"raasi"} if facts.classes & RAASI else set())
    return not given.issuperset(PILLARS)


def has_fibrillation_or_anticoagulant(facts: Facts) -> bool:
    return facts.category == "af" or "af" in facts.conditions or "oac" in (facts.classes or ())


def needs_half_years(facts: Facts) -> bool:
    """From 75 years, with a clearance below 60 mL/min, or on warfarin, every six months; else yearly."""
    old = facts.age is not None and facts.age >= 75
    weak_kidneys = facts.clearance is not None and facts.clearance < 60
    return old or weak_kidneys or "warfarin" in (facts.drugs or ())


def had_fibrillation_ablated(facts: Facts) -> bool:
    return "ablation" in facts.procedures and (facts.category == "af" or "af" in facts.conditions)


def has_shocking_device(facts: Facts) -> bool:
    """An ICD or CRT-D; a device of unknown kind is seen as often as these."""
    return bool(facts.procedures & SHOCKING) or (
        "device" in facts.procedures and not facts.procedures & PACING
    )


def has_pacing_device(facts: Facts) -> bool:
    return bool(facts.procedures & PACING) and not facts.procedures & SHOCKING


def has_tissue_valve(facts: Facts) -> bool:
    return "tissue_valve" in facts.procedures


def has_mechanical_valve(facts: Facts) -> bool:
    return "mechanical_valve" in facts.procedures


def has_native_valve_disease(facts: Facts) -> bool:
    """Valve disease as the reason of the stay or severe in the echo, and no new valve."""
    sick = facts.category == "valve" or facts.valve_severity == "severe"
    return sick and not facts.procedures & VALVES


def is_severe_valve(facts: Facts) -> bool:
    """Severe, or not graded yet: seen soon."""
    return facts.valve_severity in (None, "severe")


def is_moderate_valve(facts: Facts) -> bool:
    return facts.valve_severity == "moderate"


def is_mild_valve(facts: Facts) -> bool:
    return not is_severe_valve(facts) and not is_moderate_valve(facts)


def had_bypass(facts: Facts) -> bool:
    return "cabg" in facts.procedures


def is_hypertension(facts: Facts) -> bool:
    return facts.category == "hypertension"


def is_at_goal(facts: Facts) -> bool:
    return facts.at_goal is True


def is_pericarditis(facts: Facts) -> bool:
    return "pericarditis" in facts.conditions and facts.category in (None, "myocarditis", "other")


def is_myocarditis(facts: Facts) -> bool:
    """Of the reason “myocarditis or pericarditis” what no code calls pericarditis."""
    if "myocarditis" in facts.conditions:
        return True
    return facts.category == "myocarditis" and "pericarditis" not in facts.conditions


def is_weak(facts: Facts) -> bool:
    return facts.lvef is not None and facts.lvef < 50


def is_embolism(facts: Facts) -> bool:
    return facts.category == "pe" or "pe" in facts.conditions


def is_cardiomyopathy(facts: Facts) -> bool:
    return facts.category == "cardiomyopathy"


def has_symptoms(facts: Facts) -> bool:
    return facts.nyha is not None and facts.nyha >= 2


def had_closure(facts: Facts) -> bool:
    return "closure" in facts.procedures


def is_aortic(facts: Facts) -> bool:
    return facts.category == "aortic" or "tevar" in facts.procedures or "dissection" in facts.conditions


def starts_statin_elsewhere(facts: Facts) -> bool:
    """A lipid-lowering drug started in this stay, without a pathway that looks at lipids anyhow."""
    return bool(facts.started & {"statin", "other_lipid"}) and not is_acs_or_pci(facts)
