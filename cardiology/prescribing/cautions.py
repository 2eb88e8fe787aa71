"""What the record says against a drug, told beside its line: allergy, limits for a start, guidance rules."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from cardiology.codes import drugs
from cardiology.guidance import PACKS, Severity, advise, in_packs
from cardiology.prescribing.doses import Regimen, too_much, too_much_here
from cardiology.quality.dose import mg_a_day
from cardiology.snapshot import Snapshot

RAAS = ("acei", "arb", "arni")
# Not to be started beyond these: ESC ACS 2023 (R17), ESC HF 2021 (R54), product labels (R67).
POTASSIUM, PRESSURE = 5.0, 100
EGFR_MRA, EGFR_SGLT2, EGFR_DAPAGLIFLOZIN = 30, 20, 25
SHORTEST = 3  # letters of a Latin name that can be told apart in a free text
# Rules that ask for a drug, not against one: they say nothing about a drug that is chosen.
LOUD = {Severity.WARN: "attention", Severity.CRITICAL: "critical", Severity.HARD_STOP: "critical"}


@dataclass(frozen=True)
class Caution:
    """A sentence beside a line; `tone` is `critical`, `attention`, or empty where a fact is missing."""

    text: Any
    tone: str


def cautions(patient: Snapshot, drug: str, allergies: str = "", line: Regimen | None = None) -> list[Caution]:
    """What speaks against this drug, or its dose, in this patient, or cannot be said for want of a fact;
    loudest first."""
    known = drugs.find(drug)
    if known is None:
        return []
    found = [*_allergy(known, allergies), *_limits(patient, known), *_rules(patient, known, line)]
    if line is not None:
        found += [
            Caution(told, "critical") for told in (too_much(line), *too_much_here(line, patient)) if told
        ]
    order = ("critical", "attention", "")
    return sorted(dict.fromkeys(found), key=lambda c: order.index(c.tone))


def _allergy(drug: drugs.Drug, allergies: str) -> list[Caution]:
    told = allergies.casefold()
    names = {n.casefold() for n in (drug.en, drug.zh, *drug.synonyms) if n and n != drug.atc}
    if not any(n in told for n in names if len(n) >= SHORTEST or not n.isascii()):
        return []
    return [Caution(_("Allergy recorded: %(allergy)s") % {"allergy": allergies[:80]}, "critical")]


def _limits(patient: Snapshot, drug: drugs.Drug) -> list[Caution]:
    """Facts beyond which the class is not started; a fact that is not known is said to be unknown."""
    limit = EGFR_DAPAGLIFLOZIN if drug.code == "dapagliflozin" else EGFR_SGLT2
    high = (_("Potassium"), patient.potassium, lambda v: v > POTASSIUM, f"> {POTASSIUM} mmol/L")
    asked: dict[str, tuple[Any, ...]] = {
        "mra": (high, ("eGFR", patient.egfr, lambda v: v <= EGFR_MRA, f"≤ {EGFR_MRA}")),
        "sglt2i": (("eGFR", patient.egfr, lambda v: v < limit, f"< {limit}"),),
    } | {
        name: (high, (_("Systolic pressure"), patient.sbp, lambda v: v < PRESSURE, f"< {PRESSURE} mmHg"))
        for name in RAAS
    }  # fmt: skip
    found = []
    for label, value, beyond, words in asked.get(drug.drug_class, ()):
        if value is None:
            found.append(Caution(_("%(fact)s not known") % {"fact": label}, ""))
        elif beyond(value):
            said = {"fact": label, "value": f"{value:g}", "limit": words}
            found.append(Caution(_("%(fact)s %(value)s: not to be started %(limit)s") % said, "critical"))
    return found


def _rules(patient: Snapshot, drug: drugs.Drug, line: Regimen | None) -> list[Caution]:
    """What guidance says with the drug on the list and would not say without it."""
    codes = (patient.medication or frozenset()) - {drug.code}
    without = replace(patient, medication=codes, classes=_classes(codes))
    together = replace(
        patient, medication=codes | {drug.code}, classes=_classes(codes | {drug.code}),
        doses=_doses(patient, line),
    )  # fmt: skip
    # One voice for each topic; R14 asks for more beside a statin, it says nothing against it.
    rules = [rule for rule in in_packs(PACKS) if rule.topic != "R14"]
    quiet = {a.rule.id: bool(a.missing) for a in advise(without, rules) if a.rule}
    found = []
    for said in advise(together, rules):
        if said.rule is None or quiet.get(said.rule.id) == bool(said.missing):
            continue
        if said.missing:
            found.append(Caution(_("Cannot be judged yet: %(rule)s") % {"rule": said.rule.title}, ""))
        elif said.loudness in LOUD:
            found.append(Caution(f"{said.rule.title}. {said.text}", LOUD[said.loudness]))
    return found


def _doses(patient: Snapshot, line: Regimen | None) -> Mapping[str, float] | None:
    """The doses of the list with that of the line, which may not be saved yet."""
    daily = None if line is None else mg_a_day(line.dose, line.unit, line.frequency)
    return patient.doses if line is None or daily is None else {**(patient.doses or {}), line.drug: daily}


def _classes(codes: frozenset[str]) -> frozenset[str]:
    return frozenset(d.drug_class for code in codes if code and (d := drugs.find(code)))
