"""Echocardiograms."""

from django.utils.translation import gettext_lazy as _

from cardiology.checks.check import Check, Severity
from cardiology.checks.facts import hours

ERROR, WARNING = Severity.ERROR, Severity.WARNING

CHECKS = (
    Check("RNG-531", "echo.lv_diastolic_diameter echo.lv_systolic_diameter", ERROR,
          lambda row, _stay: row.lv_systolic_diameter >= row.lv_diastolic_diameter,
          _("The end-systolic diameter is not below the end-diastolic."), "Lang 2015"),
    Check("CON-532", "echo.lvef echo.lv_diastolic_diameter echo.lv_systolic_diameter", WARNING,
          lambda row, _stay: (
              row.lvef < 35
              and (row.lv_diastolic_diameter - row.lv_systolic_diameter) / row.lv_diastolic_diameter > 0.35
          ),
          _("Ejection fraction under 35 %, and the diameters shorten by more than 35 %."), "Lang 2015"),
    Check("CON-533", "echo.wall_motion echo.lvef", WARNING,
          lambda row, _stay: row.wall_motion == "normal" and row.lvef < 40,
          _("Normal wall motion in all segments, and an ejection fraction under 40 %."), "ECHO-17"),
    Check("CON-534", "echo.wall_motion echo.damage", ERROR,
          lambda row, _stay: row.wall_motion == "normal" and "aneurysm" in row.damage,
          _("A ventricular aneurysm, and wall motion is normal in all segments."), "ECHO-12"),
    Check("CON-535", "echo.aortic_stenosis echo.av_peak_velocity", WARNING,
          lambda row, _stay: (
              row.aortic_stenosis == "severe" and row.av_peak_velocity < 3
              and not (row.av_area is not None and row.av_area <= 1)
          ),
          _("Severe aortic stenosis with a peak velocity under 3 m/s and no area of 1 cm² or less."),
          "ESC 2021 valve", about="echo.av_area"),
    Check("CON-536", "echo.aortic_stenosis echo.av_peak_velocity", WARNING,
          lambda row, _stay: row.aortic_stenosis in ("none", "trivial") and row.av_peak_velocity >= 3,
          _("No aortic stenosis, and a peak velocity of 3 m/s or more."), "ESC 2021 valve"),
    Check("CON-537", "echo.av_peak_velocity echo.av_mean_gradient", ERROR,
          lambda row, _stay: row.av_mean_gradient > 4 * row.av_peak_velocity**2,
          _("The mean gradient is above the peak gradient that the velocity gives (4v²)."), "Bernoulli"),
    Check("CON-538", "echo.tr_velocity echo.pasp", ERROR,
          lambda row, _stay: row.pasp < 4 * row.tr_velocity**2 - 2,
          _("The pulmonary pressure is below the gradient that the velocity gives (4v²)."), "Bernoulli"),
    Check("CON-539", "echo.damage", ERROR,
          lambda row, _stay: "none" in row.damage and len(row.damage) > 1,
          _("“None” stands beside a structural complication."), "ECHO-12"),
    Check("CON-540", "echo.prosthesis history.valve_surgery", WARNING,
          lambda row, stay: (
              set(row.prosthesis) - {"none"} != set() and stay.history.valve_surgery == "no"
              and "aortic_catheter" not in row.prosthesis
          ),
          _("A prosthetic or repaired valve, and valve surgery is denied."), "ECHO-28"),
    Check("DAT-541", "echo.performed_at admission.discharged_at", ERROR,
          lambda row, stay: row.performed_at > stay.admission.discharged_at and row.phase != "follow_up",
          _("The echo was performed after the discharge."), "ECHO-1"),
    Check("DIF-542", "echo.lvef echo.performed_at", WARNING,
          lambda row, stay: (
              any(e.lvef is not None and e.performed_at
              and 0 < hours(e.performed_at, row.performed_at) <= 168 and abs(e.lvef - row.lvef) >= 20
              for e in stay.rows("echo"))
          ),
          _("The ejection fraction differs by 20 points or more from another within a week."), "NCDR 5116",
          alone=False),
    Check("DIF-543", "procedure.ventriculogram_ef echo.lvef", WARNING,
          lambda row, stay: (
              any(e.lvef is not None and abs(e.lvef - row.ventriculogram_ef) >= 20
              for e in stay.rows("echo"))
          ),
          _("Ventriculogram and echo differ by 20 points or more."), "NCDR 7061"),
    Check("REQ-544", "discharge.disposition admission.category echo.lvef", WARNING,
          lambda row, stay: (
              row.disposition != "died" and stay.admission.category in ("stemi", "nstemi", "hf")
              and not any(e.lvef is not None for e in stay.rows("echo"))
          ),
          _("Infarction or heart failure, discharged without an ejection fraction."), "NCDR 5116"),
    Check("OUT-545", "echo.e_over_e_prime", WARNING,
          lambda row, _stay: row.e_over_e_prime > 14,
          _("E/e′ is over 14: raised filling pressure, or a velocity in another unit?"), "ECHO-6"),
)  # fmt: skip
