"""Pathways of the heart muscle and its sac: heart failure, cardiomyopathy, myocarditis, pericarditis."""

from django.utils.translation import gettext_lazy as _

from followup.schedule import conditions as who
from followup.schedule import questions as q
from followup.schedule.language import Pathway, Visit, days, months, weeks

KIDNEYS = ("k", "cr", "na")
ASKS = (*q.CALL, *q.HEART_FAILURE)
LONG = (*q.LONG_CALL, *q.HEART_FAILURE, *q.QUALITY_OF_LIFE)

HF = Pathway(
    "hf", _("Heart failure"), 2, who.is_heart_failure,
    (
        Visit("3d", days(3), (-1, 1), ASKS, _("Day 3")),
        Visit("7-14d", days(10), (-3, 4), ASKS, _("Days 7 to 14"), way="clinic", tests=(*KIDNEYS, "ntbnp")),
        Visit("2w", weeks(2), (-3, 3), ASKS, _("Week 2, titration"), who.titrates, "clinic", KIDNEYS),
        Visit("3w", weeks(3), (-3, 3), ASKS, _("Week 3, titration"), who.titrates, "clinic", KIDNEYS),
        Visit("1m", months(1), (-7, 7), ASKS, _("1 month"), tests=KIDNEYS),
        Visit("6w", weeks(6), (-3, 3), ASKS, _("Week 6, titration"), who.titrates, "clinic",
              (*KIDNEYS, "ntbnp")),
        Visit("3m", months(3), (-14, 14), LONG, _("3 months"), tests=KIDNEYS, exams=("echo", "icd_decision")),
        Visit("6m", months(6), (-14, 14), LONG, _("6 months"), tests=KIDNEYS),
        Visit("12m", months(12), (-30, 30), LONG, _("12 months"), tests=(*KIDNEYS, "fer", "tsat"),
              exams=("events_form",)),
    ),
    (Visit("", months(6), (-30, 30), LONG, _("Half-yearly"), tests=KIDNEYS),),
)  # fmt: skip

CARDIOMYOPATHY = Pathway(
    "hcm", _("Cardiomyopathy"), 1, who.is_cardiomyopathy,
    (
        Visit("6m", months(6), (-30, 30), ASKS, _("6 months"), who.has_symptoms),
        Visit("12m", months(12), (-30, 30), LONG, _("12 months"), way="clinic",
              exams=("echo", "holter", "sudden_death_score", "family")),
    ),
    (
        Visit("", months(6), (-30, 30), ASKS, _("Half-yearly"), who.has_symptoms),
        Visit("", months(12), (-30, 30), LONG, _("Yearly"), way="clinic", exams=("echo", "holter")),
    ),
)  # fmt: skip

CLEARANCE = ("ecg", "echo", "holter", "exercise_test")
MYOCARDITIS = Pathway(
    "myo", _("Myocarditis"), 1, who.is_myocarditis,
    (
        Visit("1m", months(1), (-7, 7), q.CALL, _("1 month"), tests=("crp", "hstni"),
              exams=("ecg", "no_sport")),
        Visit("3m", months(3), (-14, 14), q.CALL, _("3 months"), tests=("crp", "hstni"), exams=CLEARANCE),
        Visit("6m", months(6), (-30, 30), q.CALL, _("6 months"), exams=("cmr",)),
        Visit("12m", months(12), (-30, 30), q.LONG_CALL, _("12 months"), exams=("echo",)),
    ),
    (Visit("", months(12), (-30, 30), q.CALL, _("Yearly"), who.is_weak, exams=("echo",)),),
)  # fmt: skip

PERICARDITIS = Pathway(
    "peri", _("Pericarditis"), 1, who.is_pericarditis,
    (
        Visit("1w", weeks(1), (-2, 3), q.CALL, _("1 week"), tests=("crp",), exams=("no_sport",)),
        Visit("1m", months(1), (-7, 7), q.CALL, _("1 month"), tests=("crp",), exams=("echo", "no_sport")),
        Visit("3m", months(3), (-14, 14), q.CALL, _("3 months"), tests=("crp",),
              exams=("colchicine", "echo")),
        Visit("6m", months(6), (-14, 14), q.CALL, _("6 months"), tests=("crp",)),
    ),
)  # fmt: skip
