"""Measures: one module per condition; each judged per patient, with the list of patients behind a number."""

from cardiology.quality import acs, atrial_fibrillation, heart_failure
from cardiology.quality.calculate import Rate, calculate, wilson
from cardiology.quality.measure import MEASURES, Measure, Outcome, Verdict, declare

__all__ = [
    "MEASURES", "Measure", "Outcome", "Rate", "Verdict", "acs", "atrial_fibrillation", "calculate",
    "declare", "heart_failure", "wilson",
]  # fmt: skip
