"""Measures: one module per condition; each judged per patient, with the list of patients behind a number."""

from cardiology.quality import (
    acs,
    acs_at_discharge,
    acs_course,
    atrial_fibrillation,
    chest_pain,
    cms,
    heart_failure,
)
from cardiology.quality.calculate import Rate, Tally, calculate, tally
from cardiology.quality.measure import MEASURES, Measure, Outcome, Tag, Verdict, declare
from cardiology.quality.statistics import wilson

__all__ = [
    "MEASURES", "Measure", "Outcome", "Rate", "Tag", "Tally", "Verdict", "acs", "acs_at_discharge",
    "acs_course", "atrial_fibrillation", "calculate", "chest_pain", "cms", "declare", "heart_failure",
    "tally", "wilson",
]  # fmt: skip
