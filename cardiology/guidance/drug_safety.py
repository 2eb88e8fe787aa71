"""Rules about drugs that do not go together, or not with this patient."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from cardiology.guidance.names import GLITAZONES
from cardiology.guidance.rule import Advice, Severity, facts, open_for, rule
from cardiology.snapshot import Snapshot

REVIEWED, NEXT = date(2026, 11, 24), date(2027, 11, 24)
HEART_RATE_LIMITING_CCB = frozenset({"verapamil", "diltiazem"})
CLASS_IC = frozenset({"propafenone", "flecainide"})
DIRECT_ANTICOAGULANTS = frozenset({"dabigatran", "rivaroxaban", "apixaban", "edoxaban"})
ANTICOAGULANTS = DIRECT_ANTICOAGULANTS | {"warfarin", "heparin", "enoxaparin", "nadroparin", "dalteparin",
                                          "fondaparinux"}  # fmt: skip
AGAINST_CLOPIDOGREL = frozenset({"omeprazole", "esomeprazole"})
# Clearance in mL/min below which (tirofiban: from which downwards) something has to change.
PARENTERAL = {
    "fondaparinux": (20, _("Stop fondaparinux."), Severity.CRITICAL),
    "enoxaparin": (30, _("Enoxaparin 1 mg/kg once a day."), Severity.WARN),
    "eptifibatide": (50, _("Halve eptifibatide."), Severity.WARN),
    "tirofiban": (60, _("Halve tirofiban."), Severity.WARN),
}
ONE_IS_ENOUGH = ("acei", "arb", "statin", "beta_blocker", "p2y12", "mra", "sglt2i")


@rule("R10", _("Prasugrel after stroke or TIA"), guideline="ESC ACS 2023; product label", class_="III",
      level="B", severity=Severity.HARD_STOP, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def prasugrel_after_stroke(patient: Snapshot) -> Advice | None:
    """Prasugrel is contraindicated after a stroke or TIA; an unknown history leaves it open."""
    if not patient.takes("prasugrel") or patient.prior_stroke is False:
        return None
    if patient.prior_stroke is None:
        return open_for(patient, "prior_stroke")
    return Advice(_("Stop prasugrel; choose another P2Y12 inhibitor."), facts(patient, "prior_stroke"))


@rule("R35", _("Verapamil or diltiazem with reduced ejection fraction"), guideline="ESC HF 2021; ESC AF 2024",
      class_="III", level="C", severity=Severity.CRITICAL, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def calcium_blocker_in_hfref(patient: Snapshot) -> Advice | None:
    """They weaken a failing ventricle: not with an ejection fraction of 40 % or less."""
    if not patient.takes(*HEART_RATE_LIMITING_CCB):
        return None
    if patient.lvef is None:
        return open_for(patient, "lvef")
    if patient.lvef > 40:
        return None
    return Advice(_("Stop verapamil or diltiazem."), facts(patient, "lvef", "medication"))


@rule("R37", _("Two anticoagulants at once"), guideline="ESC AF 2024", class_="III", level="C",
      severity=Severity.CRITICAL, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def two_anticoagulants(patient: Snapshot) -> Advice | None:
    """Two anticoagulants bleed; warfarin with a parenteral one is a bridge and is left out."""
    active = (patient.medication or frozenset()) & ANTICOAGULANTS
    if len(active) < 2 or not active & DIRECT_ANTICOAGULANTS:
        return None
    return Advice(_("Stop one of the two anticoagulants."), (("active", tuple(sorted(active))),))


@rule("R42", _("Propafenone or flecainide with structural heart disease"),
      guideline="ESC AF 2024; product label", class_="III", level="B", severity=Severity.CRITICAL,
      reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def class_ic_antiarrhythmic(patient: Snapshot) -> Advice | None:
    """Not with an ejection fraction of 40 % or less, heart failure or an earlier infarction."""
    if not patient.takes(*CLASS_IC):
        return None
    reasons = (patient.heart_failure, patient.prior_mi, None if patient.lvef is None else patient.lvef <= 40)
    if True in reasons:
        return Advice(
            _("Stop propafenone or flecainide."), facts(patient, "lvef", "heart_failure", "prior_mi")
        )
    return open_for(patient, "lvef", "heart_failure", "prior_mi") if None in reasons else None


@rule("R57", _("Beta-blocker with a slow pulse or asthma"), guideline="ESC HF 2021", class_="III", level="C",
      severity=Severity.CRITICAL, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def beta_blocker_safety(patient: Snapshot) -> Advice | None:
    """Below 50 beats a minute, in shock below 85 mmHg, or a block of higher degree without a pacemaker: hold
    or halve."""
    if not patient.given("beta_blocker"):
        return None
    if patient.av_block in ("2a", "2b", "3") and not patient.pacemaker:
        return Advice(_("Hold or halve the beta-blocker."), facts(patient, "av_block", "heart_rate"))
    if patient.heart_rate is None or patient.sbp is None:
        return open_for(patient, "heart_rate", "sbp")
    if patient.heart_rate >= 50 and not (patient.killip == 4 and patient.sbp < 85):
        return None
    return Advice(_("Hold or halve the beta-blocker."), facts(patient, "heart_rate", "sbp"))


@rule("R58", _("SGLT2 inhibitor in heart failure with an ejection fraction above 40%"),
      guideline="ESC HF 2023; CN HF 2024", class_="I", level="A", severity=Severity.WARN, reviewed=REVIEWED,
      next_review=NEXT)  # fmt: skip
def sglt2_inhibitor(patient: Snapshot) -> Advice | None:
    """Heart failure with LVEF above 40 %: an SGLT2 inhibitor is given or has its reason."""
    if not patient.heart_failure or patient.reason("sglt2i") or patient.disposition == "died":
        return None
    if patient.lvef is None or patient.classes is None:
        return open_for(patient, "lvef", "classes")
    if patient.lvef <= 40 or patient.given("sglt2i") or (patient.egfr or 20) < 20:
        return None
    return Advice(_("Start an SGLT2 inhibitor, or state why not."), facts(patient, "lvef", "classes"))


@rule("R64", _("Drugs that worsen heart failure"), guideline="ESC HF 2021", class_="III", level="A",
      severity=Severity.CRITICAL, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def glitazone(patient: Snapshot) -> Advice | None:
    """Glitazones retain fluid, saxagliptin brings more stays for heart failure."""
    if not patient.takes(*GLITAZONES, "saxagliptin") or patient.heart_failure is False:
        return None
    if patient.heart_failure is None:
        return open_for(patient, "heart_failure")
    return Advice(_("Stop the glitazone or saxagliptin."), facts(patient, "heart_failure", "medication"))


@rule("R70", _("Clopidogrel with omeprazole or esomeprazole"), guideline="Product label", class_="III",
      level="C", severity=Severity.WARN, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def clopidogrel_with_omeprazole(patient: Snapshot) -> Advice | None:
    """They weaken clopidogrel; pantoprazole and rabeprazole do not."""
    if not (patient.takes("clopidogrel") and patient.takes(*AGAINST_CLOPIDOGREL)):
        return None
    return Advice(_("Change to pantoprazole or rabeprazole."), facts(patient, "medication"))


@rule("R75", _("Metformin and kidney function"), guideline="Product label; ESUR", class_="III", level="C",
      severity=Severity.CRITICAL, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def metformin(patient: Snapshot) -> Advice | None:
    """Below an eGFR of 30 stop, from 30 to 44 at most 1 g a day."""
    if not patient.takes("metformin"):
        return None
    if patient.egfr is None:
        return open_for(patient, "egfr")
    if patient.egfr >= 45:
        return None
    text = _("Stop metformin.") if patient.egfr < 30 else _("Give at most 1 g of metformin a day.")
    return Advice(text, facts(patient, "egfr"))


@rule("R77", _("Heparins, tirofiban and kidney function"), guideline="Product labels", class_="III",
      level="C", severity=Severity.CRITICAL, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def parenteral_dose(patient: Snapshot) -> Advice | None:
    """Fondaparinux not below 20 mL/min; enoxaparin once a day below 30; eptifibatide halved below 50,
    tirofiban from 60 downwards."""
    crcl = patient.crcl if patient.crcl is not None else patient.egfr
    drug = next((d for d in PARENTERAL if patient.takes(d)), None)
    if drug is None:
        return None
    if crcl is None:
        return open_for(patient, "crcl", "egfr")
    limit, text, severity = PARENTERAL[drug]
    beyond = crcl <= limit if drug == "tirofiban" else crcl < limit
    return Advice(text, facts(patient, "crcl", "egfr"), severity=severity) if beyond else None


@rule("R81", _("Two drugs of one class"), guideline="Good practice", class_="III", level="C",
      severity=Severity.WARN, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def duplicate_class(patient: Snapshot) -> Advice | None:
    """Two drugs of a class of which one is enough."""
    by_class = patient.drugs_by_class or {}
    twice = {c: drugs for c, drugs in by_class.items() if c in ONE_IS_ENOUGH and len(drugs) > 1}
    if not twice:
        return None
    because = tuple(sorted((c, tuple(sorted(found))) for c, found in twice.items()))
    return Advice(_("Keep one drug of the class."), because)
