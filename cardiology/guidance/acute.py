"""Rules for the first hours of an acute coronary syndrome. While the stay is open the clock runs along.

What was done is known by being written down: no procedure and no fibrinolysis written means none was done.
"""

from datetime import date

from django.utils.translation import gettext_lazy as _

from cardiology.guidance.rule import Advice, Severity, rule
from cardiology.guidance.verdict import (
    above,
    among,
    below,
    both,
    either,
    fact,
    given_reason,
    judged,
    never,
    syndrome,
)
from cardiology.scores.acs.grace import GRACE
from cardiology.scores.score import possible
from cardiology.snapshot import Answer, Snapshot

NSTE = ("nstemi", "ua")
REVIEWED, NEXT = date(2026, 11, 26), date(2027, 11, 26)
HOUR = 60
GRACE_HIGH = 140
AT_ARRIVAL = {"sbp": "first_sbp", "heart_rate": "first_heart_rate", "creatinine": "first_creatinine"}
GRACE_FACTS = ("age", *AT_ARRIVAL.values(), "killip", "arrest", "st_deviation")


def waited(patient: Snapshot, point: str) -> float | None:
    """Minutes from a point of the timeline to now; None when the stay is over or the point is not known."""
    return (patient.waited or {}).get(point)


@rule("R01", _("ECG within ten minutes of first contact"),
      _("ACS or chest pain in which ten minutes passed since the first contact and no ECG was recorded, "
        "or in which it was recorded later than that."),
      guideline="ESC ACS 2023", class_="I", level="B",
      severity=Severity.CRITICAL, reviewed=REVIEWED, next_review=NEXT, tag="V")  # fmt: skip
def first_ecg(patient: Snapshot) -> Advice | None:
    if patient.waited is None:
        return None
    suspected = either(syndrome(patient), patient.chest_pain)
    if "ecg" in patient.waited:
        late: Answer = above(patient.span("contact_to_ecg"), 10) or False
        text = _("The first ECG came later than ten minutes after the first contact.")
        return judged(patient, both(suspected, late), text, "category", "minutes.contact_to_ecg",
                      "chest_pain", severity=Severity.INFO)  # fmt: skip
    late = above(waited(patient, "contact"), 10)
    asked = () if syndrome(patient) else ("category", "chest_pain")
    return judged(patient, both(suspected, late), _("Record and read a 12-lead ECG now."), *asked,
                  "waited.contact", told=("waited.contact",))  # fmt: skip


