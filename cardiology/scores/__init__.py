"""Scores: pure calculators, one per file. An unknown input makes a score incomplete, never zero points."""

from cardiology.scores.cha2ds2_vasc import CHA2DS2_VASC
from cardiology.scores.egfr import EGFR
from cardiology.scores.has_bled import HAS_BLED
from cardiology.scores.score import Input, Result, Score
from cardiology.scores.timi_nste import TIMI_NSTE

SCORES = {score.id: score for score in (CHA2DS2_VASC, EGFR, HAS_BLED, TIMI_NSTE)}

__all__ = ["SCORES", "Input", "Result", "Score"]
