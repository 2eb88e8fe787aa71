"""Pathways of vessels and risk: hypertension, pulmonary embolism, aorta, lipids."""

from django.utils.translation import gettext_lazy as _

from followup.schedule import conditions as who
from followup.schedule import questions as q
from followup.schedule.language import Facts, Pathway, Visit, days, months, weeks

PRESSURE_ASKS = (*q.CALL, "dizziness")


def is_not_at_goal(facts: Facts) -> bool:
    return not who.is_at_goal(facts)


HYPERTENSION = Pathway(
    "htn", _("Hypertension"), 1, who.is_hypertension,
    (
        Visit("4w", weeks(4), (-7, 7), PRESSURE_ASKS, _("4 weeks"), tests=("k", "cr")),
        Visit("8w", weeks(8), (-7, 7), PRESSURE_ASKS, _("8 weeks")),
    ),
    (
        Visit("", weeks(4), (-7, 7), PRESSURE_ASKS, _("Every 4 weeks until at goal"), is_not_at_goal),
        Visit("", months(3), (-14, 14), PRESSURE_ASKS, _("Every 3 months"), tests=("k", "cr", "acr")),
    ),
)  # fmt: skip

EMBOLISM = Pathway(
    "pe", _("Pulmonary embolism"), 1, who.is_embolism,
    (
        Visit("3m", months(3), (0, 86), q.CALL, _("3 to 6 months"), way="clinic",
              exams=("anticoagulant_decision", "echo", "cancer_screening")),
        Visit("6m", months(6), (-1, 30), q.CALL, _("6 months"), exams=("perfusion_if_breathless",)),
        Visit("12m", months(12), (-30, 30), q.LONG_CALL, _("12 months")),
    ),
)  # fmt: skip

AORTA_ASKS = (*q.CALL, *q.WOUND)
AORTA = Pathway(
    "tevar", _("Aortic dissection or TEVAR"), 1, who.is_aortic,
    (
        Visit("1m", months(1), (-7, 7), AORTA_ASKS, _("1 month"), way="clinic", exams=("aortic_ct",)),
        Visit("6m", months(6), (-30, 30), q.CALL, _("6 months"), way="clinic", exams=("aortic_ct",)),
        Visit("12m", months(12), (-30, 30), q.LONG_CALL, _("12 months"), way="clinic", exams=("aortic_ct",)),
    ),
    (Visit("", months(12), (-30, 30), q.LONG_CALL, _("Yearly"), way="clinic", exams=("aortic_ct",)),),
)  # fmt: skip

LIPID_ASKS = (*q.CALL, *q.STATIN)
LIPID_TESTS = ("ldl", "tc", "hdl", "tg", "alt")
LIPIDS = Pathway(
    "lip", _("Lipid lowering"), 1, who.starts_statin_elsewhere,
    (Visit("4-6w", days(35), (-7, 7), LIPID_ASKS, _("4 to 6 weeks"), tests=LIPID_TESTS),),
    (Visit("", months(6), (-90, 0), LIPID_ASKS, _("Half-yearly"), tests=LIPID_TESTS),),
)  # fmt: skip
