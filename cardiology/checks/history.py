"""Risk factors and earlier illness."""

from django.utils.translation import gettext_lazy as _

from cardiology.checks.check import Check, Severity
from cardiology.checks.facts import EGFR, outside_life

ERROR, NOTE, WARNING = Severity.ERROR, Severity.NOTE, Severity.WARNING

CHECKS = (
    Check("CON-201", "history.pregnancy patient.sex", ERROR,
          lambda row, stay: row.pregnancy == "yes" and stay.patient.sex == "male",
          _("A man is recorded as pregnant."), "HIS-20"),
    Check("OUT-202", "history.pregnancy", WARNING,
          lambda row, stay: row.pregnancy == "yes" and (stay.age or 0) > 55,
          _("Pregnant at over 55 years."), "HIS-20", about="patient.birth_on admission.admitted_at"),
    Check("REQ-203", "history.prior_mi", WARNING,
          lambda row, _stay: row.prior_mi == "yes",
          _("Earlier infarction: when it was is missing."), "NCDR 4296", lacks="history.prior_mi_on"),
    Check("REQ-204", "history.prior_pci", WARNING,
          lambda row, _stay: row.prior_pci == "yes",
          _("Earlier PCI: when it was is missing."), "NCDR 4503", lacks="history.prior_pci_on"),
    Check("REQ-205", "history.prior_cabg", WARNING,
          lambda row, _stay: row.prior_cabg == "yes",
          _("Earlier bypass surgery: when it was is missing."), "NCDR 4521", lacks="history.prior_cabg_on"),
    Check("REQ-206", "history.valve_surgery", WARNING,
          lambda row, _stay: row.valve_surgery == "yes",
          _("Earlier valve surgery: when it was is missing."), "HIS-15", lacks="history.valve_surgery_on"),
    Check("DAT-211", "history.prior_mi_on", ERROR,
          lambda row, stay: outside_life(row.prior_mi_on, stay),
          _("The earlier infarction is dated before birth or after this admission."), "NCDR 4296",
          about="admission.admitted_at patient.birth_on"),
    Check("DAT-212", "history.prior_pci_on", ERROR,
          lambda row, stay: outside_life(row.prior_pci_on, stay),
          _("The earlier PCI is dated before birth or after this admission."), "NCDR 4503",
          about="admission.admitted_at patient.birth_on"),
    Check("DAT-213", "history.prior_cabg_on", ERROR,
          lambda row, stay: outside_life(row.prior_cabg_on, stay),
          _("The earlier bypass surgery is dated before birth or after this admission."), "NCDR 4521",
          about="admission.admitted_at patient.birth_on"),
    Check("DAT-214", "history.valve_surgery_on", ERROR,
          lambda row, stay: outside_life(row.valve_surgery_on, stay),
          _("The earlier valve surgery is dated before birth or after this admission."), "HIS-15",
          about="admission.admitted_at patient.birth_on"),
    Check("DAT-215", "history.implant_on", ERROR,
          lambda row, stay: outside_life(row.implant_on, stay),
          _("The implant is dated before birth or after this admission."), "HIS-16",
          about="admission.admitted_at patient.birth_on"),
    Check("DAT-216", "history.prior_stroke_on", ERROR,
          lambda row, stay: outside_life(row.prior_stroke_on, stay),
          _("The earlier stroke is dated before birth or after this admission."), "NCDR 4551",
          about="admission.admitted_at patient.birth_on"),
    Check("DAT-217", "history.prior_bleeding_on", ERROR,
          lambda row, stay: outside_life(row.prior_bleeding_on, stay),
          _("The earlier bleeding is dated before birth or after this admission."), "ARC-HBR",
          about="admission.admitted_at patient.birth_on"),
    Check("DAT-218", "history.diabetes_since", ERROR,
          lambda row, stay: outside_life(row.diabetes_since, stay),
          _("The beginning of diabetes is dated before birth or after this admission."), "NCDR 4555",
          about="admission.admitted_at patient.birth_on"),
    Check("DAT-219", "history.quit_on", ERROR,
          lambda row, stay: outside_life(row.quit_on, stay),
          _("The end of smoking is dated before birth or after this admission."), "NCDR 4625",
          about="admission.admitted_at patient.birth_on"),
    Check("CON-231", "history.dialysis history.kidney_disease", ERROR,
          lambda row, _stay: row.dialysis == "yes" and row.kidney_disease == "no",
          _("Dialysis, and chronic kidney disease is denied."), "NCDR 4560"),
    Check("CON-232", "history.dialysis history.kidney_stage", ERROR,
          lambda row, _stay: row.dialysis == "yes" and row.kidney_stage != "5",
          _("Dialysis means stage 5 of kidney disease."), "KDIGO 2024"),
    Check("CON-233", "history.kidney_stage labresult.value", WARNING,
          lambda row, stay: (
              row.kidney_stage in ("4", "5") and row.dialysis != "yes" and (stay.first_egfr or 0) >= 60
          ),
          _("Kidney disease of stage 4 or 5, and the first eGFR of the stay is 60 or more."), "KDIGO 2024",
          about=EGFR),
    Check("CON-234", "history.kidney_disease labresult.value", NOTE,
          lambda row, stay: (
              row.kidney_disease == "no" and stay.first_egfr is not None and stay.first_egfr < 30
          ),
          _("The first eGFR of the stay is under 30, and chronic kidney disease is denied: is it acute?"),
          "KDIGO 2024", about=EGFR),
    Check("CON-235", "history.diabetes labresult.value", WARNING,
          lambda row, stay: row.diabetes == "no" and any(r.value >= 6.5 for r in stay.results("hba1c")),
          _("HbA1c is 6.5 % or more, and diabetes is denied."), "ADA 2024"),
    Check("CON-236", "history.diabetes medication.drug_class", WARNING,
          lambda row, stay: row.diabetes == "no" and bool(stay.of_class("home", "glucose_lowering")),
          _("Takes a glucose-lowering drug at home, and diabetes is denied."), "NCDR 4555"),
    Check("CON-237", "history.diabetes_type history.diabetes_therapy", WARNING,
          lambda row, _stay: row.diabetes_type == "1" and "insulin" not in row.diabetes_therapy,
          _("Type 1 diabetes is treated with insulin, which is not named."), "NCDR 4555"),
    Check("CON-238", "history.smoking history.years_smoked", ERROR,
          lambda row, _stay: row.smoking == "never" and row.years_smoked > 0,
          _("Never smoked, and years of smoking are given."), "NCDR 4625"),
    Check("OUT-239", "history.years_smoked patient.birth_on", ERROR,
          lambda row, stay: stay.age is not None and row.years_smoked > stay.age,
          _("Smoked for longer than the patient has lived."), "NCDR 4625", about="admission.admitted_at"),
    Check("CON-240", "history.heart_failure_type echo.lvef", WARNING,
          lambda row, stay: (
              row.heart_failure_type == "reduced" and any(e.lvef is not None and e.lvef >= 50
              for e in stay.rows("echo")[:1])
          ),
          _("Known heart failure with reduced ejection fraction, and the first echo of the stay "
            "shows 50 % or more."),
          "ESC 2021"),
    Check("CON-241", "lesion.stented_before history.prior_pci", ERROR,
          lambda row, stay: row.stented_before == "yes" and stay.history.prior_pci == "no",
          _("A lesion was stented before, and earlier PCI is denied."), "NCDR 4495"),
    Check("CON-242", "lesion.graft history.prior_cabg", ERROR,
          lambda row, stay: row.graft != "none" and stay.history.prior_cabg == "no",
          _("A lesion in a graft, and earlier bypass surgery is denied."), "NCDR 4515"),
    Check("OUT-243", "procedure.reasons history.prior_pci", WARNING,
          lambda row, stay: "suspected" in row.reasons and stay.history.prior_pci == "yes",
          _("After an earlier PCI coronary disease is known, not suspected."), "NCDR 7400"),
    Check("OUT-244", "procedure.reasons history.prior_cabg", WARNING,
          lambda row, stay: "suspected" in row.reasons and stay.history.prior_cabg == "yes",
          _("After bypass surgery coronary disease is known, not suspected."), "NCDR 7400"),
    Check("CON-245", "history.implant ecg.rhythm", WARNING,
          lambda row, stay: (
              "none" in row.implant and any(e.rhythm == "paced" for e in stay.rows("ecg"))
              and not stay.did("device")
          ),
          _("A paced rhythm, and neither an implant before nor one in this stay."), "HIS-16",
          about="procedure.kind"),
    Check("CON-246", "history.atrial_fibrillation medication.drug_class", NOTE,
          lambda row, stay: (
              row.atrial_fibrillation == "no" and row.valve_surgery != "yes"
              and bool(stay.of_class("home", "oac"))
          ),
          _("Takes an oral anticoagulant at home without atrial fibrillation or valve surgery: for what?"),
          "ACC/AHA 2013"),
    Check("CON-247", "history.allergy history.contrast_allergy", ERROR,
          lambda row, _stay: row.allergy == "no" and row.contrast_allergy == "yes",
          _("Allergy to contrast, and allergy is denied."), "HIS-22"),
    Check("CON-248", "history.allergy history.aspirin_allergy", ERROR,
          lambda row, _stay: row.allergy == "no" and row.aspirin_allergy == "yes",
          _("Allergy to aspirin, and allergy is denied."), "HIS-22"),
    Check("REQ-249", "history.allergy", WARNING,
          lambda row, _stay: (
              row.allergy == "yes" and "yes" not in (row.contrast_allergy, row.aspirin_allergy)
          ),
          _("There is an allergy; to what is missing."), "HIS-22", lacks="history.allergy_to"),
    Check("CON-250", "history.recent_aspirin medication.drug", WARNING,
          lambda row, stay: (
              row.recent_aspirin == "no" and any(x.drug == "aspirin" and x.stopped_on is None
              for x in stay.listed("home"))
          ),
          _("Takes aspirin at home, and aspirin within seven days is denied."), "HIS-23"),
    Check("CON-251", "history.anaemia labresult.value", NOTE,
          lambda row, stay: row.anaemia == "no" and any(r.value < 90 for r in stay.results("hb")[:1]),
          _("The first haemoglobin is under 90 g/L, and anaemia is denied: is it bleeding?"), "ARC-HBR"),
)  # fmt: skip
