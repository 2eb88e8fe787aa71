"""Guidance: one module of rules per condition. Every rule names its guideline and its review date."""

from cardiology.guidance import (
    acs,
    acute,
    antithrombotic,
    atrial_fibrillation,
    drug_safety,
    failing_heart,
    hard_stops,
    heart_failure,
    interactions,
    laboratory,
    rhythm_drugs,
)
from cardiology.guidance.rule import PACKS, RULES, Advice, Rule, Severity, advise, in_packs

__all__ = [
    "PACKS", "RULES", "Advice", "Rule", "Severity", "acs", "acute", "advise", "antithrombotic",
    "atrial_fibrillation", "drug_safety", "failing_heart", "hard_stops", "heart_failure", "in_packs",
    "interactions", "laboratory", "rhythm_drugs",
]  # fmt: skip
