"""Drugs at home, on the ward, at discharge."""

from django.utils.translation import gettext_lazy as _

from cardiology.checks.check import Check, Severity
from cardiology.checks.facts import Facts, Row, hours

ERROR, NOTE, WARNING = Severity.ERROR, Severity.NOTE, Severity.WARNING


def _doubles(row: Row, stay: Facts, *classes: str) -> bool:
    """Whether a discharge drug follows another one of these classes on the list."""
    if row.phase != "discharge" or row.drug_class not in classes:
        return False
    listed = [x for x in stay.listed("discharge") if x.drug_class in classes]
    return any(x.key < row.key and x.drug != row.drug for x in listed)


def _loads(row: Row, drug: str) -> bool:
    return bool(row.drug == drug and row.is_loading == "yes" and row.dose_unit == "mg")


CHECKS = (
    Check("CON-701", "medication.drug history.aspirin_allergy", ERROR,
          lambda row, stay: (
              row.drug == "aspirin" and row.phase != "home" and stay.history.aspirin_allergy == "yes"
          ),
          _("Aspirin is given, and an allergy to aspirin is recorded."), "HIS-22",
          about="medication.phase"),
    Check("UNI-702", "medication.drug medication.drug_class medication.phase", ERROR,
          lambda row, stay: _doubles(row, stay, "p2y12"),
          _("Two P2Y12 inhibitors at discharge."), "MED-3"),
    Check("UNI-703", "medication.drug medication.drug_class medication.phase", ERROR,
          lambda row, stay: _doubles(row, stay, "statin"),
          _("Two statins at discharge."), "MED-3"),
    Check("UNI-704", "medication.drug medication.drug_class medication.phase", WARNING,
          lambda row, stay: _doubles(row, stay, "beta_blocker"),
          _("Two beta-blockers at discharge."), "MED-3"),
    Check("UNI-705", "medication.drug medication.drug_class medication.phase", ERROR,
          lambda row, stay: _doubles(row, stay, "oac"),
          _("Two oral anticoagulants at discharge."), "MED-3"),
    Check("UNI-706", "medication.drug medication.drug_class medication.phase", ERROR,
          lambda row, stay: _doubles(row, stay, "acei", "arb", "arni"),
          _("Two of ACE inhibitor, ARB and ARNI at discharge."), "MED-3"),
    Check("UNI-707", "medication.drug medication.phase medication.started_on", WARNING,
          lambda row, stay: (
              any(x.key < row.key
              and (x.drug, x.phase, x.started_on, x.dose) == (row.drug, row.phase, row.started_on, row.dose)
              and x.is_loading == row.is_loading for x in stay.rows("medication"))
          ),
          _("The same drug with the same dose from the same day twice."), "MED-2"),
    Check("DAT-708", "medication.started_on medication.stopped_on", ERROR,
          lambda row, _stay: row.stopped_on < row.started_on,
          _("A drug cannot stop before it starts."), "MED-9"),
    Check("DAT-709", "medication.started_on patient.died_on", ERROR,
          lambda row, stay: row.started_on > stay.patient.died_on,
          _("A drug was started after the day of death."), "MED-8"),
    Check("DAT-710", "medication.started_on medication.phase admission.discharged_at", WARNING,
          lambda row, stay: row.phase not in ("home", "discharge") and row.started_on > stay.ended_on,
          _("A drug of the stay was started after the discharge."), "MED-8"),
    Check("DAT-711", "medication.started_on medication.phase admission.admitted_at", WARNING,
          lambda row, stay: (
              row.phase == "ward" and (stay.admission.admitted_at.date() - row.started_on).days > 1
          ),
          _("A drug of the ward was started before the admission: is it one from home?"), "MED-8"),
    Check("DAT-712", "medication.last_dose_at admission.admitted_at", WARNING,
          lambda row, stay: hours(stay.admission.admitted_at, row.last_dose_at) > 0,
          _("The last dose at home was taken after the admission."), "MED-12"),
    Check("DAT-713", "medication.loaded_at admission.discharged_at", ERROR,
          lambda row, stay: row.loaded_at > stay.admission.discharged_at,
          _("The loading dose was given after the discharge."), "MED-7"),
    Check("CON-714", "medication.phase discharge.disposition", WARNING,
          lambda row, stay: row.phase == "discharge" and stay.discharge.disposition == "died",
          _("A discharge list in a patient who died."), "MED-1"),
    Check("REQ-715", "medication.dose", WARNING,
          lambda row, _stay: row.dose > 0 and row.lacks("dose_text"),
          _("A dose without its unit."), "MED-4", lacks="medication.dose_unit"),
    Check("REQ-716", "medication.phase", WARNING,
          lambda row, _stay: row.phase == "discharge",
          _("A drug at discharge without a dose."), "MED-4", lacks="medication.dose medication.dose_text"),
    Check("REQ-717", "medication.phase", NOTE,
          lambda row, _stay: row.phase == "discharge",
          _("A drug at discharge without how often."), "MED-5", lacks="medication.frequency"),
    Check("CON-718", "classdecision.drug_class medication.drug_class", ERROR,
          lambda row, stay: bool(stay.of_class("discharge", row.drug_class)),
          _("A reason for not giving this class, and a drug of it is on the discharge list."),
          "NCDR medication status"),
    Check("REQ-719", "medication.stop_reason", WARNING,
          lambda row, _stay: row.phase != "discharge",
          _("A reason for stopping without the day."), "MED-9",
          lacks="medication.stopped_on", about="medication.phase"),
    Check("REF-720", "medication.drug_text", NOTE,
          lambda row, _stay: row.lacks("drug"),
          _("The drug is not in our table: it belongs to no class and no check of interactions sees it."),
          "MED-2"),
    Check("CON-721", "medication.drug_class medication.route", ERROR,
          lambda row, _stay: (
              row.drug_class in ("parenteral_anticoagulant", "gp2b3a", "fibrinolytic")
              and row.route == "oral"
          ),
          _("A drug that is injected is said to be taken by mouth."), "MED-6"),
    Check("OUT-722", "medication.drug medication.is_loading medication.dose medication.dose_unit", WARNING,
          lambda row, _stay: _loads(row, "aspirin") and not 100 <= row.dose <= 500,
          _("Loading with aspirin outside 100–500 mg."), "ESC 2023 ACS"),
    Check("OUT-723", "medication.drug medication.is_loading medication.dose medication.dose_unit", WARNING,
          lambda row, _stay: _loads(row, "clopidogrel") and not 300 <= row.dose <= 600,
          _("Loading with clopidogrel outside 300–600 mg."), "ESC 2023 ACS"),
    Check("OUT-724", "medication.drug medication.is_loading medication.dose medication.dose_unit", WARNING,
          lambda row, _stay: _loads(row, "ticagrelor") and row.dose != 180,
          _("Loading with ticagrelor other than 180 mg."), "ESC 2023 ACS"),
    Check("OUT-725", "medication.drug medication.phase medication.dose medication.dose_unit", WARNING,
          lambda row, _stay: (
              row.drug == "aspirin" and row.phase == "discharge" and row.dose_unit == "mg"
              and row.dose > 325
          ),
          _("Aspirin of more than 325 mg at discharge."), "ESC 2023 ACS"),
)  # fmt: skip
