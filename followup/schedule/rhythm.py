"""Pathways of rhythm: atrial fibrillation and anticoagulants, ablation, pacemakers and defibrillators."""

from django.utils.translation import gettext_lazy as _

from followup.schedule import conditions as who
from followup.schedule import questions as q
from followup.schedule.language import Pathway, Visit, days, months

BLOOD = ("hb", "cr", "alt")
ASKS = (*q.CALL, *q.ANTICOAGULATION, "weight")
LONG = (*q.LONG_CALL, *q.ANTICOAGULATION, "weight")

AF = Pathway(
    "af", _("Atrial fibrillation or anticoagulant"), 1, who.has_fibrillation_or_anticoagulant,
    (
        Visit("1m", months(1), (-7, 7), ASKS, _("1 month"), tests=BLOOD, exams=("ecg", "dose_check")),
        Visit("3m", months(3), (-14, 14), ASKS, _("3 months"), exams=("ecg",)),
        Visit("6m", months(6), (-30, 30), ASKS, _("6 months"), tests=BLOOD, exams=("ecg", "dose_check")),
        Visit("12m", months(12), (-30, 30), LONG, _("12 months"), tests=BLOOD,
              exams=("ecg", "dose_check", "stroke_scores")),
    ),
    (
        Visit("", months(6), (-30, 30), ASKS, _("Half-yearly"), who.needs_half_years, tests=BLOOD,
              exams=("dose_check",)),
        Visit("", months(12), (-30, 30), LONG, _("Yearly"), tests=BLOOD,
              exams=("dose_check", "stroke_scores")),
    ),
)  # fmt: skip

ABLATION = Pathway(
    "abl", _("Ablation of atrial fibrillation"), 1, who.had_fibrillation_ablated,
    (
        Visit("7d", days(7), (-3, 3), (*q.CALL, *q.PUNCTURE, *q.FISTULA), _("Day 7")),
        Visit("1m", months(1), (-7, 7), (*ASKS, *q.FISTULA), _("1 month"), exams=("ecg",)),
        Visit("3m", months(3), (-14, 14), ASKS, _("3 months"),
              exams=("ecg", "holter", "anticoagulant_decision")),
        Visit("6m", months(6), (-30, 30), ASKS, _("6 months"), exams=("holter",)),
        Visit("12m", months(12), (-30, 30), LONG, _("12 months"), exams=("holter",)),
    ),
    (Visit("", months(12), (-30, 30), LONG, _("Yearly"), exams=("ecg",)),),
    anchor="procedure",
)  # fmt: skip

DEVICE_ASKS = (*q.CALL, *q.DEVICE)
INTERROGATION = ("interrogation",)
FIRST = (
    Visit("72h", days(2), (-1, 1), DEVICE_ASKS, _("Within 72 hours"), way="clinic", exams=INTERROGATION),
    Visit("2-12w", days(42), (-28, 42), DEVICE_ASKS, _("2 to 12 weeks"), way="clinic", exams=INTERROGATION),
)

PACEMAKER = Pathway(
    "cied", _("Pacemaker or CRT-P"), 1, who.has_pacing_device,
    (*FIRST, Visit("12m", months(12), (-270, 0), DEVICE_ASKS, _("12 months"), way="clinic",
                   exams=INTERROGATION)),
    (Visit("", months(12), (-270, 0), DEVICE_ASKS, _("Yearly"), way="clinic", exams=INTERROGATION),),
    anchor="procedure",
)  # fmt: skip

DEFIBRILLATOR = Pathway(
    "icd", _("ICD or CRT-D"), 1, who.has_shocking_device,
    (*FIRST, Visit("6m", months(6), (-90, 0), DEVICE_ASKS, _("6 months"), way="clinic", exams=INTERROGATION)),
    (Visit("", months(6), (-90, 0), DEVICE_ASKS, _("Half-yearly"), way="clinic", exams=INTERROGATION),),
    anchor="procedure",
)  # fmt: skip
