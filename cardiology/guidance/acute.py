"""Rules for the first hours of an acute coronary syndrome. While the stay is open the clock runs along."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from cardiology.guidance.names import NSAIDS
from cardiology.guidance.rule import Advice, Severity, rule
from cardiology.guidance.verdict import above, below, both, either, judged, never
from cardiology.snapshot import Answer, Snapshot

ACS = ("stemi", "nstemi", "ua")
REVIEWED, NEXT = date(2026, 11, 26), date(2027, 11, 26)
HOUR = 60


def waited(patient: Snapshot, point: str) -> float | None:
    """Minutes from a point of the timeline to now; None when the stay is over or the point is not known."""
    return (patient.waited or {}).get(point)


@rule("R01", _("ECG within ten minutes of first contact"), guideline="ESC ACS 2023", class_="I", level="B",
      severity=Severity.CRITICAL, reviewed=REVIEWED, next_review=NEXT, tag="V")  # fmt: skip
def first_ecg(patient: Snapshot) -> Advice | None:
    """Acute coronary syndrome in whom ten minutes passed since the first contact and no ECG was recorded."""
    if patient.category not in ACS or patient.waited is None or "ecg" in patient.waited:
        return None
    late = above(waited(patient, "contact"), 10)
    return judged(patient, late, _("Record and read a 12-lead ECG now."), "waited.contact")


@rule("R02", _("High-sensitivity troponin"), guideline="ESC ACS 2023", class_="I", level="B",
      severity=Severity.WARN, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def troponin(patient: Snapshot) -> Advice | None:
    """Suspected ACS without ST elevation and no troponin result an hour after the door."""
    if patient.category not in ("nstemi", "ua") or patient.waited is None:
        return None
    if patient.troponin_ratio is not None or {"hstnt", "hstni"} & set(patient.labs or {}):
        return None
    late = above(waited(patient, "door"), HOUR)
    return judged(patient, late, _("Get a high-sensitivity troponin; repeat it after 1 or 2 hours."),
                  "waited.door")  # fmt: skip


def _untreated(patient: Snapshot) -> Answer:
    """ST-elevation infarction of an open stay in which no reperfusion was started."""
    if patient.category != "stemi" or patient.waited is None:
        return False
    return not (patient.primary_pci or patient.lysis or patient.reperfused)


@rule("R03", _("Primary PCI within twelve hours of onset"), guideline="ESC ACS 2023; CN STEMI 2019",
      class_="I", level="A", severity=Severity.CRITICAL, reviewed=REVIEWED, next_review=NEXT,
      tag="V")  # fmt: skip
def primary_pci(patient: Snapshot) -> Advice | None:
    """STEMI within 12 hours of onset, not yet reperfused: primary PCI if the wire can cross within 120 min
    of the diagnosis; fibrinolysis otherwise (R04 is told in the same sentence, as nobody records an
    expected time)."""
    onset = waited(patient, "onset")
    early = both(_untreated(patient), None if onset is None else onset <= 12 * HOUR)
    text = _("Primary PCI if the wire can cross within 120 minutes of the diagnosis; otherwise fibrinolysis "
             "unless contraindicated, then transfer.")  # fmt: skip
    return judged(patient, early, text, "waited.onset")


@rule("R05", _("STEMI of more than twelve hours that is still unstable"),
      guideline="ESC ACS 2023; CN STEMI 2019", class_="I", level="C", severity=Severity.WARN,
      reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def late_stemi(patient: Snapshot) -> Advice | None:
    """STEMI later than 12 hours with pain, shock, instability or a ventricular arrhythmia."""
    late = above(waited(patient, "onset"), 12 * HOUR)
    verdict = both(_untreated(patient), late, either(patient.shock, patient.unstable))
    return judged(patient, verdict, _("Primary PCI although the onset is more than 12 hours ago."),
                  "waited.onset", "shock", "unstable")  # fmt: skip


@rule("R06", _("Immediate angiography without ST elevation"), guideline="ESC ACS 2023", class_="I",
      level="C", severity=Severity.CRITICAL, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def immediate_angiography(patient: Snapshot) -> Advice | None:
    """NSTE-ACS with shock, instability, persistent ischaemia, arrhythmia or acute heart failure."""
    if patient.category not in ("nstemi", "ua") or patient.waited is None or patient.angiography:
        return None
    verdict = either(patient.shock, patient.unstable)
    return judged(patient, verdict, _("Angiography within 2 hours."), "shock", "unstable")


@rule("R07", _("Early angiography in NSTEMI"), guideline="ESC ACS 2023; ACC/AHA ACS 2025", class_="IIa",
      level="A", severity=Severity.WARN, reviewed=REVIEWED, next_review=NEXT, tag="V")  # fmt: skip
def early_angiography(patient: Snapshot) -> Advice | None:
    """Confirmed NSTEMI, or unstable angina with ST deviation, without angiography 24 hours after the door."""
    if patient.category not in ("nstemi", "ua") or patient.waited is None or patient.angiography:
        return None
    high = True if patient.category == "nstemi" else patient.st_deviation
    verdict = both(high, above(waited(patient, "door"), 24 * HOUR))
    text = _("Angiography is due: it was meant within 24 hours of the arrival.")
    return judged(patient, verdict, text, "waited.door", "st_deviation")


@rule("R08", _("Aspirin in an acute coronary syndrome"), guideline="ESC ACS 2023; ACC/AHA ACS 2025",
      class_="I", level="A", severity=Severity.WARN, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def aspirin(patient: Snapshot) -> Advice | None:
    """ACS on the ward without aspirin and without a stated reason; at discharge R11 speaks."""
    if patient.category not in ACS or patient.waited is None or patient.reason("aspirin"):
        return None
    return judged(patient, never(patient.given("aspirin")),
                  _("Load aspirin 150–300 mg, then 75–100 mg a day, or state why not."),
                  "classes")  # fmt: skip


@rule("R09", _("P2Y12 inhibitor with PCI"), guideline="ESC ACS 2023; ACC/AHA ACS 2025", class_="I",
      level="A", severity=Severity.WARN, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def p2y12(patient: Snapshot) -> Advice | None:
    """ACS treated by PCI without a P2Y12 inhibitor."""
    if patient.category not in ACS or patient.waited is None or patient.reason("p2y12") or not patient.pci:
        return None
    text = _("Ticagrelor or prasugrel; clopidogrel if they are unsuitable, with an anticoagulant, or after "
             "fibrinolysis.")  # fmt: skip
    return judged(patient, never(patient.given("p2y12")), text, "classes")


@rule("R19", _("Oxygen without hypoxaemia"), guideline="ESC ACS 2023", class_="III", level="A",
      severity=Severity.INFO, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def oxygen(patient: Snapshot) -> Advice | None:
    """Oxygen is given at a saturation of 90 % or more in ACS."""
    if patient.category not in ACS or not patient.on_oxygen:
        return None
    enough = never(below(patient.spo2, 90))
    return judged(patient, enough, _("Stop routine oxygen if the saturation holds in room air."), "spo2")


@rule("R69", _("Contraindications to fibrinolysis"), guideline="ESC ACS 2023", class_="III", level="C",
      severity=Severity.HARD_STOP, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def fibrinolysis(patient: Snapshot) -> Advice | None:
    """A fibrinolytic with an absolute contraindication that the record knows: intracranial bleeding or a
    stroke of other kind ever, an ischaemic one within six months, dissection. A TIA within six months is a
    warning. Recent surgery, puncture and bleeding disorders have to be asked at the bed."""
    if not patient.given("fibrinolytic"):
        return None
    verdict = either(patient.intracranial_bleeding, _stroke_forbids(patient), patient.dissection)
    if verdict is False and both(patient.prior_stroke, patient.recent_stroke):
        text = _("A TIA within six months speaks against fibrinolysis: weigh PCI or transfer.")
        return judged(patient, True, text, "recent_stroke", severity=Severity.WARN)
    return judged(patient, verdict, _("No fibrinolysis: choose PCI or transfer."), "intracranial_bleeding",
                  "prior_stroke", "stroke_kinds", "recent_stroke", "dissection")  # fmt: skip


def _stroke_forbids(patient: Snapshot) -> Answer:
    """Whether an earlier stroke rules fibrinolysis out; a TIA alone does not."""
    if not patient.prior_stroke or patient.stroke_kinds is None:
        return both(patient.prior_stroke, None)
    if patient.stroke_kinds & {"haemorrhagic", "other"}:
        return True
    return both("ischaemic" in patient.stroke_kinds, patient.recent_stroke)


@rule("R87", _("Dangerous rhythm or conduction"), guideline="Good practice", class_="I", level="C",
      severity=Severity.CRITICAL, reviewed=REVIEWED, next_review=NEXT, tag="H")  # fmt: skip
def dangerous_ecg(patient: Snapshot) -> Advice | None:
    """Third-degree block, sustained ventricular tachycardia or fibrillation on the newest ECG."""
    if patient.waited is None or patient.ecg_alarm is None:
        return None
    return judged(patient, patient.ecg_alarm, _("Call the doctor to the patient now."), "ecg_alarm")


@rule("R82", _("Hypertensive emergency"), guideline="ESC HTN 2024", class_="I", level="C",
      severity=Severity.CRITICAL, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def hypertensive_emergency(patient: Snapshot) -> Advice | None:
    """180/110 mmHg or more with chest pain, pulmonary oedema or a stroke."""
    high = either(never(below(patient.sbp, 180)), never(below(patient.dbp, 110)))
    oedema = None if patient.killip is None else patient.killip == 3
    harm = either(patient.chest_pain, oedema, patient.stroke_now)
    if patient.waited is None or not high:
        return None
    return judged(patient, both(high, harm), _("Treat as a hypertensive emergency."), "sbp", "dbp",
                  "chest_pain", "killip", "stroke_now")  # fmt: skip


@rule("R76", _("Contrast and kidney function"), guideline="ESC CCS 2024", class_="I", level="C",
      severity=Severity.WARN, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def contrast(patient: Snapshot) -> Advice | None:
    """Contrast in mL above three times the eGFR; above 3.7 times it is critical."""
    if patient.contrast is None:
        return None
    ratio = patient.contrast / patient.egfr if patient.egfr else None
    loud = Severity.CRITICAL if ratio is not None and ratio > 3.7 else None
    return judged(patient, above(ratio, 3.0), _("Hydrate; check creatinine after 48–72 hours."), "contrast",
                  "egfr", severity=loud)  # fmt: skip


@rule("R21", _("Triple antithrombotic therapy"), guideline="ESC AF 2024; ACC/AHA ACS 2025", class_="I",
      level="A", severity=Severity.WARN, reviewed=REVIEWED, next_review=NEXT, tag="V")  # fmt: skip
def triple_therapy(patient: Snapshot) -> Advice | None:
    """Anticoagulant, aspirin and P2Y12 inhibitor more than seven days after the stent; at once where the
    P2Y12 inhibitor is ticagrelor or prasugrel."""
    if not (patient.given("oac") and patient.given("aspirin") and patient.given("p2y12")):
        return None
    if patient.takes("ticagrelor", "prasugrel"):
        text = _("No ticagrelor or prasugrel in triple therapy: change to clopidogrel.")
        return judged(patient, True, text, "medication", severity=Severity.CRITICAL)
    text = _("Stop aspirin; keep the anticoagulant and clopidogrel.")
    return judged(patient, above(patient.stent_days, 7), text, "stent_days", "classes")


@rule("R20", _("NSAID in heart disease"), guideline="ACC/AHA NSTE-ACS 2014; ESC HF 2021", class_="III",
      level="A", severity=Severity.WARN, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def nsaid(patient: Snapshot) -> Advice | None:
    """A non-aspirin NSAID in ACS, heart failure or under an anticoagulant."""
    if not patient.takes(*NSAIDS):
        return None
    harmed = either(patient.category in ACS, patient.given("oac"), patient.heart_failure)
    return judged(patient, harmed, _("Stop the NSAID; use paracetamol."), "medication", "heart_failure")


@rule("R25", _("Ticagrelor with much aspirin"), guideline="Product label", class_="III", level="B",
      severity=Severity.WARN, reviewed=REVIEWED, next_review=NEXT, tag="V")  # fmt: skip
def ticagrelor_with_aspirin(patient: Snapshot) -> Advice | None:
    """Ticagrelor with more than 100 mg of aspirin a day."""
    if not (patient.takes("ticagrelor") and patient.takes("aspirin")):
        return None
    much = above(patient.dose("aspirin"), 100)
    return judged(patient, much, _("Reduce aspirin to 75–100 mg a day."), "doses.aspirin")


@rule("R22", _("End of dual antiplatelet therapy"), guideline="ESC CCS 2024; ACC/AHA ACS 2025", class_="I",
      level="A", severity=Severity.INFO, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def end_of_dapt(patient: Snapshot) -> Advice | None:
    """Fourteen days or less to the planned end; critical when an antiplatelet is missing within 30 days of a
    stent."""
    new_stent = patient.stent_days is not None and patient.stent_days <= 30
    alone = not patient.given("aspirin", "oac") or not patient.given("p2y12")
    if new_stent and patient.classes is not None and alone:
        return judged(patient, True, _("A stent of less than 30 days needs both antiplatelets: restart."),
                      "stent_days", "classes", severity=Severity.CRITICAL)  # fmt: skip
    if patient.planned_dapt_days is None or not patient.given("p2y12"):
        return None
    text = _("Review dual antiplatelet therapy: extend or stop by ischaemic and bleeding risk.")
    return judged(patient, patient.planned_dapt_days <= 14, text, "planned_dapt_days")


@rule("R24", _("Rehabilitation and stopping to smoke"), guideline="ESC ACS 2023", class_="I", level="A",
      severity=Severity.INFO, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def rehabilitation(patient: Snapshot) -> Advice | None:
    """At discharge after ACS or with heart failure: referred to rehabilitation, smokers advised."""
    if patient.disposition not in ("home", "rehabilitation"):
        return None
    if patient.category not in ACS and not patient.heart_failure:
        return None
    smokes = both(patient.smoker, never(patient.smoking_advice))
    lacking = either(never(patient.rehabilitation), smokes)
    return judged(patient, lacking, _("Refer to rehabilitation; advise smokers to stop."), "rehabilitation",
                  "smoker", "smoking_advice")  # fmt: skip
