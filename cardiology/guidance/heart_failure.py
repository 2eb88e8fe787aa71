"""Rules for heart failure and the safety of its drugs."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext_lazy as _

from cardiology.guidance.names import NSAIDS
from cardiology.guidance.rule import Advice, Severity, rule
from cardiology.guidance.verdict import (
    above,
    among,
    below,
    both,
    either,
    given_reason,
    judged,
    lab,
    lives,
    never,
)
from cardiology.snapshot import Snapshot

REVIEWED, NEXT = date(2026, 11, 26), date(2027, 11, 26)
RAAS = ("acei", "arb", "arni")
PILLARS = {
    "raas": RAAS,
    "beta_blocker": ("beta_blocker",),
    "mra": ("mra",),
    "sglt2i": ("sglt2i",),
}
POTASSIUM_LIMIT, POTASSIUM_STOP, EGFR_LIMIT, EGFR_STOP = 5.0, 6.0, 30, 20
CREATININE_LIMIT = 221  # µmol/L
AFTER_RAAS = (14,)  # days after the start or an increase
AFTER_MRA = (7, 28, 56, 84, 182, 274, 365)
EVERY_MRA = 122  # days, after the first year
ROOM = 7  # days by which a control may come early


@rule("R50", _("Four drug classes in heart failure with reduced ejection fraction"),
      _("Heart failure with LVEF of 40 % or less: each of the four classes is given or has its reason. "
        "Not during shock or with a systolic pressure below 90; an MRA is not asked for when potassium or "
        "kidney function forbid it."),
      guideline="ESC HF 2021; AHA HF 2022; CN HF 2024", class_="I", level="A", severity=Severity.WARN,
      reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def four_pillars(patient: Snapshot) -> Advice | None:
    shocked = either(patient.killip == 4 if patient.killip else None, patient.shock, below(patient.sbp, 90))
    if shocked or not lives(patient):
        return None
    asked = [n for n, classes in PILLARS.items() if not given_reason(patient, *classes)]
    if "mra" in asked and mra_forbidden(patient):
        asked.remove("mra")
    lacks = [never(patient.given(*PILLARS[name])) for name in asked]
    verdict = both(patient.heart_failure, never(above(patient.lvef, 40)), either(*lacks))
    found = judged(patient, verdict, _("Start the missing classes, or state why not."), "heart_failure",
                   "lvef", "classes", told=("lvef",), unless=("sbp", "shock", "killip"))  # fmt: skip
    return found and _with_lacking(found, [n for n, lack in zip(asked, lacks, strict=True) if lack])


def _with_lacking(found: Advice, names: Iterable[str]) -> Advice:
    """The advice with the classes that are not given among its facts."""
    if found.is_open:
        return found
    because = (*found.because, ("lacking", tuple(names)))
    return Advice(found.text, because, severity=found.severity, unless=found.unless)


@rule("R53", _("Two blockers of the renin-angiotensin system"),
      _("Two blockers of the renin-angiotensin system bring harm without benefit; so does aliskiren "
        "beside one in diabetes or with an eGFR below 60."),
      guideline="ESC HTN 2024; ESC HF 2021",
      class_="III", level="A", severity=Severity.CRITICAL, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def acei_with_arb(patient: Snapshot) -> Advice | None:
    two = both(patient.given("acei"), patient.given("arb"))
    weak = either(patient.diabetes, below(patient.egfr, 60))
    three = both(patient.given(*RAAS), patient.takes("aliskiren"), weak)
    asked = () if patient.takes("aliskiren") is False else ("medication", "diabetes", "egfr")
    return judged(patient, either(two, three), _("Stop one of the two."), "classes", *asked,
                  told=("classes",))  # fmt: skip


@rule("R54", _("MRA with high potassium or poor kidney function"),
      _("On an MRA: potassium above 5.5 asks to halve and recheck, above 6.0 or eGFR below 20 to stop."),
      guideline="ESC HF 2021", class_="III",
      level="C", severity=Severity.CRITICAL, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def mra_safety(patient: Snapshot) -> Advice | None:
    on, names = patient.given("mra"), ("classes", "potassium", "egfr")
    stop = either(above(patient.potassium, POTASSIUM_STOP), below(patient.egfr, EGFR_STOP))
    if both(on, stop):
        return judged(patient, True, _("Stop the MRA."), *names, told=names[1:])
    verdict = both(on, either(stop, above(patient.potassium, 5.5)))
    return judged(patient, verdict, _("Halve the MRA and recheck potassium within 72 hours."), *names,
                  told=names[1:])  # fmt: skip


def mra_forbidden(patient: Snapshot) -> bool:
    """Whether potassium, kidney function or creatinine are known to say not to start an MRA."""
    return bool(
        above(patient.potassium, POTASSIUM_LIMIT)
        or never(above(patient.egfr, EGFR_LIMIT))
        or above(patient.creatinine, CREATININE_LIMIT)
    )


@rule("R55", _("Kidney and potassium under a RAAS inhibitor"),
      _("Creatinine up by half, above 266 µmol/L or eGFR below 25: halve; doubled, above 310, eGFR below "
        "20 or potassium above 5.5: stop; potassium above 6.0 is critical. A rise needs two values of the "
        "stay."),
      guideline="ESC HF 2021", class_="I", level="C",
      severity=Severity.WARN, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def raas_safety(patient: Snapshot) -> Advice | None:
    on, names = patient.given(*RAAS), ("classes", "potassium", "creatinine", "egfr")
    potassium, rise, cr, egfr = patient.potassium, patient.creatinine_rise, patient.creatinine, patient.egfr
    stop = either(above(potassium, 5.5), above(cr, 310), below(egfr, 20), above(rise, 1.0) or False)
    told = (*names[1:], *(("creatinine_rise",) if (rise or 0) > 0.5 else ()))
    if both(on, stop):
        loud = Severity.CRITICAL if (potassium or 0) > POTASSIUM_STOP else None
        return judged(patient, True, _("Stop it and ask a specialist."), *names, told=told, severity=loud)
    halve = either(stop, above(cr, 266), below(egfr, 25), above(rise, 0.5) or False)
    return judged(patient, both(on, halve), _("Halve the dose; recheck after 1–2 weeks."), *names, told=told)


@rule("R56", _("Potassium and creatinine are due"),
      _("Two weeks after the start or increase of a RAAS inhibitor; of an MRA after 1, 4, 8 and 12 weeks, "
        "6, 9 and 12 months, then every 4 months. A control of the week before counts."),
      guideline="ESC HF 2021", class_="I", level="C",
      severity=Severity.INFO, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def raas_control(patient: Snapshot) -> Advice | None:
    if patient.lab_days is None or not lives(patient):
        return None
    spans = (
        (patient.given(*RAAS), patient.raas_days, AFTER_RAAS, None),
        (patient.given("mra"), patient.mra_days, AFTER_MRA, EVERY_MRA),
    )
    late = either(*(both(on, _due(patient, days, points, again)) for on, days, points, again in spans))
    asked = [n for n, span in zip(("raas_days", "mra_days"), spans, strict=True) if span[0] is not False]
    return judged(patient, late, _("Check potassium and creatinine."), "classes", *asked,
                  told=("lab_days.k", "lab_days.cr"))  # fmt: skip


def _due(patient: Snapshot, days: float | None, points: tuple[int, ...], again: int | None) -> bool | None:
    """Whether the newest control is older than the last point of the schedule that has passed."""
    if days is None:
        return None
    passed = [p for p in points if p <= days]
    if again and days >= points[-1] + again:
        passed.append(points[-1] + again * int((days - points[-1]) // again))
    if not passed:
        return False
    ages = [(patient.lab_days or {}).get(test) for test in ("k", "cr")]
    return any(age is None or age > days - passed[-1] + ROOM for age in ages)


@rule("R64", _("Drugs that worsen heart failure"),
      _("Glitazones and saxagliptin in heart failure; verapamil, diltiazem and NSAIDs with an LVEF of 40 "
        "% or less."),
      guideline="ESC HF 2021", class_="III", level="A",
      severity=Severity.CRITICAL, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def harmful_drugs(patient: Snapshot) -> Advice | None:
    failing, low = patient.heart_failure, never(above(patient.lvef, 40))
    sugar = both(patient.takes("pioglitazone", "rosiglitazone", "saxagliptin"), failing)
    weak = both(patient.takes("verapamil", "diltiazem", *NSAIDS), failing, low)
    text = _("Stop what worsens heart failure: glitazone, saxagliptin, verapamil, diltiazem or NSAID.")
    asked = () if weak is False else ("lvef",)
    return judged(patient, either(sugar, weak), text, "medication", "heart_failure", *asked,
                  told=("heart_failure", "lvef", "medication"))  # fmt: skip


@rule("R65", _("Natriuretic peptide and acute heart failure"),
      _("NT-proBNP that rules acute heart failure in by age (450, 900, 1800 ng/L) where it is not "
        "recorded; where it is the reason for the stay, one below 300 (BNP below 100) that speaks against "
        "it."),
      guideline="ESC HF 2021", class_="I", level="B",
      severity=Severity.INFO, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def natriuretic(patient: Snapshot) -> Advice | None:
    value, bnp, age = lab(patient, "ntbnp"), lab(patient, "bnp"), patient.age
    if patient.waited is None or (value is None and bnp is None):
        return None
    failing = among(patient.category, ("hf",))
    low = either(below(value, 300), below(bnp, 100) if value is None else False)
    if both(failing, low) is not False:
        text = _("The value makes acute heart failure unlikely: look for another cause.")
        return judged(patient, both(failing, low), text, "category", "labs.ntbnp", "labs.bnp",
                      told=("labs.ntbnp", "labs.bnp"))  # fmt: skip
    limit = None if age is None else 450 if age < 50 else 900 if age <= 75 else 1800
    high = False if value is None else None if limit is None else value >= limit
    verdict = both(never(failing), never(patient.heart_failure), high)
    return judged(patient, verdict, _("Look for heart failure: the value rules it in."), "labs.ntbnp", "age",
                  "heart_failure", "category", told=("labs.ntbnp", "age"))  # fmt: skip
