"""Who the patient is: identity, birth, death."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from cardiology.checks.check import Check, Severity
from cardiology.checks.facts import Row
from cardiology.identity import read

ERROR, NOTE, WARNING = Severity.ERROR, Severity.NOTE, Severity.WARNING


def _says(row: Row, name: str) -> Any:
    """What a valid citizen number says; None of another document or a wrong number."""
    citizen = read(row.id_number) if row.id_type in (None, "citizen") else None
    return getattr(citizen, name, None)


CHECKS = (
    Check("DAT-001", "admission.admitted_at patient.birth_on", ERROR,
          lambda row, stay: stay.patient.birth_on > row.admitted_at.date(),
          _("The patient was born after this admission."), "NCDR 2050"),
    Check("OUT-002", "admission.admitted_at patient.birth_on", WARNING,
          lambda _row, stay: stay.age is not None and not 18 <= stay.age <= 105,
          _("Under 18 or over 105 years old at admission: is the date of birth right?"), "NCDR 2050"),
    Check("FMT-003", "patient.id_type patient.id_number", ERROR,
          lambda row, _stay: row.id_type == "citizen" and read(row.id_number) is None,
          _("The check digit of the citizen identity number is wrong."), "GB 11643"),
    Check("CON-004", "patient.id_number patient.birth_on", ERROR,
          lambda row, _stay: _says(row, "birth_on") not in (None, row.birth_on),
          _("The identity number gives another date of birth."), "GB 11643"),
    Check("CON-005", "patient.id_number patient.sex", ERROR,
          lambda row, _stay: row.sex != "unknown" and _says(row, "sex") not in (None, row.sex),
          _("The identity number gives the other sex."), "GB 11643"),
    Check("REQ-006", "patient.id_type", NOTE,
          lambda row, _stay: row.id_type not in ("none", None),
          _("A document is named without its number."), "PAT-6", lacks="patient.id_number"),
    Check("CON-007", "patient.died_on patient.vital_status", ERROR,
          lambda row, _stay: row.vital_status != "dead",
          _("There is a date of death, and the vital status is not “dead”."), "NCDR 11000"),
    Check("REQ-008", "patient.vital_status", WARNING,
          lambda row, _stay: row.vital_status == "dead",
          _("The patient is dead and the day of death is missing."), "NCDR 11002", lacks="patient.died_on"),
    Check("REQ-009", "patient.vital_status", NOTE,
          lambda row, _stay: row.vital_status == "dead",
          _("The patient is dead and the cause of death is missing."), "ACC/AHA 2014 endpoints",
          lacks="patient.death_cause"),
    Check("DAT-010", "patient.last_known_alive_on patient.died_on", ERROR,
          lambda row, _stay: row.died_on < row.last_known_alive_on,
          _("The patient was known to be alive after the day of death."), "FUP-3"),
    Check("DAT-011", "patient.birth_on patient.died_on", ERROR,
          lambda row, _stay: row.died_on < row.birth_on,
          _("The patient died before birth."), "NCDR 11002"),
    Check("DAT-012", "admission.admitted_at patient.died_on", ERROR,
          lambda row, stay: stay.patient.died_on < row.admitted_at.date(),
          _("The patient was admitted after the day of death."), "NCDR 11002"),
    Check("REQ-013", "admission.admitted_at", WARNING,
          lambda _row, _stay: True,
          _("The sex is missing, so neither kidney function nor most risk scores can be computed."),
          "NCDR 2060", lacks="patient.sex"),
    Check("REQ-014", "admission.admitted_at", WARNING,
          lambda _row, _stay: True,
          _("Neither date of birth nor age is known."), "NCDR 2050",
          lacks="patient.birth_on admission.age_recorded"),
    Check("DIF-015", "admission.age_recorded patient.birth_on", WARNING,
          lambda row, stay: stay.age is not None and abs(float(row.age_recorded) - stay.age) > 1,
          _("The recorded age and the date of birth are more than a year apart."), "NCDR 2050",
          about="admission.admitted_at"),
    Check("FMT-016", "patient.postcode", NOTE,
          lambda row, _stay: not (len(row.postcode) == 6 and row.postcode.isdigit()),
          _("A postcode has six digits."), "PAT-12"),
    Check("FMT-017", "patient.division_code", NOTE,
          lambda row, _stay: not (len(row.division_code) in (6, 9, 12) and row.division_code.isdigit()),
          _("An administrative division has six, nine or twelve digits."), "GB/T 2260"),
)  # fmt: skip
