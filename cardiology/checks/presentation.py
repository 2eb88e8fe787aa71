"""State at first contact."""

from django.utils.translation import gettext_lazy as _

from cardiology.checks.check import Check, Severity

ERROR, NOTE, WARNING = Severity.ERROR, Severity.NOTE, Severity.WARNING

CHECKS = (
    Check("CON-101", "presentation.has_shock presentation.killip", ERROR,
          lambda row, _stay: row.has_shock == "yes" and row.killip != "4",
          _("Cardiogenic shock is Killip IV."), "ACC/AHA 2013"),
    Check("CON-102", "presentation.killip presentation.has_shock", ERROR,
          lambda row, _stay: row.killip == "4" and row.has_shock == "no",
          _("Killip IV means cardiogenic shock, and it is denied."), "ACC/AHA 2013"),
    Check("CON-103", "presentation.killip presentation.has_heart_failure", ERROR,
          lambda row, _stay: row.killip in ("2", "3") and row.has_heart_failure == "no",
          _("Killip II and III mean heart failure, and it is denied."), "ACC/AHA 2013"),
    Check("CON-104", "presentation.killip presentation.has_heart_failure", WARNING,
          lambda row, _stay: row.killip == "1" and row.has_heart_failure == "yes",
          _("Heart failure at first contact, and Killip I, which is without."), "ACC/AHA 2013"),
    Check("CON-105", "presentation.complaint presentation.had_arrest", ERROR,
          lambda row, _stay: row.complaint == "arrest" and row.had_arrest == "no",
          _("The complaint is a cardiac arrest, and an arrest is denied."), "NCDR 4630"),
    Check("CON-106", "presentation.arrest_place admission.arrival_mode", WARNING,
          lambda row, stay: (
              row.arrest_place == "outside" and stay.admission.arrival_mode == "in_hospital"
          ),
          _("Arrest outside hospital in a patient who fell ill in hospital."), "NCDR 4630"),
    Check("PAR-107", "presentation.arrest_after_ambulance admission.arrival_mode", WARNING,
          lambda row, stay: row.arrest_after_ambulance == "yes" and stay.admission.arrival_mode == "own",
          _("Arrest after the ambulance had come, and the patient came by own transport."), "NCDR 4632"),
    Check("CON-108", "presentation.instability presentation.has_shock", ERROR,
          lambda row, _stay: "shock" in row.instability and row.has_shock == "no",
          _("Instability by cardiogenic shock, and shock is denied."), "NCDR 7410"),
    Check("CON-109", "presentation.instability presentation.has_heart_failure", ERROR,
          lambda row, _stay: "heart_failure" in row.instability and row.has_heart_failure == "no",
          _("Instability by acute heart failure, and heart failure is denied."), "NCDR 7410"),
    Check("CON-110", "presentation.instability", ERROR,
          lambda row, _stay: "none" in row.instability and len(row.instability) > 1,
          _("“None” stands beside a kind of instability."), "NCDR 7410"),
    Check("CON-111", "presentation.complaint presentation.symptom_character", WARNING,
          lambda row, _stay: row.complaint == "chest_pain" and row.symptom_character == "none",
          _("The complaint is chest pain, and the pain is said to be absent."), "NCDR 7405"),
    Check("CON-112", "presentation.nyha presentation.mets", WARNING,
          lambda row, _stay: row.nyha == "4" and row.mets == "from_4",
          _("NYHA IV, and able to do 4 METs or more."), "NCDR 4011"),
    Check("CON-113", "presentation.frailty presentation.mets", WARNING,
          lambda row, _stay: row.frailty in ("7", "8", "9") and row.mets == "from_4",
          _("Severely frail, and able to do 4 METs or more."), "NCDR 4561"),
    Check("CON-114", "presentation.hypothermia presentation.consciousness", WARNING,
          lambda row, _stay: (
              row.hypothermia in ("before", "after", "without") and row.consciousness == "alert"
          ),
          _("Therapeutic hypothermia in a patient who was alert."), "NCDR 7340"),
    Check("REQ-115", "presentation.had_arrest", NOTE,
          lambda row, _stay: row.had_arrest == "yes",
          _("After an arrest the first rhythm is asked: it decides on a defibrillator."), "NCDR 4633",
          lacks="presentation.arrest_rhythm"),
    Check("CON-116", "examination.rales presentation.killip", WARNING,
          lambda row, stay: (
              row is stay.rows("examination")[0] and row.rales == "none" and stay.presentation.killip == "3"
          ),
          _("Killip III means rales over more than half of the lungs, and none are heard."),
          "ACC/AHA 2013"),
    Check("CON-117", "examination.rales presentation.killip", WARNING,
          lambda row, stay: (
              row is stay.rows("examination")[0] and row.rales == "more" and stay.presentation.killip == "1"
          ),
          _("Rales over more than half of the lungs, and Killip I."), "ACC/AHA 2013"),
    Check("CON-118", "presentation.has_shock admission.category", WARNING,
          lambda row, stay: row.has_shock == "yes" and stay.admission.category == "low_risk",
          _("Low-risk chest pain in a patient in shock."), "Chest Pain-MI 3.1"),
    Check("OUT-119", "vitals.systolic_bp presentation.has_shock", WARNING,
          lambda row, stay: (
              row is stay.rows("vitals")[0] and stay.presentation.has_shock == "yes"
              and row.systolic_bp >= 120 and row.on_vasopressor != "yes"
          ),
          _("Shock at first contact with 120 mmHg or more and no vasopressor."), "NCDR 7415",
          about="vitals.on_vasopressor"),
)  # fmt: skip
