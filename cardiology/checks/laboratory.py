"""Results of the laboratory, and what they say of the rest of the record."""

from django.utils.translation import gettext_lazy as _

from cardiology.checks.check import Check, Severity
from cardiology.checks.facts import EGFR, Facts, Row, hours

ERROR, NOTE, WARNING = Severity.ERROR, Severity.NOTE, Severity.WARNING

TROPONINS = ("hstnt", "hstni", "tnt", "tni")


def _exceeds(row: Row, whole: str, stay: Facts) -> bool:
    """Whether a part is above the whole that was measured in the same sample."""
    return any(r.collected_at == row.collected_at and row.value > r.value for r in stay.results(whole))


CHECKS = (
    Check("DAT-401", "labresult.collected_at admission.discharged_at", ERROR,
          lambda row, stay: row.collected_at > stay.admission.discharged_at,
          _("The sample was taken after the discharge."), "LAB-1"),
    Check("DIF-402", "labresult.collected_at admission.admitted_at", WARNING,
          lambda row, stay: hours(row.collected_at, stay.admission.admitted_at) > 48,
          _("The sample was taken more than two days before the admission."), "LAB-1"),
    Check("UNI-403", "labresult.test labresult.collected_at labresult.value", WARNING,
          lambda row, stay: (
              any(r.key < row.key and r.collected_at == row.collected_at and r.value != row.value
              for r in stay.results(row.test))
          ),
          _("Two different results of one test from the same minute."), "LAB-1"),
    Check("RNG-404", "labresult.reference_low labresult.reference_high", ERROR,
          lambda row, _stay: row.reference_low > row.reference_high,
          _("The lower limit of the reference range is above the upper."), "LAB-5"),
    Check("CON-405", "labresult.value labresult.reference_high labresult.flag", WARNING,
          lambda row, _stay: (
              row.flag in ("H", "HH") and row.value <= row.reference_high and not row.comparator
          ),
          _("Flagged high, and the value is not above its reference range."), "LAB-6"),
    Check("CON-406", "labresult.value labresult.reference_low labresult.flag", WARNING,
          lambda row, _stay: (
              row.flag in ("L", "LL") and row.value >= row.reference_low and not row.comparator
          ),
          _("Flagged low, and the value is not below its reference range."), "LAB-6"),
    Check("CON-407",
          "labresult.value labresult.reference_low labresult.reference_high labresult.flag",
          WARNING,
          lambda row, _stay: row.flag == "N" and not row.reference_low <= row.value <= row.reference_high,
          _("Flagged normal, and the value is outside its reference range."), "LAB-6"),
    Check("CON-408", "admission.category labresult.value", WARNING,
          lambda row, stay: (
              row.category == "ua" and any(r.reference_high and r.value > 5 * r.reference_high
              for r in stay.results(*TROPONINS))
          ),
          _("Unstable angina, and a troponin above five times its limit: is it an infarction?"),
          "4th UDMI"),
    Check("CON-409", "admission.category labresult.value", WARNING,
          lambda row, stay: (
              row.category in ("stemi", "nstemi") and len(stay.results(*TROPONINS)) > 1
              and all(r.reference_high and r.value <= r.reference_high
              for r in stay.results(*TROPONINS))
          ),
          _("Infarction, and every troponin lies within its reference range."), "4th UDMI"),
    Check("CON-410", "labresult.test labresult.value labresult.collected_at", ERROR,
          lambda row, stay: row.test == "ldl" and _exceeds(row, "tc", stay),
          _("LDL cholesterol is above total cholesterol."), "LAB-2", alone=False),
    Check("CON-411", "labresult.test labresult.value labresult.collected_at", ERROR,
          lambda row, stay: row.test == "hdl" and _exceeds(row, "tc", stay),
          _("HDL cholesterol is above total cholesterol."), "LAB-2", alone=False),
    Check("CON-412", "labresult.test labresult.value labresult.collected_at", ERROR,
          lambda row, stay: row.test == "alb" and _exceeds(row, "tp", stay),
          _("Albumin is above total protein."), "LAB-2", alone=False),
    Check("OUT-413", "labresult.test labresult.value labresult.collected_at", WARNING,
          lambda row, stay: (
              row.test == "hct" and any(r.collected_at == row.collected_at
              and not 2.4 <= r.value / (row.value or 1) <= 4.2 for r in stay.results("hb"))
          ),
          _("Haemoglobin (g/L) is usually 2.4 to 4.2 times the haematocrit (%): one of the two is wrong."),
          "LAB-2", alone=False),
    Check("OUT-414", "labresult.test labresult.value labresult.collected_at", WARNING,
          lambda row, stay: (
              row.test == "k" and row.value > 6.5
              and hours(row.collected_at, stay.admission.discharged_at or stay.now) > 24
              and not any(0 < hours(row.collected_at, r.collected_at) <= 24 for r in stay.results("k"))
          ),
          _("Potassium above 6.5 mmol/L and not repeated within a day: was the sample haemolysed?"),
          "LAB-2", about="admission.discharged_at", alone=False),
    Check("CON-415", "history.dialysis labresult.value", WARNING,
          lambda row, stay: row.dialysis == "no" and stay.first_egfr is not None and stay.first_egfr < 8,
          _("The first eGFR is under 8, and dialysis is denied: is the unit of creatinine right?"),
          "NCDR 4560", about=EGFR),
    Check("CON-416", "history.dialysis labresult.value", WARNING,
          lambda row, stay: (
              row.dialysis == "yes" and stay.first_egfr is not None and stay.first_egfr > 60
          ),
          _("On dialysis, and the first eGFR is above 60."), "NCDR 4560", about=EGFR),
    Check("CON-417", "admission.category labresult.value", WARNING,
          lambda row, stay: (
              row.category == "hf" and bool(stay.results("ntbnp")) and all(r.value < 125
              for r in stay.results("ntbnp"))
          ),
          _("A stay for heart failure with NT-proBNP under 125 ng/L, which makes it unlikely."),
          "ESC 2021"),
    Check("REQ-418", "admission.category admission.admitted_at labresult.test", WARNING,
          lambda row, stay: (
              row.category in ("stemi", "nstemi", "ua") and stay.lasted > 24
              and not stay.results(*TROPONINS)
          ),
          _("An acute coronary syndrome of more than a day without any troponin."), "4th UDMI"),
    Check("REQ-419", "procedure.kind procedure.started_at labresult.test", WARNING,
          lambda row, stay: (
              row.kind == "pci" and hours(row.started_at, stay.admission.discharged_at or stay.now) > 24
              and not any(-72 <= hours(row.started_at, r.collected_at) <= 168
              for r in stay.results("cr"))
          ),
          _("No creatinine from three days before to seven days after a PCI."), "NCDR 6050",
          about="admission.discharged_at"),
    Check("REF-420", "labresult.test_text", NOTE,
          lambda row, _stay: row.lacks("test"),
          _("The laboratory's name of this test is not known, so it is in no curve and no measure."),
          "LAB-2"),
    Check("FMT-421", "labresult.test labresult.unit_text", NOTE,
          lambda row, _stay: row.value is None,
          _("The unit that was sent cannot be converted: the result is kept as text."), "LAB-3",
          about="labresult.value", alone=False),
    Check("DIF-422", "labresult.test labresult.value labresult.collected_at", NOTE,
          lambda row, stay: (
              row.test == "cr" and any(0 < hours(r.collected_at, row.collected_at) <= 48
              and row.value >= 1.5 * r.value and row.value - r.value >= 26.5
              for r in stay.results("cr")) and not stay.suffered("kidney_injury", "new_dialysis")
          ),
          _("Creatinine rose by half within two days, and no kidney injury is recorded."), "KDIGO 2012",
          about="complication.kind", alone=False),
    Check("DIF-423", "labresult.test labresult.value labresult.collected_at", NOTE,
          lambda row, stay: (
              row.test == "hb" and any(hours(r.collected_at, row.collected_at) > 0
              and r.value - row.value >= 30 for r in stay.results("hb"))
              and not stay.suffered("bleeding")
          ),
          _("Haemoglobin fell by 30 g/L or more, and no bleeding is recorded."), "BARC 2011",
          about="complication.kind", alone=False),
)  # fmt: skip
