"""Scores: pure calculators, one per file, in a room per field. An unknown input makes a score incomplete,
never zero points."""

from cardiology.scores.acs.grace import GRACE, GRACE_SIX_MONTHS
from cardiology.scores.acs.heart import HEART
from cardiology.scores.acs.timi_nste import TIMI_NSTE
from cardiology.scores.acs.timi_stemi import TIMI_STEMI
from cardiology.scores.bleeding.arc_hbr import ARC_HBR
from cardiology.scores.bleeding.crusade import CRUSADE
from cardiology.scores.bleeding.dapt import DAPT
from cardiology.scores.bleeding.has_bled import HAS_BLED
from cardiology.scores.bleeding.precise import PRECISE_DAPT, PRECISE_HBR
from cardiology.scores.embolism.wells import WELLS_PE
from cardiology.scores.failure.gwtg_hf import GWTG_HF
from cardiology.scores.failure.h2fpef import H2FPEF
from cardiology.scores.failure.hcm_scd import HCM_SCD
from cardiology.scores.failure.maggic import MAGGIC
from cardiology.scores.intervention.euroscore2 import EUROSCORE2
from cardiology.scores.intervention.mehran import MEHRAN
from cardiology.scores.kidney.cockcroft_gault import COCKCROFT_GAULT
from cardiology.scores.kidney.egfr import EGFR
from cardiology.scores.prevention.china_par import CHINA_PAR
from cardiology.scores.prevention.ldl import LDL
from cardiology.scores.prevention.score2 import SCORE2
from cardiology.scores.prevention.smart import SMART
from cardiology.scores.rhythm.cha2ds2_vasc import CHA2DS2_VA, CHA2DS2_VASC
from cardiology.scores.rhythm.qtc import QTC
from cardiology.scores.score import Input, Result, Score

_ALL = (
    GRACE, GRACE_SIX_MONTHS, TIMI_NSTE, TIMI_STEMI, HEART,
    CHA2DS2_VASC, CHA2DS2_VA, QTC,
    HAS_BLED, CRUSADE, ARC_HBR, PRECISE_DAPT, PRECISE_HBR, DAPT,
    MAGGIC, H2FPEF, GWTG_HF, HCM_SCD,
    EGFR, COCKCROFT_GAULT, MEHRAN, EUROSCORE2,
    SCORE2, CHINA_PAR, SMART, LDL, WELLS_PE,
)  # fmt: skip
SCORES = {score.id: score for score in _ALL}

__all__ = ["SCORES", "Input", "Result", "Score"]
