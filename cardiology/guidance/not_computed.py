"""Rules of the sources that this record cannot decide, each with its reason, as the book of rules tells."""

from typing import Any

from django.utils.translation import gettext_lazy as _

NOT_COMPUTED: tuple[tuple[str, Any, Any], ...] = (
    ("R04", _("Fibrinolysis where PCI comes too late"),
     _("Nobody records the expected time to the wire; R03 tells both ways in one sentence.")),
    ("R06", _("Recurrent dynamic ST changes"), _("ST changes are not compared from ECG to ECG.")),
    ("R23", _("Ejection fraction 6–12 weeks after infarction"),
     _("Belongs to the follow-up, after the stay.")),
    ("R34", _("Anticoagulation before cardioversion"), _("A planned cardioversion is not recorded.")),
    ("R35", _("Verapamil or diltiazem beside an intravenous beta-blocker; sick sinus syndrome"),
     _("Rules do not see the route; sick sinus syndrome is not a finding of the ECG form.")),
    ("R42", _("Severe hypertrophy; permanent atrial fibrillation"),
     _("Neither is recorded as a fact of its own.")),
    ("R66", _("Answer to an intravenous loop diuretic"),
     _("Urine sodium and hourly urine are not recorded.")),
    ("R67", _("Earlier ketoacidosis; fasting and surgery ahead"), _("Neither is recorded.")),
    ("R76", _("Mehran score before contrast"), _("The calculator takes it; the volume used is judged.")),
    ("R78", _("Heparin again within 100 days"), _("Earlier exposures are not recorded.")),
    ("R83", _("Aldosterone and renin in hypertension"), _("Not among the tests of our table.")),
    ("R82", _("Hypertension at two visits, target pressure"), _("Outpatient visits are not recorded.")),
    ("R86", _("Tendon xanthoma"), _("Not a finding of the examination form.")),
    ("R24", _("Influenza vaccine"), _("Vaccinations are not recorded.")),
    ("R43", _("Chest X-ray under amiodarone"), _("X-rays are not recorded.")),
    ("3.5", _("hs-troponin I: rise within an hour"),
     _("The limit depends on the assay, and the assay is not recorded with the result; it would decide.")),
    ("R87", _("Pause of more than three seconds with symptoms"), _("Pauses are not recorded.")),
)  # fmt: skip
