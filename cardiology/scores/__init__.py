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
from cardiology.scores.bleeding.ttr import TTR
from cardiology.scores.body.left_ventricle import LEFT_VENTRICLE
from cardiology.scores.body.size import BODY_SIZE
from cardiology.scores.classes.albuminuria import ALBUMINURIA
from cardiology.scores.classes.bleeding import BARC
from cardiology.scores.classes.ccs import CCS
from cardiology.scores.classes.fibrillation import AF_PATTERN
from cardiology.scores.classes.infarction import MI_TYPE
from cardiology.scores.classes.kidney_injury import CONTRAST_INJURY, KDIGO
from cardiology.scores.classes.killip import KILLIP
from cardiology.scores.classes.nyha import NYHA
from cardiology.scores.classes.phenotype import HF_PHENOTYPE
from cardiology.scores.classes.pressure import BLOOD_PRESSURE
from cardiology.scores.classes.shock import SCAI
from cardiology.scores.classes.syntax import SYNTAX
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
from cardiology.scores.prevention.martin_hopkins import MARTIN_HOPKINS
from cardiology.scores.prevention.score2 import SCORE2
from cardiology.scores.prevention.score2_asia import SCORE2_ASIA
from cardiology.scores.prevention.score2_diabetes import SCORE2_DIABETES
from cardiology.scores.prevention.smart import SMART
from cardiology.scores.rhythm.cha2ds2_vasc import CHA2DS2_VA, CHA2DS2_VASC
from cardiology.scores.rhythm.qtc import QTC
from cardiology.scores.score import Input, Result, Score

_ALL = (
    GRACE, GRACE_SIX_MONTHS, TIMI_NSTE, TIMI_STEMI, KILLIP, HEART,
    CHA2DS2_VASC, CHA2DS2_VA, AF_PATTERN, QTC,
    HAS_BLED, TTR, CRUSADE, ARC_HBR, PRECISE_DAPT, PRECISE_HBR, DAPT, BARC,
    MAGGIC, H2FPEF, GWTG_HF, HCM_SCD, NYHA, HF_PHENOTYPE, LEFT_VENTRICLE, SCAI,
    EGFR, COCKCROFT_GAULT, KDIGO, MEHRAN, CONTRAST_INJURY, ALBUMINURIA, EUROSCORE2, SYNTAX,
    SCORE2, SCORE2_ASIA, SCORE2_DIABETES, CHINA_PAR, SMART, LDL, MARTIN_HOPKINS, BLOOD_PRESSURE, BODY_SIZE,
    CCS, MI_TYPE, WELLS_PE,
)  # fmt: skip
SCORES = {score.id: score for score in _ALL}

__all__ = ["SCORES", "Input", "Result", "Score"]
