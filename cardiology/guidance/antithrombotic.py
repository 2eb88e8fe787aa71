"""Rules for aspirin, P2Y12 inhibitors and what goes with them; after the acute phase, and at discharge."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from cardiology.guidance.names import NSAIDS
from cardiology.guidance.rule import Advice, Severity, rule
from cardiology.guidance.verdict import (
    above,
    among,
    both,
    either,
    judged,
    lives,
    never,
    syndrome,
)
from cardiology.scores.bleeding.arc_hbr import ARC_HBR
from cardiology.scores.score import possible
from cardiology.snapshot import Answer, Snapshot

REVIEWED, NEXT = date(2026, 11, 26), date(2027, 11, 26)
AGAINST_CLOPIDOGREL = ("omeprazole", "esomeprazole")
NEEDED = ("age", "egfr", "labs.hb", "labs.plt")  # for the bleeding risk
HALF_YEAR, THREE_MONTHS = 182, 91  # days after PCI in chronic disease; in high bleeding risk


@rule("R21", _("Triple antithrombotic therapy"),
      _("Anticoagulant, aspirin and P2Y12 inhibitor more than seven days after the stent; at once where "
        "the P2Y12 inhibitor is ticagrelor or prasugrel."),
      guideline="ESC AF 2024; ACC/AHA ACS 2025", class_="I",
      level="A", severity=Severity.WARN, reviewed=REVIEWED, next_review=NEXT, tag="V")  # fmt: skip
def triple_therapy(patient: Snapshot) -> Advice | None:
    triple = both(patient.given("oac"), patient.given("aspirin"), patient.given("p2y12"))
    if both(triple, patient.takes("ticagrelor", "prasugrel")):
        text = _("No ticagrelor or prasugrel in triple therapy: change to clopidogrel.")
        return judged(patient, True, text, "medication", severity=Severity.CRITICAL)
    text = _("Stop aspirin; keep the anticoagulant and clopidogrel, for 12 months (6 in chronic disease).")
    return judged(patient, both(triple, above(patient.stent_days, 7)), text, "stent_days", "classes")


@rule("R20", _("NSAID in heart disease"),
      _("A non-aspirin NSAID in ACS, heart failure or under an anticoagulant."),
      guideline="ACC/AHA NSTE-ACS 2014; ESC HF 2021", class_="III",
      level="A", severity=Severity.WARN, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def nsaid(patient: Snapshot) -> Advice | None:
    harmed = either(syndrome(patient), patient.given("oac"), patient.heart_failure)
    return judged(patient, both(patient.takes(*NSAIDS), harmed), _("Stop the NSAID; use paracetamol."),
                  "medication", "category", "classes", "heart_failure",
                  told=("medication", "heart_failure"))  # fmt: skip


@rule("R25", _("Ticagrelor with much aspirin"),
      _("Ticagrelor with more than 100 mg of aspirin a day."),
      guideline=_("Product label"), class_="III", level="B",
      severity=Severity.WARN, reviewed=REVIEWED, next_review=NEXT, tag="V")  # fmt: skip
def ticagrelor_with_aspirin(patient: Snapshot) -> Advice | None:
    together = both(patient.takes("ticagrelor"), patient.takes("aspirin"))
    much = both(together, above(patient.dose("aspirin"), 100))
    return judged(patient, much, _("Reduce aspirin to 75–100 mg a day."), "medication", "doses.aspirin",
                  told=("doses.aspirin",))  # fmt: skip


@rule("R22", _("End of dual antiplatelet therapy"),
      _("Fourteen days or less to the planned end; critical when an antiplatelet is missing within 30 "
        "days of a stent."),
      guideline="ESC CCS 2024; ACC/AHA ACS 2025", class_="I",
      level="A", severity=Severity.INFO, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def end_of_dapt(patient: Snapshot) -> Advice | None:
    new_stent = patient.stent_days is not None and patient.stent_days <= 30
    alone = either(never(patient.given("aspirin", "oac")), never(patient.given("p2y12")))
    if new_stent and alone is not False:
        return judged(patient, alone, _("A stent of less than 30 days needs both antiplatelets: restart."),
                      "stent_days", "classes", severity=Severity.CRITICAL)  # fmt: skip
    if patient.planned_dapt_days is None:
        return None
    near = both(patient.given("p2y12"), patient.planned_dapt_days <= 14)
    text = _("Review dual antiplatelet therapy: extend or stop by ischaemic and bleeding risk.")
    return judged(patient, near, text, "planned_dapt_days", "classes", told=("planned_dapt_days",))


@rule("R85", _("Dual antiplatelet therapy in chronic disease"),
      _("Chronic coronary disease on two antiplatelets six months after the stent; at high bleeding risk "
        "after three months already."),
      guideline="ESC CCS 2024", class_="I",
      level="A", severity=Severity.INFO, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def dapt_in_chronic_disease(patient: Snapshot) -> Advice | None:
    if patient.stent_days is None:
        return None
    dual = both(among(patient.category, ("ccs",)), patient.given("aspirin"), patient.given("p2y12"))
    past = either(patient.stent_days > HALF_YEAR, both(patient.stent_days > THREE_MONTHS, _bleeds(patient)))
    return judged(patient, both(dual, past), _("Go on with one antiplatelet."), "category", "classes",
                  *NEEDED, told=("age", "egfr"))  # fmt: skip


def _bleeds(patient: Snapshot) -> Answer:
    """High bleeding risk (ARC-HBR), as far as age, kidney, blood and drugs show it."""
    labs = patient.labs or {}
    known = {
        "age": patient.age, "sex": patient.sex, "egfr": patient.egfr, "anticoagulant": patient.given("oac"),
        "haemoglobin": labs.get("hb"), "platelets": labs.get("plt"),
    }  # fmt: skip
    found = ARC_HBR(possible(ARC_HBR, known))
    open_ones = {"age", "egfr", "haemoglobin", "platelets", "anticoagulant"} & set(found.missing)
    return True if (found.least or 0) >= 1 else None if open_ones else False


@rule("R24", _("Rehabilitation and stopping to smoke"),
      _("At discharge after ACS, revascularisation or with heart failure: referred to rehabilitation, "
        "smokers advised."),
      guideline="ESC ACS 2023", class_="I", level="A",
      severity=Severity.INFO, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def rehabilitation(patient: Snapshot) -> Advice | None:
    if patient.disposition not in ("home", "rehabilitation") or not lives(patient):
        return None
    ill = either(syndrome(patient), patient.heart_failure, bool(patient.pci or patient.had_bypass))
    smokes = both(patient.smoker, never(patient.smoking_advice))
    lacking = either(never(patient.rehabilitation), smokes)
    asked = () if ill else ("category", "heart_failure")
    return judged(patient, both(ill, lacking), _("Refer to rehabilitation; advise smokers to stop."),
                  *asked, "rehabilitation", "smoker", "smoking_advice",
                  told=("rehabilitation", "smoker", "smoking_advice"))  # fmt: skip


@rule("R70", _("Clopidogrel with omeprazole or esomeprazole"),
      _("They weaken clopidogrel; pantoprazole and rabeprazole do not."),
      guideline=_("Product label"), class_="III",
      level="C", severity=Severity.WARN, reviewed=REVIEWED, next_review=NEXT, tag="V")  # fmt: skip
def clopidogrel_with_omeprazole(patient: Snapshot) -> Advice | None:
    together = both(patient.takes("clopidogrel"), patient.takes(*AGAINST_CLOPIDOGREL))
    return judged(patient, together, _("Change to pantoprazole or rabeprazole."), "medication")
