"""What a nurse may submit in a call: answers, drugs, results, and what came of the attempt."""

from followup.forms.answers import RESULT, DrugForm, ResultsForm, answers_form
from followup.forms.outcome import DayText, MomentText, OutcomeForm, WhenText, parted

__all__ = [
    "RESULT", "DayText", "DrugForm", "MomentText", "OutcomeForm", "ResultsForm", "WhenText", "answers_form",
    "parted",
]  # fmt: skip
