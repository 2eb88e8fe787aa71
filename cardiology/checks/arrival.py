"""The stay: arrival, end, diagnoses."""

from django.utils.translation import gettext_lazy as _

from cardiology.checks.check import Check, Severity
from cardiology.checks.facts import Facts, Row
from cardiology.codes.diagnoses import group

ERROR, NOTE, WARNING = Severity.ERROR, Severity.NOTE, Severity.WARNING


def _is_main(row: Row) -> bool:
    return bool(row.rank == 1 and row.phase == "discharge")


def _coded(stay: Facts, *groups: str) -> bool:
    """Whether a diagnosis has a code at all, or one of these groups."""
    codes = [d.code for d in stay.rows("diagnosis") if d.code]
    if not groups:
        return bool(codes)
    return any(code.startswith(group(g)) for code in codes for g in groups)


CHECKS = (
    Check("DAT-021", "admission.admitted_at admission.discharged_at", ERROR,
          lambda row, _stay: row.discharged_at < row.admitted_at,
          _("The discharge is before the admission."), "NCDR 10101"),
    Check("DIF-022", "admission.admitted_at admission.discharged_at", WARNING,
          lambda _row, stay: stay.lasted >= 30 * 24,
          _("A stay of 30 days or more: are both dates right?"), "NCDR 10101"),
    Check("DAT-023", "admission.admitted_at", ERROR,
          lambda row, stay: row.admitted_at > stay.now,
          _("The admission lies in the future."), "NCDR 3001"),
    Check("CON-024", "admission.arrival_mode admission.source", WARNING,
          lambda row, _stay: row.arrival_mode == "ambulance" and row.source == "outpatient",
          _("Came by ambulance and was admitted through the outpatient clinic."), "NCDR 3005"),
    Check("CON-025", "admission.arrival_mode admission.source", WARNING,
          lambda row, _stay: row.arrival_mode == "in_hospital" and row.source != "other_department",
          _("The illness began in hospital; then the patient comes from another department."), "NCDR 3005"),
    Check("CON-026", "admission.arrival_mode admission.source", WARNING,
          lambda row, _stay: (
              row.arrival_mode.startswith("transfer") and row.source in ("outpatient", "other_department")
          ),
          _("Transferred from another hospital and admitted through this one's clinic or department."),
          "NCDR 3010"),
    Check("REQ-027", "admission.discharged_at", WARNING,
          lambda _row, _stay: True,
          _("The stay has ended without a main reason."), "Chest Pain-MI 3.1", lacks="admission.category"),
    Check("REQ-028", "admission.discharged_at diagnosis.code", WARNING,
          lambda _row, stay: not stay.rows("diagnosis"),
          _("The stay has ended without any diagnosis."), "DIS-3"),
    Check("UNI-029", "diagnosis.rank diagnosis.phase diagnosis.code", WARNING,
          lambda row, stay: (
              row.rank == 1 and any(d.key < row.key and d.rank == 1 and d.phase == row.phase
              for d in stay.rows("diagnosis"))
          ),
          _("Two main diagnoses in one phase."), "DIS-3"),
    Check("UNI-030", "diagnosis.code diagnosis.phase", WARNING,
          lambda row, stay: (
              any(d.key < row.key and (d.code, d.phase) == (row.code, row.phase)
              for d in stay.rows("diagnosis"))
          ),
          _("The same diagnosis twice in one phase."), "DIS-3"),
    Check("CON-031", "diagnosis.rank diagnosis.certainty", ERROR,
          lambda row, _stay: row.rank == 1 and row.certainty == "excluded",
          _("A diagnosis that was excluded cannot be the main one."), "DIS-3"),
    Check("REF-032", "diagnosis.code_text", NOTE,
          lambda row, _stay: row.lacks("code"),
          _("The diagnosis is kept as text: without a code no measure and no question finds it."), "DIS-3"),
    Check("CON-033", "diagnosis.code diagnosis.rank diagnosis.phase admission.category", WARNING,
          lambda row, stay: (
              _is_main(row) and stay.admission.category == "stemi" and row.code.startswith(("I21.4", "I20"))
          ),
          _("The stay is a STEMI, and the main diagnosis is not."), "ICD-10"),
    Check("CON-034", "diagnosis.code diagnosis.rank diagnosis.phase admission.category", WARNING,
          lambda row, stay: (
              _is_main(row) and stay.admission.category == "nstemi"
              and row.code.startswith(("I20", "I21.0", "I21.1", "I21.2", "I21.3"))
          ),
          _("The stay is an NSTEMI, and the main diagnosis is not."), "ICD-10"),
    Check("CON-035", "diagnosis.code diagnosis.rank diagnosis.phase admission.category", WARNING,
          lambda row, stay: (
              _is_main(row) and stay.admission.category == "ua" and row.code.startswith(("I21", "I22"))
          ),
          _("The stay is an unstable angina, and the main diagnosis is an infarction."), "ICD-10"),
    Check("CON-036", "admission.category admission.discharged_at diagnosis.code", WARNING,
          lambda row, stay: (
              row.category == "hf" and _coded(stay) and not _coded(stay, "hf", "cardiomyopathy")
          ),
          _("The stay is for heart failure, and no diagnosis says so."), "ICD-10 I50"),
    Check("CON-037", "admission.category admission.discharged_at diagnosis.code", WARNING,
          lambda row, stay: row.category == "af" and _coded(stay) and not _coded(stay, "af"),
          _("The stay is for atrial fibrillation, and no diagnosis says so."), "ICD-10 I48"),
)  # fmt: skip
