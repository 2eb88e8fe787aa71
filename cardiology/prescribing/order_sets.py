"""Sets of drugs for a syndrome. A set only fills lines in: a person reviews, changes and saves them.

Doses are those of the department's drug table (reference: usual adult doses); where that gives a range, the
line names the end that it starts from and the range stands beside it; where the dose depends on the patient,
it is left empty.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from cardiology.prescribing.classes import OF_CLASS
from cardiology.snapshot import Answer, Snapshot

WARD, DISCHARGE = "ward", "discharge"


@dataclass(frozen=True)
class Suggestion:
    """One line of a set. `usual` is the range of the drug table; `when` says whether the patient asks for
    it (unknown fills the line in and says so)."""

    drug: str
    drug_class: str
    dose: str
    unit: str
    frequency: str
    usual: Any
    source: Any
    is_loading: bool = False
    when: Callable[[Snapshot], Answer] | None = None

    def is_for(self, phase: str) -> bool:
        return phase == WARD if self.is_loading else phase in (WARD, DISCHARGE)


@dataclass(frozen=True)
class OrderSet:
    """A named set with the guidelines that it follows."""

    id: str
    title: Any
    guideline: Any
    lines: tuple[Suggestion, ...]


def _weak(patient: Snapshot) -> Answer:
    """LVEF of 40 % or less."""
    return None if patient.lvef is None else patient.lvef <= 40


def _weak_with_risk(patient: Snapshot) -> Answer:
    """LVEF of 40 % or less with heart failure or diabetes."""
    risk = _either(patient.heart_failure, patient.diabetes)
    return False if False in (_weak(patient), risk) else None if None in (_weak(patient), risk) else True


def _failing_or_diabetic(patient: Snapshot) -> Answer:
    return _either(patient.heart_failure, patient.diabetes)


def _protect(patient: Snapshot) -> Answer:
    """From 65 years on, or with an anticoagulant."""
    return _either(None if patient.age is None else patient.age >= 65, patient.given("oac"))


def _raas(patient: Snapshot) -> Answer:
    """LVEF of 40 % or less, heart failure, diabetes or hypertension."""
    return _either(_weak(patient), patient.heart_failure, patient.diabetes, patient.hypertension)


def _either(*answers: Answer) -> Answer:
    return True if True in answers else None if None in answers else False


_HF, _ACS, _AF = "ESC HF 2021/2023; CN HF 2024", "ESC ACS 2023", "ESC AF 2024"
SETS = (
    OrderSet("acs", _("ACS set"), "ESC ACS 2023; ACC/AHA ACS 2025; CN STEMI 2019", (
        Suggestion("aspirin", "aspirin", "300", "mg", "st", "150–300 mg", f"{_ACS} I A", is_loading=True),
        Suggestion("ticagrelor", "p2y12", "180", "mg", "st", "180 mg", f"{_ACS} I B", is_loading=True),
        Suggestion("aspirin", "aspirin", "100", "mg", "qd", "75–100 mg qd", f"{_ACS} I A"),
        Suggestion("ticagrelor", "p2y12", "90", "mg", "bid", "90 mg bid", f"{_ACS} I B"),
        Suggestion("atorvastatin", "statin", "40", "mg", "qd", "40–80 mg", f"{_ACS} I A"),
        Suggestion("metoprolol", "beta_blocker", "23.75", "mg", "qd", _("succinate 23.75–190 mg qd"),
                   f"{_ACS} I A (LVEF ≤ 40 %), IIa B"),
        Suggestion("perindopril", "acei", "2", "mg", "qd", "2–8 mg qd", f"{_ACS} I A", when=_raas),
        Suggestion("spironolactone", "mra", "20", "mg", "qd", "12.5–50 mg qd", f"{_ACS} I A",
                   when=_weak_with_risk),
        Suggestion("dapagliflozin", "sglt2i", "10", "mg", "qd", "10 mg qd", "ESC CCS 2024; ESC HF 2023",
                   when=_failing_or_diabetic),
        Suggestion("pantoprazole", "gastroprotection", "40", "mg", "qd", "20–40 mg", f"{_ACS} I A",
                   when=_protect),
    )),
    OrderSet("hf", _("Heart-failure set"), _("ESC HF 2021, update 2023; AHA HF 2022; CN HF 2024"), (
        Suggestion("sacubitril_valsartan", "arni", "50", "mg", "bid", "50–200 mg bid", f"{_HF} I",
                   when=_weak),
        Suggestion("bisoprolol", "beta_blocker", "1.25", "mg", "qd", "1.25–10 mg qd", f"{_HF} I A",
                   when=_weak),
        Suggestion("spironolactone", "mra", "20", "mg", "qd", "12.5–50 mg qd", f"{_HF} I A", when=_weak),
        Suggestion("dapagliflozin", "sglt2i", "10", "mg", "qd", "10 mg qd", f"{_HF} I A"),
        Suggestion("furosemide", "diuretic", "20", "mg", "qd", "20–80 mg", _HF),
    )),
    OrderSet("af", _("Atrial-fibrillation set"), "ESC AF 2024; ACC/AHA AF 2023", (
        Suggestion("rivaroxaban", "oac", "", "mg", "qd", _("20 mg qd; 15 mg at CrCl 15 to < 50 mL/min"),
                   f"{_AF} I A"),
        Suggestion("bisoprolol", "beta_blocker", "1.25", "mg", "qd", "1.25–10 mg qd", f"{_AF} I B"),
    )),
)  # fmt: skip
BY_ID = {s.id: s for s in SETS}


def lines(
    chosen: OrderSet,
    phase: str,
    patient: Snapshot,
    given: frozenset[str],
    loaded: frozenset[str] = frozenset(),
) -> list[Suggestion]:
    """The lines that a set fills in: not of a class that is `given` already (any of its family counts; a
    loading dose only where the class was not `loaded`), not those that the patient is known not to need."""
    return [
        s for s in chosen.lines
        if s.is_for(phase) and not _is_among(s.drug_class, loaded if s.is_loading else given)
        and (s.when is None or s.when(patient) is not False)
    ]  # fmt: skip


def _is_among(drug_class: str, given: frozenset[str]) -> bool:
    """Whether the class, or another of its family, is given."""
    family = OF_CLASS.get(drug_class)
    return bool(given & set(family.classes if family else (drug_class,)))


def is_unsure(line: Suggestion, patient: Snapshot) -> bool:
    """Whether it cannot be told from the record if the patient needs the line."""
    return line.when is not None and line.when(patient) is None
