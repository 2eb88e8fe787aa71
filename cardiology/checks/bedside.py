"""Vital signs and physical examination."""

from django.utils.translation import gettext_lazy as _

from cardiology.checks.check import Check, Severity
from cardiology.checks.facts import hours

ERROR, WARNING = Severity.ERROR, Severity.WARNING

CHECKS = (
    Check("RNG-301", "vitals.systolic_bp vitals.diastolic_bp", ERROR,
          lambda row, _stay: row.diastolic_bp >= row.systolic_bp,
          _("The diastolic pressure must be below the systolic."), "NCDR 6016"),
    Check("OUT-302", "vitals.systolic_bp vitals.diastolic_bp", WARNING,
          lambda row, _stay: (
              0 < row.systolic_bp - row.diastolic_bp < 15 or row.systolic_bp - row.diastolic_bp > 120
          ),
          _("The pulse pressure is under 15 or over 120 mmHg."), "PHY-2"),
    Check("OUT-303", "vitals.bmi", WARNING,
          lambda row, _stay: not 16 <= row.bmi <= 45,
          _("The body mass index is under 16 or over 45: are height and weight right?"), "PHY-10"),
    Check("OUT-304", "vitals.arm_difference", WARNING,
          lambda row, _stay: row.arm_difference > 20,
          _("More than 20 mmHg between the arms: coarctation, dissection, or a wrong value."), "PHY-13"),
    Check("CON-305", "vitals.oxygen_saturation vitals.on_oxygen", WARNING,
          lambda row, _stay: row.oxygen_saturation < 85 and row.on_oxygen == "no",
          _("Saturation under 85 % without oxygen."), "PHY-7"),
    Check("DIF-306", "ecg.ventricular_rate ecg.recorded_at vitals.heart_rate", WARNING,
          lambda row, stay: (
              row.rhythm != "af" and any(v.heart_rate is not None
              and abs(hours(v.measured_at, row.recorded_at)) <= 0.25
              and abs(v.heart_rate - row.ventricular_rate) > 40 for v in stay.rows("vitals")
              if v.measured_at)
          ),
          _("Heart rate and ECG rate within a quarter of an hour are more than 40 apart."), "PHY-4"),
    Check("DIF-307", "vitals.weight vitals.measured_at", WARNING,
          lambda row, stay: (
              any(v.weight and v.key < row.key and abs(row.weight - v.weight) > 0.15 * v.weight
              for v in stay.rows("vitals"))
          ),
          _("The weight differs by more than 15 % from another one of this stay."), "PHY-9", alone=False),
    Check("DIF-308", "vitals.height", WARNING,
          lambda row, stay: (
              any(v.height and v.key < row.key and abs(row.height - v.height) > 5
              for v in stay.rows("vitals"))
          ),
          _("The height differs by more than 5 cm from another one of this stay."), "NCDR 6000",
          alone=False),
    Check("DAT-309", "vitals.measured_at admission.discharged_at", ERROR,
          lambda row, stay: row.measured_at > stay.admission.discharged_at,
          _("Measured after the discharge."), "PHY-1"),
    Check("DAT-310", "vitals.measured_at admission.admitted_at", WARNING,
          lambda row, stay: hours(row.measured_at, stay.admission.admitted_at) > 24,
          _("Measured more than a day before the admission."), "PHY-1"),
    Check("REQ-311", "admission.admitted_at vitals.measured_at", WARNING,
          lambda _row, stay: stay.lasted > 24 and not stay.rows("vitals"),
          _("No vital signs in a stay of more than a day."), "PHY-1"),
    Check("UNI-312", "vitals.measured_at vitals.systolic_bp", WARNING,
          lambda row, stay: (
              any(v.key < row.key and v.measured_at == row.measured_at
              and v.systolic_bp not in (None, row.systolic_bp) for v in stay.rows("vitals"))
          ),
          _("Two different blood pressures at the same minute."), "PHY-1"),
    Check("DAT-313", "examination.examined_at admission.discharged_at", ERROR,
          lambda row, stay: row.examined_at > stay.admission.discharged_at,
          _("Examined after the discharge."), "PHY-1"),
    Check("CON-314", "examination.murmur", ERROR,
          lambda row, _stay: "none" in row.murmur and len(row.murmur) > 1,
          _("“None” stands beside a murmur."), "PHY-16"),
)  # fmt: skip
