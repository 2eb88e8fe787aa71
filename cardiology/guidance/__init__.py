"""Guidance: one module of rules per condition. Every rule names its guideline and its review date."""

from cardiology.guidance import acs, atrial_fibrillation, drug_safety, heart_failure
from cardiology.guidance.rule import RULES, Advice, Rule, Severity, advise

__all__ = [
    "RULES", "Advice", "Rule", "Severity", "acs", "advise", "atrial_fibrillation", "drug_safety",
    "heart_failure",
]  # fmt: skip
