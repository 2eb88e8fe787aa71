"""The end of the stay."""

from django.utils.translation import gettext_lazy as _

from cardiology.checks.check import Check, Severity
from cardiology.checks.facts import STENTS

ERROR, NOTE, WARNING = Severity.ERROR, Severity.NOTE, Severity.WARNING

CHECKS = (
    Check("REQ-901", "discharge.disposition", ERROR,
          lambda row, _stay: row.disposition == "died",
          _("The patient died and the cause is missing."), "NCDR 10125", lacks="discharge.death_cause"),
    Check("CON-902", "discharge.disposition patient.vital_status", ERROR,
          lambda row, stay: row.disposition == "died" and stay.patient.vital_status == "alive",
          _("Died in this stay, and the patient is said to be alive."), "NCDR 10105"),
    Check("CON-903", "discharge.disposition patient.died_on admission.discharged_at", ERROR,
          lambda row, stay: row.disposition != "died" and stay.patient.died_on < stay.ended_on,
          _("Left alive, and the day of death is before the discharge."), "NCDR 10105"),
    Check("DAT-904", "discharge.dapt_until_on admission.discharged_at", ERROR,
          lambda row, stay: row.dapt_until_on < stay.ended_on,
          _("Dual antiplatelet therapy ends before the discharge."), "DIS-8"),
    Check("DIF-905", "discharge.dapt_until_on admission.discharged_at", WARNING,
          lambda row, stay: (row.dapt_until_on - stay.ended_on).days > 36 * 31,
          _("Dual antiplatelet therapy for more than three years."), "DIS-8"),
    Check("DAT-906", "discharge.stage_on admission.discharged_at", WARNING,
          lambda row, stay: row.stage_on < stay.ended_on,
          _("The planned stage lies before the discharge."), "DIS-7"),
    Check("CON-907", "discharge.death_cause patient.death_cause", WARNING,
          lambda row, stay: row.death_cause != stay.patient.death_cause,
          _("The cause of death differs between discharge and patient."), "ACC/AHA 2014 endpoints"),
    Check("CON-908", "discharge.disposition discharge.rehabilitation", ERROR,
          lambda row, _stay: row.disposition == "died" and row.rehabilitation == "yes",
          _("Referred to rehabilitation, and the patient died."), "NCDR 10116"),
    Check("CON-909", "discharge.disposition discharge.stage_planned", ERROR,
          lambda row, _stay: row.disposition == "died" and row.stage_planned == "yes",
          _("A further stage is planned, and the patient died."), "DIS-7"),
    Check("CON-910", "discharge.residual_stenosis lesion.stenosis_before", WARNING,
          lambda row, stay: (
              row.residual_stenosis == "no" and any((x.stenosis_before or 0) >= 70
              and x.device_deployed == "no" for x in stay.rows("lesion")) and not stay.did("cabg")
          ),
          _("No residual stenosis, and a lesion of 70 % or more was left alone."), "DIS-6",
          about="lesion.device_deployed procedure.kind"),
    Check("REQ-911", "discharge.disposition history.smoking", WARNING,
          lambda row, stay: (
              row.disposition not in ("died", "hospice") and stay.history.smoking == "current"
          ),
          _("A smoker leaves, and whether advice was given is missing."), "ACC/AHA 2017 PM",
          lacks="discharge.smoking_advice"),
    Check("CON-912", "discharge.smoking_advice history.smoking", NOTE,
          lambda row, stay: row.smoking_advice == "yes" and stay.history.smoking == "never",
          _("Advised to stop smoking, and never smoked."), "ACC/AHA 2017 PM"),
    Check("CON-913", "discharge.worst_killip presentation.killip", ERROR,
          lambda row, stay: row.worst_killip < stay.presentation.killip,
          _("The worst Killip class is below that at first contact."), "ACC/AHA 2013"),
    Check("RNG-914", "discharge.systolic_bp discharge.diastolic_bp", ERROR,
          lambda row, _stay: row.diastolic_bp >= row.systolic_bp,
          _("The diastolic pressure must be below the systolic."), "NCDR 6016"),
    Check("DIF-915", "discharge.weight vitals.weight", WARNING,
          lambda row, stay: (
              any(v.weight and abs(row.weight - v.weight) > 0.15 * v.weight
              for v in stay.rows("vitals")[:1])
          ),
          _("The weight at discharge differs by more than 15 % from the first one."), "PHY-9"),
    Check("REQ-916", "discharge.disposition medication.phase", WARNING,
          lambda row, stay: row.disposition == "home" and not stay.listed("discharge"),
          _("Discharged home without any drug."), "MED-1"),
    Check("REQ-917", "discharge.disposition device.kind", WARNING,
          lambda row, stay: (
              row.disposition not in ("died", "hospice") and any(d.kind in STENTS
              for d in stay.rows("device"))
          ),
          _("A stent, and until when dual antiplatelet therapy lasts is missing."), "DIS-8",
          lacks="discharge.dapt_until_on"),
    Check("CON-918", "discharge.stage_planned procedure.stage_planned", WARNING,
          lambda row, stay: (
              row.stage_planned == "no" and any(p.stage_planned == "yes"
              for p in stay.rows("procedure")) and sum(p.kind == "pci"
              for p in stay.rows("procedure")) < 2
          ),
          _("The procedure plans a further stage, and the discharge does not."), "DIS-7"),
    Check("CON-919", "discharge.dapt_until_on medication.drug_class", WARNING,
          lambda _row, stay: (
              len(stay.of_class("discharge", "aspirin", "p2y12", "other_antiplatelet")) < 2
              and bool(stay.listed("discharge"))
          ),
          _("Dual antiplatelet therapy is planned, and fewer than two antiplatelet drugs are on the list."),
          "DIS-8"),
    Check("REQ-920", "admission.discharged_at", WARNING,
          lambda _row, _stay: True,
          _("The stay has ended, and where the patient went is missing."), "NCDR 10105",
          lacks="discharge.disposition"),
    Check("CON-921", "discharge.death_place procedure.kind", WARNING,
          lambda row, stay: row.death_place == "laboratory" and not stay.rows("procedure"),
          _("Died in the catheter laboratory, and no procedure is recorded."), "NCDR 10105"),
    Check("CON-922", "discharge.cardiac_death procedure.kind", ERROR,
          lambda row, stay: row.cardiac_death == "procedure" and not stay.rows("procedure"),
          _("Died of a procedure, and none is recorded."), "NCDR 10125"),
    Check("OUT-923", "discharge.heart_rate discharge.disposition", WARNING,
          lambda row, _stay: row.disposition == "home" and not 45 <= row.heart_rate <= 120,
          _("Sent home with a heart rate under 45 or over 120/min."), "DIS-9"),
    Check("CON-924", "discharge.nyha discharge.disposition", NOTE,
          lambda row, _stay: row.nyha == "4" and row.disposition == "home",
          _("Sent home with symptoms at rest (NYHA IV)."), "DIS-10"),
)  # fmt: skip
