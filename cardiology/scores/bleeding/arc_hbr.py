"""ARC-HBR: high bleeding risk at PCI by major and minor criteria.

Urban P et al. Eur Heart J 2019;40:2632-53. High with one major or two minor criteria.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from cardiology.scores.score import Input, Result, Score

MAJOR = (
    "anticoagulant", "recent_bleeding", "bleeding_diathesis", "portal_hypertension", "cancer",
    "intracranial_bleeding", "brain_malformation", "recent_severe_stroke", "surgery_on_dapt",
    "recent_surgery_or_trauma",
)  # fmt: skip
HALF = 0.5  # what a minor criterion counts: age is never a major one
MINOR = ("earlier_bleeding", "nsaid_or_steroid", "other_stroke")


def compute(given: Mapping[str, Any]) -> Result:
    """With criteria unknown, a least possible value of 1 or more already means high."""
    graded = _graded(given)
    major = {n: given.get(n) for n in MAJOR} | {n: None if g is None else g == 1 for n, g in graded.items()}
    minor = {n: given.get(n) for n in MINOR} | {n: None if g is None else g == 0.5 for n, g in graded.items()}
    parts = {n: 1.0 for n, met in major.items() if met} | {n: 0.5 for n, met in minor.items() if met}
    total = sum(parts.values())
    unknown = sum(HALF if n == "age" else 1 for n, met in major.items() if met is None)
    most = total + unknown + 0.5 * sum(given.get(n) is None for n in MINOR)
    return Result(total, "high" if total >= 1 else "not_high", parts, least=total, most=most)


def _graded(given: Mapping[str, Any]) -> dict[str, float | None]:
    """1 for major, 0.5 for minor, 0 for neither, None for unknown."""
    age, egfr, platelets = given.get("age"), given.get("egfr"), given.get("platelets")
    hb, sex = given.get("haemoglobin"), given.get("sex")
    mild = None if sex is None else 130 if sex == "male" else 120
    return {
        "age": None if age is None else 0.5 * (age >= 75),
        "egfr": None if egfr is None else 1 if egfr < 30 else 0.5 * (egfr < 60),
        "platelets": None if platelets is None else float(platelets < 100),
        "haemoglobin": (
            None if hb is None else 1 if hb < 110 else None if mild is None else 0.5 * (hb < mild)
        ),
    }


ARC_HBR = Score(
    id="arc_hbr",
    title=_("ARC-HBR: high bleeding risk at PCI"),
    meaning=_(
        "High bleeding risk at PCI: one major criterion or two minor ones. A major criterion counts 1, a "
        "minor one a half."
    ),
    version="2019.1",
    source="Urban P et al. Eur Heart J 2019;40:2632-53",
    inputs=(
        Input("age", "number", "a", (18, 120)),
        Input("sex", "word", words=("male", "female")),
        Input("egfr", "number", "mL/min/1.73 m²", (0, 250)),
        Input("haemoglobin", "number", "g/L", (20, 260)),
        Input("platelets", "number", "10^9/L", (0, 3000)),
        *(Input(name) for name in (*MAJOR, *MINOR)),
    ),
    compute=compute,
)
