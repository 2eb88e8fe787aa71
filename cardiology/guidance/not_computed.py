"""Rules of the sources that this record cannot decide, each with its reason, as the page of advice tells."""

from typing import Any

from django.utils.translation import gettext_lazy as _

NOT_COMPUTED: tuple[tuple[str, Any, Any], ...] = (
    ("R04", _("Fibrinolysis where PCI comes too late"),
     _("Nobody records the expected time to the wire; R03 tells both ways in one sentence.")),
    ("R15", _("LDL cholesterol and ALT 4–8 weeks after a change"),
     _("Needs the day on which the dose was changed after discharge.")),
    ("R23", _("Ejection fraction 6–12 weeks after infarction"),
     _("Belongs to the follow-up, after the stay.")),
    ("R32", _("Time in therapeutic range below 70%"),
     _("Needs the INR of six months; the calculator takes them by hand.")),
    ("R34", _("Anticoagulation before cardioversion"), _("A planned cardioversion is not recorded.")),
    ("R66", _("Answer to an intravenous loop diuretic"),
     _("Urine sodium and hourly urine are not recorded.")),
    ("R83", _("Aldosterone and renin in hypertension"), _("Not among the tests of our table.")),
    ("R85", _("End of dual therapy in chronic disease"), _("Told by R22 from the planned end of therapy.")),
    ("R52", _("Earlier angioedema"), _("Not a variable of the history; written under allergy in words.")),
    ("R82", _("Hypertension at two visits, target pressure"), _("Outpatient visits are not recorded.")),
    ("R24", _("Influenza vaccine"), _("Vaccinations are not recorded.")),
    ("R75", _("Metformin around contrast"), _("Needs the order of a procedure that is still to come.")),
    ("R43", _("Chest X-ray under amiodarone"), _("X-rays are not recorded.")),
)  # fmt: skip
