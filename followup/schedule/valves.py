"""Pathways of valves and closures: new valves, native valve disease, closed septal defects."""

from django.utils.translation import gettext_lazy as _

from followup.schedule import conditions as who
from followup.schedule import questions as q
from followup.schedule.language import Pathway, Visit, days, months, weeks

ASKS = (*q.CALL, *q.VALVE)
LONG = (*q.LONG_CALL, *q.VALVE)
NEW_VALVE = ("echo", "ecg")

TISSUE_VALVE = Pathway(
    "tavi", _("TAVI or bioprosthesis"), 1, who.has_tissue_valve,
    (
        Visit("30d", days(30), (-14, 14), (*ASKS, *q.WOUND), _("30 days"), way="clinic", tests=("hb",),
              exams=NEW_VALVE),
        Visit("6m", months(6), (-30, 30), ASKS, _("6 months"), tests=("hb",)),
        Visit("12m", months(12), (-30, 30), LONG, _("12 months"), way="clinic", tests=("hb",),
              exams=NEW_VALVE),
    ),
    (Visit("", months(12), (-30, 30), LONG, _("Yearly"), way="clinic", exams=NEW_VALVE),),
    anchor="procedure",
)  # fmt: skip

INR = ("inr", "hb", "ldh")
MECHANICAL_VALVE = Pathway(
    "mech", _("Mechanical valve"), 1, who.has_mechanical_valve,
    (
        Visit("1w", weeks(1), (-2, 3), (*ASKS, *q.WOUND, *q.ANTICOAGULATION), _("1 week"), tests=("inr",)),
        Visit("1m", months(1), (-7, 7), (*ASKS, *q.ANTICOAGULATION), _("1 month"), tests=INR),
        Visit("6-12w", days(63), (-21, 21), (*ASKS, *q.ANTICOAGULATION), _("6 to 12 weeks, baseline echo"),
              way="clinic", tests=INR, exams=("echo",)),
        Visit("3m", months(3), (-4, 14), (*ASKS, *q.ANTICOAGULATION), _("3 months"), tests=INR),
        Visit("6m", months(6), (-30, 30), (*ASKS, *q.ANTICOAGULATION), _("6 months"), tests=INR),
        Visit("12m", months(12), (-30, 30), (*LONG, *q.ANTICOAGULATION), _("12 months"), way="clinic",
              tests=INR,
              exams=("echo",)),
    ),
    (Visit("", months(12), (-30, 30), (*LONG, *q.ANTICOAGULATION), _("Yearly"), way="clinic", tests=INR,
           exams=("echo",)),),
)  # fmt: skip

SEEN = {"way": "clinic", "tests": ("ntbnp",), "exams": ("echo",)}
NATIVE_VALVE = Pathway(
    "vhd", _("Native valve disease"), 1, who.has_native_valve_disease,
    (
        Visit("6m", months(6), (-30, 30), ASKS, _("6 months"), who.is_severe_valve, **SEEN),  # type: ignore[arg-type]
        Visit("12m", months(12), (-30, 30), ASKS, _("12 months"), who.is_moderate_valve, **SEEN),  # type: ignore[arg-type]
        Visit("24m", months(24), (-30, 90), ASKS, _("24 months"), who.is_mild_valve, **SEEN),  # type: ignore[arg-type]
    ),
    (
        Visit("", months(6), (-30, 30), ASKS, _("Half-yearly"), who.is_severe_valve, **SEEN),  # type: ignore[arg-type]
        Visit("", months(12), (-30, 30), ASKS, _("Yearly"), who.is_moderate_valve, **SEEN),  # type: ignore[arg-type]
        Visit("", months(24), (-30, 90), ASKS, _("Every two years"), who.is_mild_valve, **SEEN),  # type: ignore[arg-type]
    ),
)  # fmt: skip

CLOSURE = Pathway(
    "chd", _("Closed septal defect or duct"), 1, who.had_closure,
    (
        Visit("1m", months(1), (-7, 7), (*ASKS, *q.PUNCTURE), _("1 month"), exams=("echo",)),
        Visit("6m", months(6), (-30, 30), ASKS, _("6 months"), exams=("echo", "antiplatelet_decision")),
        Visit("12m", months(12), (-30, 30), ASKS, _("12 months"), exams=("echo",)),
    ),
    (Visit("", months(48), (-180, 180), ASKS, _("Every four years"), exams=("echo",)),),
    anchor="procedure",
)  # fmt: skip
