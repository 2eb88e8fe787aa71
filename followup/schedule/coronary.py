"""Pathways of coronary disease: ACS and PCI, bypass surgery."""

from django.utils.translation import gettext_lazy as _

from followup.schedule import conditions as who
from followup.schedule import questions as q
from followup.schedule.language import Pathway, Visit, days, months, weeks

SAFETY = ("cr", "k", "hb")
LIPIDS = ("ldl", "tc", "hdl", "tg", "alt", "ck")
ASKS = (*q.CALL, *q.STATIN)
LONG = (*q.LONG_CALL, *q.STATIN)

ACS = Pathway(
    "acs", _("ACS or PCI"), 2, who.is_acs_or_pci,
    (
        Visit("7d", days(7), (-2, 3), (*q.CALL, *q.PUNCTURE), _("Day 7"), who.is_not_elective),
        Visit("1m", months(1), (-7, 7), LONG, _("1 month"), tests=(*LIPIDS, *SAFETY), exams=("ecg",)),
        Visit("3m", months(3), (-14, 14), ASKS, _("3 months"), tests=("ldl",), exams=("echo_if_weak",)),
        Visit("6m", months(6), (-14, 14), LONG, _("6 months"), exams=("dapt_if_bleeding_risk",)),
        Visit("12m", months(12), (-30, 30), LONG, _("12 months"), tests=("ldl", "hba1c"),
              exams=("dapt_decision", "ecg", "echo_if_weak", "events_form")),
    ),
    (Visit("", months(12), (-30, 30), LONG, _("Yearly"), tests=("ldl", "hba1c"),
           exams=("ecg", "events_form")),),
)  # fmt: skip

BYPASS_ASKS = (*q.CALL, *q.WOUND, *q.STATIN)
CABG = Pathway(
    "cabg", _("Bypass surgery"), 1, who.had_bypass,
    (
        Visit("2w", weeks(2), (-5, 5), (*q.CALL, *q.WOUND), _("2 weeks, wound")),
        Visit("4-6w", days(35), (-7, 7), BYPASS_ASKS, _("4 to 6 weeks"), tests=("ldl", "alt"),
              exams=("ecg",)),
        Visit("3m", months(3), (-14, 14), ASKS, _("3 months")),
        Visit("6m", months(6), (-14, 14), ASKS, _("6 months")),
        Visit("12m", months(12), (-30, 30), LONG, _("12 months"), tests=("ldl",),
              exams=("ecg", "events_form")),
    ),
    (Visit("", months(12), (-30, 30), LONG, _("Yearly"), tests=("ldl",), exams=("events_form",)),),
)  # fmt: skip
