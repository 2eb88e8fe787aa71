"""The risk scores that concern a stay, computed from its record: with what they rest on and what they lack.

Scores of the acute coronary syndrome speak of the arrival: the first vital signs and the first results of
the stay count. What is not recorded is unknown, and then the score is a span, never a number.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from cardiology.guidance.names import NSAIDS
from cardiology.models import Category, History, Presentation, Vitals
from cardiology.models.admission import ACS
from cardiology.queries.one_stay import Recorded
from cardiology.scores import SCORES, Result, Score
from cardiology.scores.kidney.cockcroft_gault import COCKCROFT_GAULT
from cardiology.scores.score import Input, possible
from cardiology.scores.words import ANSWERS, CATEGORIES, INPUTS, UNITS
from cardiology.snapshot import Answer, Snapshot
from cardiology.wording import plain_number, unit

MARKERS = ("hstni", "hstnt", "tni", "tnt", "ckmb")
OF_ARRIVAL = ("grace", "crusade")  # of signs and results the first of the stay count


@dataclass(frozen=True)
class Risk:
    """One score: its result, what was put in and what is missing in words, and the inputs as they are."""

    score: Score
    result: Result
    category: Any
    given: list[tuple[Any, str]]
    missing: list[Any]
    inputs: dict[str, Any]


def risks(read: Recorded) -> list[Risk]:
    """The scores of the stay, by what the patient came with."""
    patient = read.snapshot
    told: dict[str, Mapping[str, Any]] = {}
    if read.stay.category in ACS:
        told |= {"grace": _grace(read, patient), "crusade": _crusade(read, patient)}
    if patient.atrial_fibrillation:
        told |= {"cha2ds2_vasc": _embolism(patient), "has_bled": _bleeding(read, patient)}
    told["egfr"] = {"age": patient.age, "sex": patient.sex, "creatinine": patient.creatinine}
    return [_risk(SCORES[name], given) for name, given in told.items()]


def _risk(score: Score, given: Mapping[str, Any]) -> Risk:
    inputs = dict.fromkeys(i.name for i in score.inputs) | possible(score, given)
    result = score(inputs)
    missing = [INPUTS[name] for name in result.missing]
    words = given_in_words(score, inputs)
    return Risk(score, result, CATEGORIES.get(result.category or ""), words, missing, inputs)


def given_in_words(score: Score, inputs: Mapping[str, Any]) -> list[tuple[Any, str]]:
    """The known inputs of a score, each with its label and unit."""
    return [(INPUTS[i.name], with_unit(inputs[i.name], i.unit)) for i in known_inputs(score, inputs)]


def known_inputs(score: Score, inputs: Mapping[str, Any]) -> list[Input]:
    """The inputs of a score that have a value, in the order of their declaration."""
    return [i for i in score.inputs if inputs.get(i.name) is not None]


def with_unit(value: Any, code: str) -> str:
    """A value in words, with the unit where there is one."""
    return f"{_said(value)} {UNITS.get(code) or unit(code)}".strip()


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return str(ANSWERS.get(value, value)) if isinstance(value, str) else plain_number(round(value, 1))


def _grace(read: Recorded, patient: Snapshot) -> dict[str, Any]:
    return {
        "syndrome": "ste" if read.stay.category == Category.STEMI else "nste",
        "age": patient.age, "heart_rate": _sign(read, "heart_rate"), "sbp": _sign(read, "systolic_bp"),
        "creatinine": _first(read, "cr"), "marker": _marker(read), "killip": patient.killip,
        "arrest": _yes(_one(read, Presentation), "had_arrest"), "st_deviation": patient.st_deviation,
    }  # fmt: skip


def _crusade(read: Recorded, patient: Snapshot) -> dict[str, Any]:
    cockcroft = {"age": patient.age, "sex": patient.sex, "weight": _sign(read, "weight"),
                 "creatinine": _first(read, "cr")}  # fmt: skip
    history = _one(read, History)
    vessels = [_yes(history, "peripheral_artery_disease"), patient.prior_stroke]
    return {
        "haematocrit": _first(read, "hct"),
        "clearance": COCKCROFT_GAULT(possible(COCKCROFT_GAULT, cockcroft)).value,
        "heart_rate": _sign(read, "heart_rate"), "sbp": _sign(read, "systolic_bp"), "sex": patient.sex,
        "heart_failure": _yes(_one(read, Presentation), "has_heart_failure"),
        "vascular_disease": _any(*vessels),
        "diabetes": patient.diabetes,
    }  # fmt: skip


def _embolism(patient: Snapshot) -> dict[str, Any]:
    return {
        "age": patient.age, "sex": patient.sex, "heart_failure": patient.heart_failure,
        "hypertension": patient.hypertension, "diabetes": patient.diabetes, "stroke": patient.prior_stroke,
        "vascular_disease": patient.vascular_disease,
    }  # fmt: skip


def _bleeding(read: Recorded, patient: Snapshot) -> dict[str, Any]:
    """HAS-BLED; how much is drunk and how the INR wanders is rarely recorded, and stays unknown."""
    history, high = _one(read, History), patient.creatinine is not None and patient.creatinine > 200
    warfarin = patient.takes("warfarin")
    return {
        "age": patient.age, "sbp": patient.sbp,
        "kidney": True if high else patient.dialysis if patient.creatinine is not None else None,
        "liver": patient.liver_disease, "stroke": patient.prior_stroke,
        "bleeding": True if _yes(history, "anaemia") else patient.prior_bleeding,
        "labile_inr": False if warfarin is False else None,
        "antiplatelet_or_nsaid": _any(patient.given("aspirin", "p2y12"), patient.takes(*NSAIDS)),
        "alcohol": False if getattr(history, "alcohol", None) in ("never", "former") else None,
    }  # fmt: skip


def _one(read: Recorded, model: Any) -> Any:
    return next(iter(read.of(model)), None)


def _yes(row: Any, name: str) -> Answer:
    return {"yes": True, "no": False}.get(getattr(row, name, None) or "")


def _any(*answers: Answer) -> Answer:
    return True if True in answers else None if None in answers else False


def _sign(read: Recorded, name: str) -> float | None:
    """The first value of a vital sign in the stay."""
    known = [v for v in read.of(Vitals) if getattr(v, name) is not None]
    first = min(known, key=lambda v: (v.measured_at, v.pk), default=None)
    return float(getattr(first, name)) if first else None


def _of_stay(read: Recorded, *tests: str) -> list[Any]:
    return [r for r in read.of_stay if r.test in tests]


def _first(read: Recorded, test: str) -> float | None:
    return next((float(r.value) for r in _of_stay(read, test)), None)


def _marker(read: Recorded) -> Answer:
    """Whether the first marker of the stay was above its reference limit; unknown without a limit."""
    known = [r for r in _of_stay(read, *MARKERS) if r.reference_high is not None]
    return known[0].value > known[0].reference_high if known else None
