"""Measures of the sources that this record cannot answer, each with its reason; the reference shows them."""

from typing import Any

from django.utils.translation import gettext_lazy as _

_OUTPATIENT = _("Needs outpatient encounters, which are not recorded.")
_NO_LAB = _("Needs laboratory results after the discharge, which are not recorded.")
_TREATMENT = _("Needs the dates since which the drugs have been taken at their dose, which are not recorded.")
_NOT_ASKED = _("Nothing in the record says whether it was done.")

NOT_COMPUTED: tuple[tuple[str, Any, Any], ...] = (
    ("M26 O/E", _("Death in hospital adjusted for GRACE"),
     _("The table of probabilities of GRACE has to be confirmed first.")),
    ("H09", _("CRT considered"), _TREATMENT),
    ("H10", _("Counselling about an ICD"), _TREATMENT),
    ("H11", _("Potassium and creatinine after the start of an MRA"), _NO_LAB),
    ("H17", _("Half of the target dose or more, outpatients with HFrEF"), _TREATMENT),
    ("A03", _("INR planned after discharge on warfarin"), _NOT_ASKED),
    ("A04", _("INR every month"), _NO_LAB),
    ("A05", _("HAS-BLED complete in the record"), _("Labile INR is not recorded.")),
    ("F06", _("LDL cholesterol at goal after 3 and 12 months"), _NO_LAB),
    ("F08", _("Time in therapeutic range"), _NO_LAB),
    ("ACC/AHA PM-14", _("Immediate angiography after arrest in STEMI"),
     _("The source gives no limit for “immediate”.")),
    ("ACC/AHA PM-15", _("Stress test before discharge if treated with drugs alone"), _NOT_ASKED),
    ("ACC/AHA PM-17", _("Participation in a registry"),
     _("Says something of the hospital, not of a patient.")),
    ("ACC/AHA QM-3", _("Therapeutic hypothermia"),
     _("Coma after the return of circulation is not recorded.")),
    ("ACC/AHA HF PM-11", _("Hydralazine and nitrate"),
     _("The population it is defined for is not recorded.")),
    ("M01–M03, M05, M06, M10", _("Times of the arrival: comfort care from the first day as an exclusion"),
     _NOT_ASKED),
    ("ACC/AHA HF PM-1, PM-3, QM-2, QM-3",
     _("Ejection fraction, symptoms and state of health of outpatients with heart failure"), _OUTPATIENT),
    ("ACC/AHA HF PM-6", _("ARNI by itself"), _("Counted with ACE inhibitor and ARB in H04.")),
    ("ACC/AHA HF SM-1", _("Participation in a registry"),
     _("Says something of the hospital, not of a patient.")),
    ("M04", _("Reperfusion: comfort care and a stated reason as exceptions"), _NOT_ASKED),
    ("M06", _("Fibrinolysis: a delay by uncontrolled blood pressure as an exception"), _NOT_ASKED),
    ("M10", _("Beta-blocker: cocaine as an exception"), _NOT_ASKED),
    ("M15", _("ACE inhibitor: narrow renal arteries, pregnancy and angioedema by themselves"),
     _("They count where they are the coded reason for not giving the class.")),
    ("M17", _("Smokers who stopped within 12 months"), _NOT_ASKED),
    ("M20", _("Early angiography: a stated reason as an exception"), _NOT_ASKED),
    ("H07", _("SGLT2 inhibitor: earlier ketoacidosis as an exception"), _NOT_ASKED),
    ("M21, A01", _("Whether the score was stored in time"),
     _("Asked instead is whether the record holds everything that the score needs.")),
    ("A02", _("Anticoagulant: closure of the atrial appendage as an exception"), _NOT_ASKED),
    ("H05", _("Beta-blocker in HFrEF: metoprolol succinate alone"),
     _("The table of drugs does not tell the salts of metoprolol apart; either counts.")),
    ("CMS996", _("Reperfusion in time: bleeding, stroke, surgery and other exclusions"),
     _("Excluded are arrest, transfer in, onset in hospital, death, leaving against advice and hospice.")),
    ("H12", _("Appointment within 7 days"), _("The variant of 14 days is computed.")),
    ("CMS71", _("Stroke: earlier ablation of atrial fibrillation"),
     _("Asked is for atrial fibrillation itself, by diagnosis or history.")),
    ("CMS135", _("ACE inhibitor, ARB or ARNI in heart failure"), _OUTPATIENT),
    ("CMS144", _("Beta-blocker in heart failure"), _OUTPATIENT),
    ("CMS145", _("Beta-blocker in coronary disease"), _OUTPATIENT),
    ("CMS347", _("Statin"), _OUTPATIENT),
    ("CMS165", _("Blood pressure at goal"), _OUTPATIENT),
    ("CMS90", _("Health status in heart failure"), _OUTPATIENT),
    ("CMS108", _("Prevention of venous thromboembolism"),
     _("Mechanical prevention and the reasons against it are not recorded.")),
    ("NHC", _("Hypertension 1–4, surgery, congenital and arrhythmia chapters of 2021"),
     _("The wording has not been seen; it is not guessed.")),
)  # fmt: skip
