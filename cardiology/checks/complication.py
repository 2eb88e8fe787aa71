"""What went wrong during the stay."""

from django.utils.translation import gettext_lazy as _

from cardiology.checks.check import Check, Severity
from cardiology.checks.facts import STENTS, Facts, hours

ERROR, NOTE, WARNING = Severity.ERROR, Severity.NOTE, Severity.WARNING


def _rose(stay: Facts) -> bool:
    """Whether a creatinine is 1.5 times or 26.5 µmol/L above the lowest of the stay."""
    values = [r.value for r in stay.results("cr")]
    return max(values) >= min(1.5 * min(values), min(values) + 26.5)


CHECKS = (
    Check("DAT-801", "complication.started_at admission.admitted_at", ERROR,
          lambda row, stay: (
              row.started_at < stay.admission.admitted_at
              and hours(row.started_at, stay.admission.admitted_at) > 1
          ),
          _("The complication began before the admission."), "NCDR 9002"),
    Check("DAT-802", "complication.started_at admission.discharged_at", ERROR,
          lambda row, stay: row.started_at > stay.admission.discharged_at,
          _("The complication began after the discharge."), "NCDR 9002"),
    Check("UNI-803", "complication.kind complication.started_at", WARNING,
          lambda row, stay: (
              any(x.key < row.key and (x.kind, x.started_at) == (row.kind, row.started_at)
              for x in stay.rows("complication"))
          ),
          _("The same complication twice at the same time."), "NCDR 9001"),
    Check("CON-804", "complication.outcome discharge.disposition", ERROR,
          lambda row, stay: row.outcome == "fatal" and stay.discharge.disposition != "died",
          _("A fatal complication, and the patient left alive."), "EVT-1"),
    Check("CON-805", "complication.barc complication.outcome", ERROR,
          lambda row, _stay: row.barc in ("5", "5a", "5b") and row.outcome != "fatal",
          _("BARC 5 is a fatal bleeding."), "BARC 2011"),
    Check("CON-806", "complication.barc complication.haemoglobin_drop", ERROR,
          lambda row, _stay: row.barc == "3a" and row.haemoglobin_drop >= 50,
          _("BARC 3a, and haemoglobin fell by 50 g/L or more, which is 3b."), "BARC 2011"),
    Check("CON-807", "complication.barc complication.haemoglobin_drop", ERROR,
          lambda row, _stay: row.barc in ("1", "2") and row.haemoglobin_drop >= 30,
          _("BARC 1 or 2, and haemoglobin fell by 30 g/L or more, which is 3."), "BARC 2011"),
    Check("CON-808", "complication.barc complication.transfused", ERROR,
          lambda row, _stay: row.barc in ("1", "2") and row.transfused > 0,
          _("BARC 1 or 2, and blood was transfused, which is at least 3a."), "BARC 2011"),
    Check("CON-809", "complication.barc complication.bleeding_site", ERROR,
          lambda row, _stay: (
              row.barc == "3c" and row.bleeding_site not in ("intracranial", "intraocular")
          ),
          _("BARC 3c is a bleeding into skull or eye."), "BARC 2011"),
    Check("CON-810", "complication.bleeding_site complication.barc", ERROR,
          lambda row, _stay: row.bleeding_site == "intracranial" and row.barc in ("1", "2", "3a", "3b"),
          _("An intracranial bleeding is BARC 3c or 5."), "BARC 2011"),
    Check("CON-811", "complication.barc procedure.kind", ERROR,
          lambda row, stay: row.barc == "4" and not stay.did("cabg"),
          _("BARC 4 belongs to bypass surgery, and there is none."), "BARC 2011"),
    Check("CON-812", "complication.kind history.prior_pci device.kind", ERROR,
          lambda row, stay: (
              row.kind == "stent_thrombosis" and stay.history.prior_pci == "no"
              and not any(d.kind in STENTS for d in stay.rows("device"))
          ),
          _("Stent thrombosis without a stent, before or in this stay."), "ARC 2007"),
    Check("CON-813", "complication.infarction_type procedure.kind", ERROR,
          lambda row, stay: (
              row.infarction_type in ("4a", "5") and not stay.did("pci"
              if row.infarction_type == "4a" else "cabg")
          ),
          _("An infarction of type 4a follows a PCI, one of type 5 bypass surgery: there is none."),
          "4th UDMI"),
    Check("CON-814", "complication.kind procedure.kind", WARNING,
          lambda row, stay: (
              row.kind in ("perforation", "dissection", "no_reflow", "vascular")
              and not stay.rows("procedure")
          ),
          _("A complication of a catheter procedure without a procedure."), "NCDR 9001"),
    Check("CON-815", "complication.kind history.dialysis", ERROR,
          lambda row, stay: row.kind == "new_dialysis" and stay.history.dialysis == "yes",
          _("New dialysis in a patient who was on dialysis before."), "NCDR 9001"),
    Check("CON-816", "complication.kind complication.scai", WARNING,
          lambda row, _stay: row.kind == "shock" and row.scai in ("a", "b"),
          _("SCAI A and B are before shock."), "SCAI 2022"),
    Check("CON-817", "complication.kind history.atrial_fibrillation", WARNING,
          lambda row, stay: row.kind == "new_af" and stay.history.atrial_fibrillation == "yes",
          _("New atrial fibrillation in a patient who had it before."), "EVT-6"),
    Check("DIF-818", "complication.kind labresult.value", WARNING,
          lambda row, stay: (
              row.kind == "kidney_injury" and len(stay.results("cr")) > 1 and not _rose(stay)
          ),
          _("Kidney injury, and no creatinine is 1.5 times or 26.5 µmol/L above the lowest."),
          "KDIGO 2012"),
    Check("DIF-819", "complication.thrombosis_time complication.started_at procedure.started_at", WARNING,
          lambda row, stay: (
              row.thrombosis_time == "acute" and any(p.kind == "pci" for p in stay.rows("procedure"))
              and not any(p.kind == "pci" and p.started_at
              and -0.5 <= hours(p.started_at, row.started_at) <= 25 for p in stay.rows("procedure"))
          ),
          _("Acute stent thrombosis is within 24 hours of the PCI."), "ARC 2007"),
    Check("REQ-820", "complication.kind procedure.kind", WARNING,
          lambda row, stay: row.kind == "emergency_cabg" and not stay.did("cabg"),
          _("Emergency bypass surgery, and it is not among the procedures."), "NCDR 9001"),
    Check("REQ-821", "complication.kind", NOTE,
          lambda row, _stay: row.kind == "bleeding",
          _("A bleeding without its BARC type."), "BARC 2011", lacks="complication.barc"),
)  # fmt: skip
