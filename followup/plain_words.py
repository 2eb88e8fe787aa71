"""The questions of a call in the words of a letter to a patient. Pure.

The answers are the same codes, so that a self-report and a call count alike. A question that is missing here
is asked in the words of its variable.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

QUESTIONS: dict[str, Any] = {
    "informant": _("Who fills in this form?"),
    "angina": _("Do you have chest pain or tightness on effort?"),
    "rest_pain": _("Have you had chest pain at rest since you left the hospital?"),
    "nyha": _("When do you get out of breath?"),
    "swelling": _("Are your legs swollen?"),
    "palpitation": _("Does your heart race or stumble?"),
    "syncope": _("Have you fainted?"),
    "bleeding": _("Have you had any bleeding?"),
    "neurological_sign": _("Did your face, an arm or your speech suddenly become weak?"),
    "systolic_bp": _("Blood pressure at home: the upper number"),
    "diastolic_bp": _("Blood pressure at home: the lower number"),
    "heart_rate": _("Pulse at home"),
    "weight": _("Your weight today"),
    "weight_change": _("How much did your weight change in the last 3 days? (for a loss: −1)"),
    "missed_doses": _("How many doses of your drugs did you miss in the last 7 days?"),
    "stopped_antiplatelet": _("Did you stop a drug that prevents clots (such as aspirin)?"),
    "stop_reason": _("If you stopped: why?"),
    "smoking_now": _("Do you smoke now?"),
    "next_appointment_on": _("Day of your next appointment, if you have one"),
    "remark": _("Anything else you want to tell us?"),
}

ANSWERS: dict[str, dict[str, Any]] = {
    "informant": {
        "patient": _("I am the patient"), "spouse": _("The patient's husband or wife"),
        "child": _("A son or daughter"), "other": _("Somebody else"),
    },
    "angina": {
        "0": _("No"), "1": _("Only on strenuous effort"), "2": _("When I walk fast or uphill"),
        "3": _("When I walk slowly on the level"), "4": _("On the slightest effort"),
    },
    "nyha": {
        "1": _("Never in daily life"), "2": _("On stairs or brisk walking"),
        "3": _("On the slightest activity"), "4": _("Even at rest"),
    },
    "bleeding": {
        "none": _("No"), "minor": _("A little, it stopped by itself"),
        "treated": _("Yes, I needed a doctor"), "major": _("Yes, much; or I had to stay in hospital"),
    },
    "missed_doses": {
        "0": _("None"), "1": _("One"), "2-3": _("Two or three"), "4+": _("Four or more"),
    },
}  # fmt: skip

YES_NO: dict[str, Any] = {"yes": _("Yes"), "no": _("No"), "unknown": _("I do not know")}
NEVER_SHOWN = frozenset({"not_asked"})  # an answer for staff
