"""Rules about single drugs that this patient should not have, or not in this dose."""

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext_lazy as _

from cardiology.guidance.names import CALCIUM, INCRETINS, NON_SELECTIVE, STOPS_IN_PREGNANCY
from cardiology.guidance.rule import Advice, Severity, rule
from cardiology.guidance.verdict import (
    INFARCTION,
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
    syndrome,
)
from cardiology.snapshot import Answer, Snapshot

REVIEWED, NEXT = date(2026, 11, 26), date(2027, 11, 26)
HEPARINS = ("heparin", "enoxaparin", "nadroparin", "dalteparin")
# Upper reference limits, U/L, by sex, from the table of laboratory tests.
ALT_LIMITS, CK_LIMITS = {"male": 50, "female": 40}, {"male": 310, "female": 200}
FIFTH_DAY, FOURTEENTH_DAY = 4, 13  # days after the first
FROM_THE_HEART = 7  # days from the admission of an infarction in which CK tells nothing of the statin
CONDUCTION = ("2a", "2b", "3")


def _blocked(patient: Snapshot) -> Answer:
    """A block of the second or third degree; only a pacemaker that is known makes it harmless."""
    return False if patient.pacemaker else among(patient.av_block, CONDUCTION)


@rule("R35", _("Verapamil or diltiazem with reduced ejection fraction"),
      _("They weaken a failing ventricle: not with an ejection fraction of 40 % or less; nor with a block "
        "of higher degree without a pacemaker."),
      guideline="ESC HF 2021; ESC AF 2024",
      class_="III", level="C", severity=Severity.CRITICAL, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def calcium_blocker(patient: Snapshot) -> Advice | None:
    harm = either(never(above(patient.lvef, 40)), _blocked(patient))
    unless = ("pacemaker",) if _blocked(patient) and not never(above(patient.lvef, 40)) else ()
    return judged(patient, both(patient.takes(*CALCIUM), harm), _("Stop verapamil or diltiazem."),
                  "medication", "lvef", "av_block", told=("lvef", "av_block", "medication"),
                  unless=unless)  # fmt: skip


@rule("R57", _("Beta-blocker with a slow pulse or asthma"),
      _("Below 50 beats a minute, in shock below 85 mmHg, or a block of higher degree without a "
        "pacemaker: hold or halve. A non-selective one in asthma is a warning."),
      guideline="ESC HF 2021", class_="III", level="C",
      severity=Severity.CRITICAL, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def beta_blocker_safety(patient: Snapshot) -> Advice | None:
    on, names = patient.given("beta_blocker"), ("classes", "heart_rate", "sbp", "killip", "shock", "av_block")
    shocked = both(below(patient.sbp, 85), either(among(patient.killip, (4,)), patient.shock))
    weak = either(below(patient.heart_rate, 50), shocked)
    slow = either(weak, _blocked(patient))
    if both(on, slow) is not False:
        return judged(patient, both(on, slow), _("Hold or halve the beta-blocker."), *names,
                      told=("heart_rate", "sbp", "av_block"),
                      unless=() if weak else ("pacemaker",))  # fmt: skip
    tight = both(patient.takes(*NON_SELECTIVE), patient.asthma)
    return judged(patient, tight, _("Change to a selective beta-blocker: asthma."), "medication", "asthma",
                  severity=Severity.WARN)  # fmt: skip


@rule("R75", _("Metformin, kidney function and contrast"),
      _("Below an eGFR of 30 stop, from 30 to 44 at most 1 g a day; below 60 a pause of 48 h after "
        "contrast."),
      guideline=_("Product label; ESUR"), class_="III",
      level="C", severity=Severity.CRITICAL, reviewed=REVIEWED, next_review=NEXT, pack="CN ESC",
      tag="V")  # fmt: skip
def metformin(patient: Snapshot) -> Advice | None:
    return _metformin(patient, contrast_below=60)


@rule("R75-ACC", _("Metformin, kidney function and contrast"),
      _("Below an eGFR of 30 stop, from 30 to 44 at most 1 g a day; contrast asks for no pause above 30, "
        "unless the kidneys are injured."),
      guideline=_("Product label; ACR"), class_="III",
      level="C", severity=Severity.CRITICAL, reviewed=REVIEWED, next_review=NEXT, pack="ACC",
      tag="V")  # fmt: skip
def metformin_acr(patient: Snapshot) -> Advice | None:
    return _metformin(patient, contrast_below=30)


def _metformin(patient: Snapshot, contrast_below: int) -> Advice | None:
    on, egfr = patient.takes("metformin"), patient.egfr
    if both(on, below(egfr, 30)) is not False:
        return judged(patient, both(on, below(egfr, 30)), _("Stop metformin."), "medication", "egfr",
                      told=("egfr",))  # fmt: skip
    hurt = either(below(egfr, contrast_below), (patient.creatinine_rise or 0) >= 0.5)
    paused = both(on, patient.contrast is not None, hurt)
    if paused is not False:
        text = _("Stop metformin at the procedure; begin again after 48 hours if creatinine is stable.")
        return judged(patient, paused, text, "medication", "egfr", told=("egfr", "contrast"),
                      severity=Severity.WARN)  # fmt: skip
    much = both(on, below(egfr, 45), above(patient.dose("metformin"), 1000))
    return judged(patient, much, _("Give at most 1 g of metformin a day."), "medication", "egfr",
                  "doses.metformin", told=("egfr", "doses.metformin"), severity=Severity.WARN)  # fmt: skip


@rule("R76", _("Contrast and kidney function"),
      _("Contrast in mL above three times the eGFR; above 3.7 times it is critical."),
      guideline="ESC CCS 2024", class_="I", level="C",
      severity=Severity.WARN, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def contrast(patient: Snapshot) -> Advice | None:
    if patient.contrast is None:
        return None
    ratio = patient.contrast / patient.egfr if patient.egfr else None
    loud = Severity.CRITICAL if ratio is not None and ratio > 3.7 else None
    return judged(patient, above(ratio, 3.0), _("Hydrate; check creatinine after 48–72 hours."), "contrast",
                  "egfr", severity=loud)  # fmt: skip


@rule("R77", _("Heparins, tirofiban and kidney function"),
      _("Fondaparinux not below 20 mL/min; enoxaparin once a day below 30; eptifibatide halved below 50, "
        "tirofiban from 60 downwards."),
      guideline=_("Product labels"), class_="III",
      level="C", severity=Severity.CRITICAL, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def parenteral_dose(patient: Snapshot) -> Advice | None:
    crcl, names = patient.crcl, ("medication", "crcl")
    daily, weight = patient.dose("enoxaparin"), patient.weight
    once = daily is not None and weight is not None and daily <= 1.25 * weight
    stop = both(patient.takes("fondaparinux"), below(crcl, 20))
    if stop is not False:
        return judged(patient, stop, _("Stop fondaparinux."), *names, told=("crcl",))
    checks = (
        (both(patient.takes("enoxaparin"), below(crcl, 30), not once), _("Enoxaparin 1 mg/kg once a day."),
         ("doses.enoxaparin", "weight")),
        (both(patient.takes("eptifibatide"), below(crcl, 50)), _("Halve eptifibatide."), ()),
        (both(patient.takes("tirofiban"), never(above(crcl, 60))), _("Halve tirofiban."), ()),
    )  # fmt: skip
    for verdict, text, unless in sorted(checks, key=lambda c: c[0] is not True):
        if verdict is not False:
            return judged(patient, verdict, text, *names, told=("crcl",), severity=Severity.WARN,
                          unless=unless)  # fmt: skip
    return None


@rule("R78", _("Platelets fall under heparin"),
      _("A fall by half, or below 100, on the fifth to fourteenth day of a heparin: think of "
        "heparin-induced thrombocytopenia. A fall needs two counts of the stay."),
      guideline="ASH 2018", class_="I", level="C",
      severity=Severity.CRITICAL, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def heparin_platelets(patient: Snapshot) -> Advice | None:
    day = patient.heparin_days
    then = None if day is None else FIFTH_DAY <= day <= FOURTEENTH_DAY
    fell = either((patient.platelet_fall or 0) >= 0.5, below(lab(patient, "plt"), 100))
    verdict = both(patient.takes(*HEPARINS), then, fell)
    return judged(patient, verdict, _("Count the 4Ts score; stop heparin unless it is low."), "medication",
                  "heparin_days", "labs.plt", told=("labs.plt", "platelet_fall"))  # fmt: skip


@rule("R79", _("Drugs that harm the child in pregnancy"),
      _("ACE inhibitor, ARB, ARNI, MRA, statin, oral anticoagulant or amiodarone in pregnancy; asked of "
        "women below 50 years."),
      guideline=_("Product labels"), class_="III", level="C",
      severity=Severity.CRITICAL, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def pregnancy(patient: Snapshot) -> Advice | None:
    cannot = either(None if patient.sex is None else patient.sex == "male", never(below(patient.age, 50)))
    carries = False if cannot else patient.pregnancy
    on = either(patient.given(*STOPS_IN_PREGNANCY), patient.takes("amiodarone"))
    return judged(patient, both(on, carries), _("Stop it, and ask for advice."), "pregnancy", "classes",
                  "medication", told=("pregnancy",), unless=("age", "sex"))  # fmt: skip


@rule("R80", _("Liver and muscle under a statin"),
      _("ALT above three times its limit: repeat; CK above ten times its limit is critical, above four "
        "times a warning. CK of the first week of an infarction comes from the heart: it is repeated, not "
        "believed."),
      guideline="ESC/EAS 2019", class_="I", level="C",
      severity=Severity.WARN, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def statin_safety(patient: Snapshot) -> Advice | None:
    on, ck, alt = patient.given("statin"), lab(patient, "ck"), lab(patient, "alt")
    names = ("classes", "labs.alt", "labs.ck", "sex")
    heart = _from_the_heart(patient)
    if both(on, _over(patient, ck, 10, CK_LIMITS)) and not heart:
        text = _("Stop the statin; check kidney function and urine.")
        return judged(patient, True, text, "labs.ck", severity=Severity.CRITICAL,
                      unless=("category",))  # fmt: skip
    if both(on, _over(patient, ck, 4, CK_LIMITS)):
        text = _("Ask about muscle pain; stop the statin if there is any.")
        if heart:
            text = _("CK may come from the infarction: repeat it after a week; on muscle pain stop.")
        return judged(patient, True, text, "labs.ck", unless=("category", "sex"))
    high = _over(patient, alt, 3, ALT_LIMITS)
    verdict = both(on, either(high, _over(patient, ck, 4, CK_LIMITS)))
    return judged(patient, both(on, high) or verdict, _("Repeat ALT; stop the statin if it stays high."),
                  *names, told=("labs.alt",))  # fmt: skip


def _over(patient: Snapshot, value: float | None, times: int, limits: Mapping[str, int]) -> Answer:
    """Above so many times the limit of the sex; where that is not known, only what both would say."""
    sex = patient.sex or ""
    known = [limits[sex]] if sex in limits else list(limits.values())
    said = {above(value, times * limit) for limit in known}
    return said.pop() if len(said) == 1 else None


def _from_the_heart(patient: Snapshot) -> bool:
    """Whether CK may speak of the infarction: within its first week, or no one knows when it was measured."""
    early = patient.ck_day is None or 0 <= patient.ck_day < FROM_THE_HEART
    return patient.category in INFARCTION and early


@rule("R84", _("Diabetes with heart, vessel or kidney disease"),
      _("Type 2 diabetes with vascular disease, heart failure or kidney disease without an SGLT2 "
        "inhibitor or a GLP-1 agonist."),
      guideline="ESC CCS 2024; ESC DM 2023",
      class_="I", level="A", severity=Severity.WARN, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def diabetes(patient: Snapshot) -> Advice | None:
    if not lives(patient) or given_reason(patient, "sglt2i"):
        return None
    ill = ("vascular_disease", "heart_failure", "kidney_disease")
    sick = either(syndrome(patient), *(getattr(patient, name) for name in ill))
    treated = either(patient.given("sglt2i"), patient.takes(*INCRETINS))
    verdict = both(patient.diabetes, never(patient.type_1_diabetes), sick, never(treated))
    return judged(patient, verdict, _("Add an SGLT2 inhibitor or a GLP-1 agonist, or state why not."),
                  "diabetes", "type_1_diabetes", "category", *ill, "classes", "medication",
                  told=("diabetes", *ill))  # fmt: skip


@rule("R81", _("Two drugs of one class"),
      _("Two drugs of a class of which one is enough."),
      guideline=_("Good practice"), class_="III", level="C",
      severity=Severity.WARN, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def duplicate_class(patient: Snapshot) -> Advice | None:
    if patient.medication is None:
        return judged(patient, None, "", "medication")
    by_class = patient.drugs_by_class or {}
    twice = {c: drugs for c, drugs in by_class.items() if c in ONE_IS_ENOUGH and len(drugs) > 1}
    if not twice:
        return None
    because = tuple(sorted((c, tuple(sorted(found))) for c, found in twice.items()))
    return Advice(_("Keep one drug of the class."), because)


ONE_IS_ENOUGH = ("acei", "arb", "statin", "beta_blocker", "p2y12", "mra", "sglt2i")
