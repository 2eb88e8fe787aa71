"""Rules for heart failure and the safety of its drugs."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from cardiology.guidance.rule import Advice, Severity, facts, open_for, rule
from cardiology.snapshot import Snapshot

REVIEWED, NEXT = date(2026, 11, 24), date(2027, 11, 24)
PILLARS = {
    "raas": ("acei", "arb", "arni"),
    "beta_blocker": ("beta_blocker",),
    "mra": ("mra",),
    "sglt2i": ("sglt2i",),
}
POTASSIUM_LIMIT, POTASSIUM_STOP, EGFR_LIMIT, EGFR_STOP = 5.0, 6.0, 30, 20


@rule("R50", _("Four drug classes in heart failure with reduced ejection fraction"),
      guideline="ESC HF 2021; AHA HF 2022; CN HF 2024", class_="I", level="A", severity=Severity.WARN,
      reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def four_pillars(patient: Snapshot) -> Advice | None:
    """Heart failure with LVEF of 40 % or less: each of the four classes is given or has its reason.

    Not during shock or with a systolic pressure below 90; an MRA is not asked for when potassium or
    kidney function forbid it.
    """
    if not patient.heart_failure or patient.killip == 4 or (patient.sbp or 90) < 90:
        return None
    if patient.lvef is None or patient.classes is None:
        return open_for(patient, "lvef", "classes")
    if patient.lvef > 40:
        return None
    lacking = [name for name, classes in PILLARS.items() if not _settled(patient, classes)]
    if "mra" in lacking and mra_forbidden(patient):
        lacking.remove("mra")
    if not lacking:
        return None
    return Advice(
        _("Start the missing classes, or state why not."),
        (*facts(patient, "lvef"), ("lacking", tuple(lacking))),
    )


@rule("R52", _("ARNI and ACE inhibitor together"), guideline="AHA HF 2022; product label", class_="III",
      level="Harm", severity=Severity.HARD_STOP, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def arni_with_acei(patient: Snapshot) -> Advice | None:
    """Sacubitril/valsartan with an ACE inhibitor, or within 36 hours of its last dose, risks angioedema."""
    soon = patient.acei_hours is not None and patient.acei_hours < 36
    if not patient.given("arni") or not (patient.given("acei") or soon):
        return None
    return Advice(
        _("Stop the ACE inhibitor, and wait 36 hours before sacubitril/valsartan."),
        facts(patient, "classes", "acei_hours"),
    )


@rule("R53", _("ACE inhibitor and ARB together"), guideline="ESC HTN 2024; ESC HF 2021", class_="III",
      level="A", severity=Severity.CRITICAL, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def acei_with_arb(patient: Snapshot) -> Advice | None:
    """Two blockers of the renin-angiotensin system bring harm without benefit; so does aliskiren beside one
    in diabetes or with an eGFR below 60."""
    weak = patient.diabetes or (patient.egfr is not None and patient.egfr < 60)
    three = patient.given("acei", "arb", "arni") and patient.takes("aliskiren") and weak
    if not (patient.given("acei") and patient.given("arb")) and not three:
        return None
    return Advice(_("Stop one of the two."), facts(patient, "classes"))


@rule("R54", _("MRA with high potassium or poor kidney function"), guideline="ESC HF 2021", class_="III",
      level="C", severity=Severity.CRITICAL, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def mra_safety(patient: Snapshot) -> Advice | None:
    """On an MRA: potassium above 5.5 asks to halve and recheck, above 6.0 or eGFR below 20 to stop."""
    if not patient.given("mra"):
        return None
    potassium, egfr = patient.potassium, patient.egfr
    because = facts(patient, "potassium", "egfr")
    if (potassium or 0) > POTASSIUM_STOP or (egfr is not None and egfr < EGFR_STOP):
        return Advice(_("Stop the MRA."), because)
    if (potassium or 0) > 5.5:
        return Advice(_("Halve the MRA and recheck potassium within 72 hours."), because)
    if potassium is None or egfr is None:
        return open_for(patient, "potassium", "egfr")
    return None


def mra_forbidden(patient: Snapshot) -> bool:
    """Whether potassium, kidney function or creatinine say not to start an MRA."""
    return (
        (patient.potassium or 0) > POTASSIUM_LIMIT
        or (patient.egfr is not None and patient.egfr <= EGFR_LIMIT)
        or (patient.creatinine or 0) > 221
    )


def _settled(patient: Snapshot, classes: tuple[str, ...]) -> bool:
    return bool(patient.given(*classes)) or any(patient.reason(c) for c in classes)
