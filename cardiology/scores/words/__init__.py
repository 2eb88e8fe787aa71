"""The words for the inputs, answers and results of all scores."""

from cardiology.scores.words.answers import ANSWERS
from cardiology.scores.words.inputs import INPUTS, UNITS
from cardiology.scores.words.results import CATEGORIES, PARTS

__all__ = ["ANSWERS", "CATEGORIES", "INPUTS", "PARTS", "UNITS"]
