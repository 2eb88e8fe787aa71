"""Hard stops: what is not written onto the list of drugs without a coded reason.

What a stop concerns (`CONCERNS`) tells the writing which lines have to be judged at all.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext_lazy as _

from cardiology.codes import drugs
from cardiology.guidance.names import DIRECT
from cardiology.guidance.rule import Advice, Rule, Severity, rule
from cardiology.guidance.verdict import below, both, either, judged
from cardiology.snapshot import Answer, Snapshot

REVIEWED, NEXT = date(2026, 11, 26), date(2027, 11, 26)
WASHOUT = 36  # hours between an ACE inhibitor and sacubitril/valsartan, either way
ABSOLUTE = frozenset({"cns", "trauma", "gi_bleeding", "bleeding_disorder", "dissection", "puncture"})
RELATIVE = frozenset({"childbed", "pressure", "liver", "endocarditis", "ulcer", "resuscitation"})


@rule("R10", _("Prasugrel after stroke or TIA"),
      _("Prasugrel is contraindicated after a stroke or TIA; an unknown history leaves it open."),
      guideline=_("ESC ACS 2023; product label"), class_="III",
      level="B", severity=Severity.HARD_STOP, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def prasugrel_after_stroke(patient: Snapshot) -> Advice | None:
    verdict = both(patient.takes("prasugrel"), patient.prior_stroke)
    text = _("Stop prasugrel; choose another P2Y12 inhibitor.")
    return judged(patient, verdict, text, "prior_stroke", "medication", told=("prior_stroke",))


@rule("R31", _("Direct anticoagulant with a mechanical valve or mitral stenosis"),
      _("A mechanical valve, or mitral stenosis that is at least moderate, needs a vitamin K antagonist."),
      guideline="ESC AF 2024",
      class_="III", level="B", severity=Severity.HARD_STOP, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def direct_with_valve(patient: Snapshot) -> Advice | None:
    verdict = both(patient.takes(*DIRECT), patient.valve_needs_warfarin)
    text = _("Change to a vitamin K antagonist.")
    found = judged(patient, verdict, text, "valve_needs_warfarin", "medication",
                   told=("valve_needs_warfarin",))  # fmt: skip
    return _naming(found, patient.medication, DIRECT)


@rule("R52", _("ARNI and ACE inhibitor; angioedema"),
      _("Sacubitril/valsartan with an ACE inhibitor, or one within 36 hours of the other's last dose, "
        "risks angioedema; neither is given to who had one."),
      guideline=_("AHA HF 2022; product label"), class_="III",
      level="Harm", severity=Severity.HARD_STOP, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def arni_with_acei(patient: Snapshot) -> Advice | None:
    arni, acei = patient.given("arni"), patient.given("acei")
    swollen = both(either(arni, acei), patient.angioedema)
    if swollen:
        text = _("No ACE inhibitor and no sacubitril/valsartan after an angioedema.")
        return _naming(judged(patient, True, text, "angioedema"), patient.classes, ("arni", "acei"))
    hours = tuple(name for name, other in (("acei_hours", arni), ("arni_hours", acei)) if other is not False)
    soon = either(both(arni, acei), both(arni, below(patient.acei_hours, WASHOUT)),
                  both(acei, below(patient.arni_hours, WASHOUT)))  # fmt: skip
    text = _("Stop the ACE inhibitor, and wait 36 hours before sacubitril/valsartan.")
    found = judged(patient, either(soon, swollen), text, "classes", *hours, "angioedema", told=hours)
    return _naming(found, patient.classes, ("arni", "acei"))


@rule("R69", _("Contraindications to fibrinolysis"),
      _("A fibrinolytic with an absolute contraindication: intracranial bleeding or a stroke of unknown "
        "origin ever, an ischaemic one within six months, dissection, and what is asked at the bed. The "
        "relative ones are a warning."),
      guideline="ESC ACS 2023", class_="III", level="C",
      severity=Severity.HARD_STOP, reviewed=REVIEWED, next_review=NEXT)  # fmt: skip
def fibrinolysis(patient: Snapshot) -> Advice | None:
    given, asked = patient.given("fibrinolytic"), patient.lysis_against
    absolute = either(patient.intracranial_bleeding, _stroke_forbids(patient), patient.dissection,
                      patient.gut_bled_lately, _among(asked, ABSOLUTE))  # fmt: skip
    names = ("classes", "intracranial_bleeding", "prior_stroke", "stroke_kinds", "recent_stroke",
             "dissection", "gut_bled_lately", "lysis_against")  # fmt: skip
    if both(given, absolute) is not False:
        text = _("No fibrinolysis: choose PCI or transfer.")
        return judged(patient, both(given, absolute), text, *_of_stroke(patient, names), told=names[1:])
    relative = either(both(patient.prior_stroke, patient.recent_stroke), patient.given("oac"),
                      _among(asked, RELATIVE))  # fmt: skip
    text = _("Weigh PCI or transfer: a relative contraindication speaks against fibrinolysis.")
    return judged(patient, both(given, relative), text, *_of_stroke(patient, names),
                  told=("recent_stroke", "lysis_against"), severity=Severity.WARN)  # fmt: skip


def _among(asked: frozenset[str] | None, wanted: frozenset[str]) -> Answer:
    return None if asked is None else bool(asked & wanted)


def _of_stroke(patient: Snapshot, names: tuple[str, ...]) -> tuple[str, ...]:
    """Kind and time of a stroke are asked only where there was one."""
    return names if patient.prior_stroke else tuple(
        n for n in names if n not in ("stroke_kinds", "recent_stroke")
    )  # fmt: skip


def _stroke_forbids(patient: Snapshot) -> Answer:
    """Whether an earlier stroke rules fibrinolysis out; a TIA alone does not."""
    if not patient.prior_stroke or patient.stroke_kinds is None:
        return both(patient.prior_stroke, None)
    if patient.stroke_kinds & {"haemorrhagic", "other"}:
        return True
    return both("ischaemic" in patient.stroke_kinds, patient.recent_stroke)


def _naming(found: Advice | None, listed: frozenset[str] | None, which: Iterable[str]) -> Advice | None:
    """The advice with the drugs or classes that it is about among its facts: another drug, another fact."""
    if found is None or found.is_open:
        return found
    return replace(found, because=(*found.because, ("medication", (listed or frozenset()) & set(which))))


# By rule: drugs and classes that may set it off. A line of any other drug is written without being judged.
CONCERNS: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "R10": (frozenset({"prasugrel"}), frozenset()),
    "R31": (frozenset(DIRECT), frozenset()),
    "R52": (frozenset(), frozenset({"arni", "acei"})),
    "R69": (frozenset(), frozenset({"fibrinolytic"})),
}


@dataclass(frozen=True)
class Said:
    """What the hard stops say of one drug: those that forbid it, and those that a fact is missing for."""

    forbids: tuple[Advice, ...] = ()
    undecided: tuple[Advice, ...] = ()


def concerning(drug: str, rules: Iterable[Rule]) -> list[Rule]:
    """The hard stops that the drug may set off."""
    known = drugs.find(drug)
    if known is None:
        return []
    stops = [r for r in rules if r.severity == Severity.HARD_STOP and r.id in CONCERNS]
    return [r for r in stops if known.code in CONCERNS[r.id][0] or known.drug_class in CONCERNS[r.id][1]]


def judge(patient: Snapshot, drug: str, rules: Iterable[Rule]) -> Said:
    """What the hard stops say where this drug is put onto the list of the patient.

    The drug is judged alone and with each other drug of the list, so that one more of the same kind is not
    let in because the first is there already.
    """
    forbids, undecided = [], []
    for stop in concerning(drug, rules):
        said = [a for a in map(stop, _lists(patient, drug)) if a and a.loudness == Severity.HARD_STOP]
        firm = next((a for a in said if not a.is_open), None)
        if firm:
            forbids.append(firm)
        elif any(a.is_open for a in said):
            undecided.append(next(a for a in said if a.is_open))
    return Said(tuple(forbids), tuple(undecided))


def _lists(patient: Snapshot, drug: str) -> Iterable[Snapshot]:
    """The patient with the drug alone, and with it and one other of the list."""
    known = drugs.find(drug)
    code = known.code if known else drug
    others = sorted((patient.medication or frozenset()) - {code})
    for codes in ({code}, *({code, other} for other in others)):
        classes = frozenset(d.drug_class for c in codes if c and (d := drugs.find(c)))
        yield replace(patient, medication=frozenset(codes), classes=classes)
