"""The questions as they are spoken, and the topics under which they stand on the call screen."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from followup.schedule import questions as q

TOPICS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (_("Who is speaking"), ("informant",)),
    (_("Chest pain"), q.CHEST),
    (_("Breath, swelling, weight"), (*q.BREATH, "swelling", "swelling_level", *q.WEIGHT)),
    (_("Rhythm and fainting"), ("palpitation", "palpitation_frequency", "ehra", *q.FAINTING, "dizziness")),
    (_("Bleeding and stroke"), (*q.BLEEDING, *q.HEAD, *q.STROKE, "admitted_since")),
    (_("Device, valve, wound"), (*q.PUNCTURE, "wound", "fever", "dysphagia", "dental_procedure", "shocks",
                                 "shock_symptoms", "shocks_in_a_day", "pocket", "remote_monitor")),
    (_("Blood pressure at home"), q.PRESSURE),
    (_("Drugs"), (*q.DRUGS, "interruption_planned", "interruption_on", *q.STATIN, *q.SIDE_EFFECTS,
                   *q.PREGNANCY)),
    (_("Life"), (*q.LIFE, "weighs_daily", "salt_advice", "work", *q.MOOD, "kccq", "eq5d", "eq_vas",
                 *q.VACCINES)),
    (_("At the end"), q.CLOSING),
)  # fmt: skip

SPOKEN: dict[str, Any] = {
    "informant": _("Whom am I speaking with?"),
    "angina": _(
        "Do you get chest pain or tightness when you walk or climb stairs? "
        "How much can you do before it comes?"
    ),
    "rest_pain": _("Have you had chest pain while at rest?"),
    "rest_pain_today": _("Was that within the last 24 hours?"),
    "pain_minutes": _("How long did the longest pain last?"),
    "relieved_by_nitrate": _("Did it go within five minutes of nitroglycerin under the tongue?"),
    "angina_change": _("Compared with the last call, is it better, the same or worse?"),
    "nyha": _("Do you get out of breath: never, on stairs, when walking on the flat, or at rest?"),
    "orthopnoea": _("Do you need to sit up to breathe at night?"),
    "night_dyspnoea": _("Do you wake up short of breath?"),
    "pink_sputum": _("Do you cough up pink froth?"),
    "swelling": _("Are your legs or ankles swollen?"),
    "swelling_level": _("How far up does the swelling go?"),
    "palpitation": _("Does your heart race or stumble?"),
    "palpitation_frequency": _("How often? Is it so at this moment?"),
    "syncope": _("Have you fainted since we last spoke?"),
    "near_syncope": _("Did you nearly faint, did everything go black?"),
    "syncope_on_effort": _("Did it happen during effort?"),
    "syncope_injury": _("Did you hurt yourself?"),
    "bleeding": _("Any bleeding: gums, nose, skin, black stool, red urine?"),
    "bleeding_sign": _(
        "Did you vomit or cough up blood, was the stool black, or were there clots in the urine?"
    ),
    "head_injury": _("Have you hit your head since we last spoke?"),
    "bleeding_site": _("Where did it bleed?"),
    "bleeding_action": _("What was done about it?"),
    "neurological_sign": _("Any sudden weakness of face, arm or leg, trouble speaking or seeing?"),
    "neurological_sign_at": _("When did it begin?"),
    "sign_assessed": _("Has a doctor seen you because of it?"),
    "admitted_since": _("Have you been in a hospital or an emergency room since we last spoke?"),
    "systolic_bp": _("What was your last blood pressure at home, the mean of two readings? And the pulse?"),
    "weight": _("What do you weigh today?"),
    "weight_change": _("How much more or less than three days ago?"),
    "missed_doses": _("In the last seven days, how many doses did you miss?"),
    "stopped_antiplatelet": _("Have you stopped aspirin, clopidogrel or ticagrelor?"),
    "takes_new_drug": _("Have you taken anything new: painkillers, herbs, supplements?"),
    "smoking_now": _("Do you smoke?"),
    "alcohol": _("Do you drink alcohol?"),
    "exercise_minutes": _("How many minutes a week do you walk briskly or exercise?"),
    "rehabilitation": _("Do you attend cardiac rehabilitation?"),
    "phq2": _("In the last two weeks, how often were you down, or without interest in things?"),
    "gad2": _("In the last two weeks, how often were you nervous, or could not stop worrying?"),
    "weighs_daily": _("Do you weigh yourself every morning?"),
    "access_site": _("How is the place of the puncture: bruise, swelling, cold hand or foot?"),
    "wound": _("How does the wound look?"),
    "fever": _("Have you had fever of 38 degrees or more?"),
    "shocks": _("Has your device given a shock? How many?"),
    "dysphagia": _("Does swallowing hurt or go badly?"),
    "muscle_pain": _("Any muscle pain or weakness?"),
    "jaundice": _("Are your eyes or your skin yellow?"),
    "pregnant": _("Could you be pregnant, or was a test positive?"),
    "next_appointment_on": _("When is your next appointment with us?"),
}
