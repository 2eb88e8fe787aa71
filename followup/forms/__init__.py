"""What a nurse may submit in a call: answers, drugs, results, and what came of the attempt."""

from followup.forms.answers import DrugForm, ResultsForm, answers_form
from followup.forms.outcome import DayText, MomentText, OutcomeForm

__all__ = ["DayText", "DrugForm", "MomentText", "OutcomeForm", "ResultsForm", "answers_form"]