@rule("R02", _("High-sensitivity troponin"),
      _("Suspected ACS without ST elevation and no troponin result an hour after the door."),
      guideline="ESC ACS 2023", class_="I", level="B",
      severity=Severity.WARN, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def troponin(patient: Snapshot) -> Advice | None:
    measured = patient.troponin_ratio is not None or {"hstnt", "hstni"} & set(patient.labs or {})
    if patient.waited is None or measured:
        return None
    verdict = both(among(patient.category, NSTE), above(waited(patient, "door"), HOUR))
    return judged(patient, verdict, _("Get a high-sensitivity troponin; repeat it after 1 or 2 hours."),
                  "category", "waited.door", told=("waited.door",))  # fmt: skip


def _untreated(patient: Snapshot) -> Answer:
    """ST-elevation infarction of an open stay in which no reperfusion was started."""
    if patient.waited is None or patient.primary_pci or patient.lysis or patient.reperfused:
        return False
    return among(patient.category, ("stemi",))


@rule("R03", _("Primary PCI within twelve hours of onset"),
      _("STEMI within 12 hours of onset, not yet reperfused: primary PCI if the wire can cross within 120 "
        "min of the diagnosis; fibrinolysis otherwise (R04 is told in the same sentence, as nobody "
        "records an expected time)."),
      guideline="ESC ACS 2023; CN STEMI 2019",
      class_="I", level="A", severity=Severity.CRITICAL, reviewed=REVIEWED, next_review=NEXT,
      tag="V")  # fmt: skip
def primary_pci(patient: Snapshot) -> Advice | None:
    early = both(_untreated(patient), never(above(waited(patient, "onset"), 12 * HOUR)))
    text = _("Primary PCI if the wire can cross within 120 minutes of the diagnosis; otherwise fibrinolysis "
             "unless contraindicated, then transfer.")  # fmt: skip
    return judged(patient, early, text, "category", "waited.onset", told=("waited.onset",))


@rule("R05", _("STEMI of more than twelve hours"),
      _("STEMI later than 12 hours: with pain, shock, instability or a ventricular arrhythmia primary "
        "PCI; stable up to 48 hours routine PCI may be done, later an occluded artery is left."),
      guideline="ESC ACS 2023; CN STEMI 2019", class_="I",
      level="C", severity=Severity.WARN, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def late_stemi(patient: Snapshot) -> Advice | None:
    onset = waited(patient, "onset")
    late = both(_untreated(patient), above(onset, 12 * HOUR))
    troubled = either(patient.shock, patient.unstable, patient.ecg_alarm)
    names = ("category", "waited.onset", "shock", "unstable", "ecg_alarm")
    if both(late, troubled) is not False:
        text = _("Primary PCI although the onset is more than 12 hours ago.")
        return judged(patient, both(late, troubled), text, *names)
    if onset is not None and onset > 48 * HOUR:
        text = _("Stable for more than 48 hours: no routine PCI of an occluded artery (III A).")
    else:
        text = _("Stable between 12 and 48 hours: routine PCI should be considered (IIa B).")
    return judged(patient, late, text, *names[:2], severity=Severity.INFO)


@rule("R06", _("Immediate angiography without ST elevation"),
      _("NSTE-ACS with shock, instability, persistent ischaemia, arrhythmia or arrest, acute heart failure."),
      guideline="ESC ACS 2023", class_="I",
      level="C", severity=Severity.CRITICAL, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def immediate_angiography(patient: Snapshot) -> Advice | None:
    if patient.waited is None or patient.angiography:
        return None
    danger = either(patient.shock, patient.unstable, patient.arrest, patient.ecg_alarm)
    return judged(patient, both(among(patient.category, NSTE), danger), _("Angiography within 2 hours."),
                  "category", "shock", "unstable", "arrest", "ecg_alarm",
                  told=("shock", "unstable", "arrest"))  # fmt: skip


@rule("R07", _("Early angiography in NSTEMI"),
      _("Confirmed NSTEMI, or unstable angina with ST deviation or a GRACE score above 140, without "
        "angiography 24 hours after the door."),
      guideline="ESC ACS 2023; ACC/AHA ACS 2025", class_="IIa",
      level="A", severity=Severity.WARN, reviewed=REVIEWED, next_review=NEXT, tag="V")  # fmt: skip
def early_angiography(patient: Snapshot) -> Advice | None:
    if patient.waited is None or patient.angiography:
        return None
    if patient.category == "ua":
        high = either(patient.st_deviation, _grace_high(patient))
    else:
        high = among(patient.category, NSTE)
    verdict = both(high, above(waited(patient, "door"), 24 * HOUR))
    text = _("Angiography is due: it was meant within 24 hours of the arrival.")
    missing = GRACE_FACTS if patient.category == "ua" else ()
    return judged(patient, verdict, text, "category", "waited.door", *missing, told=("waited.door",))


def _grace_high(patient: Snapshot) -> Answer:
    """Whether the score is above the limit, as far as the known inputs decide."""
    asked = ("age", *AT_ARRIVAL, "killip", "arrest", "st_deviation")
    known = {name: fact(patient, AT_ARRIVAL.get(name, name)) for name in asked}
    known["marker"] = None if patient.troponin_ratio is None else patient.troponin_ratio > 1
    result = GRACE(possible(GRACE, known | {"syndrome": "nste"}))
    if result.value is not None:
        return result.value > GRACE_HIGH
    least, most = result.least or 0, result.most
    return True if least > GRACE_HIGH else False if most is not None and most <= GRACE_HIGH else None


@rule("R08", _("Aspirin in an acute coronary syndrome"),
      _("ACS on the ward without aspirin and without a stated reason; at discharge R11 speaks."),
      guideline="ESC ACS 2023; ACC/AHA ACS 2025",
      class_="I", level="A", severity=Severity.WARN, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def aspirin(patient: Snapshot) -> Advice | None:
    if patient.waited is None or given_reason(patient, "aspirin"):
        return None
    return judged(patient, both(syndrome(patient), never(patient.given("aspirin"))),
                  _("Load aspirin 150–300 mg, then 75–100 mg a day, or state why not."), "category",
                  "classes", told=("category",))  # fmt: skip


@rule("R09", _("P2Y12 inhibitor with PCI"),
      _("ACS treated by PCI without a P2Y12 inhibitor."),
      guideline="ESC ACS 2023; ACC/AHA ACS 2025", class_="I",
      level="A", severity=Severity.WARN, reviewed=REVIEWED, next_review=NEXT, tag="V")  # fmt: skip
def p2y12(patient: Snapshot) -> Advice | None:
    if patient.waited is None or given_reason(patient, "p2y12") or not patient.pci:
        return None
    text = _("Ticagrelor or prasugrel; clopidogrel if they are unsuitable, with an anticoagulant, or after "
             "fibrinolysis.")  # fmt: skip
    return judged(patient, both(syndrome(patient), never(patient.given("p2y12"))), text, "category",
                  "classes", told=("category",))  # fmt: skip


@rule("R19", _("Oxygen without hypoxaemia"),
      _("Oxygen is given at a saturation of 90 % or more in ACS."),
      guideline="ESC ACS 2023", class_="III", level="A",
      severity=Severity.INFO, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def oxygen(patient: Snapshot) -> Advice | None:
    enough = both(syndrome(patient), patient.on_oxygen, never(below(patient.spo2, 90)))
    return judged(patient, enough, _("Stop routine oxygen if the saturation holds in room air."), "category",
                  "on_oxygen", "spo2")  # fmt: skip


@rule("R87", _("Dangerous rhythm, conduction or ST elevation"),
      _("Third-degree block, sustained ventricular tachycardia or fibrillation on the newest ECG, or ST "
        "elevation there in whom it is not the reason for the stay."),
      guideline=_("Good practice"), class_="I",
      level="C", severity=Severity.CRITICAL, reviewed=REVIEWED, next_review=NEXT, tag="H")  # fmt: skip
def dangerous_ecg(patient: Snapshot) -> Advice | None:
    if patient.waited is None:
        return None
    raised = both(patient.st_elevation_now, never(among(patient.category, ("stemi",))))
    return judged(patient, either(patient.ecg_alarm, raised), _("Call the doctor to the patient now."),
                  "ecg_alarm", "st_elevation_now", "category",
                  told=("ecg_alarm", "st_elevation_now"))  # fmt: skip


@rule("R82", _("Hypertensive emergency"),
      _("180/110 mmHg or more with chest pain, pulmonary oedema, a stroke or an acute kidney injury."),
      guideline="ESC HTN 2024", class_="I", level="C",
      severity=Severity.CRITICAL, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def hypertensive_emergency(patient: Snapshot) -> Advice | None:
    if patient.waited is None:
        return None
    high = either(never(below(patient.sbp, 180)), never(below(patient.dbp, 110)))
    hurt = (patient.creatinine_rise or 0) >= 0.5
    harm = either(patient.chest_pain, among(patient.killip, (3,)), patient.stroke_now, hurt)
    return judged(patient, both(high, harm), _("Treat as a hypertensive emergency."), "sbp", "dbp",
                  "chest_pain", "killip", "stroke_now")  # fmt: skip
