"""Electrocardiograms."""

from django.utils.translation import gettext_lazy as _

from cardiology.checks.check import Check, Severity
from cardiology.checks.facts import Row, hours

ERROR, NOTE, WARNING = Severity.ERROR, Severity.NOTE, Severity.WARNING


def _shows_stemi(ecg: Row) -> bool:
    """ST elevation, or what counts as much."""
    equals = "yes" in (ecg.new_lbbb, ecg.stemi_equivalent)
    shown = bool({"posterior_mi", "de_winter", "hyperacute_t"} & set(ecg.many("pattern")))
    return ecg.st_elevation not in (None, "none") or equals or shown


CHECKS = (
    Check("CON-501", "admission.category ecg.st_elevation", WARNING,
          lambda row, stay: (
              row.category == "stemi" and bool(stay.rows("ecg"))
              and not any(map(_shows_stemi, stay.rows("ecg")))
          ),
          _("A STEMI, and no ECG shows ST elevation or an equivalent."), "ACC/AHA 2013"),
    Check("CON-502", "ecg.st_elevation ecg.st_elevation_leads", WARNING,
          lambda row, _stay: (
              row.st_elevation == "inferior" and not set(row.st_elevation_leads) & {"II", "III", "aVF"}
          ),
          _("ST elevation called inferior without any of II, III, aVF."), "ACC/AHA 2013"),
    Check("CON-503", "ecg.st_elevation ecg.st_elevation_leads", WARNING,
          lambda row, _stay: (
              row.st_elevation == "anterior" and not set(row.st_elevation_leads) & {"V1", "V2", "V3", "V4"}
          ),
          _("ST elevation called anterior without any of V1, V2, V3, V4."), "ACC/AHA 2013"),
    Check("CON-504", "ecg.st_elevation ecg.st_elevation_leads", WARNING,
          lambda row, _stay: (
              row.st_elevation == "lateral" and not set(row.st_elevation_leads) & {"I", "aVL", "V5", "V6"}
          ),
          _("ST elevation called lateral without any of I, aVL, V5, V6."), "ACC/AHA 2013"),
    Check("CON-505", "ecg.st_elevation ecg.st_elevation_leads", WARNING,
          lambda row, _stay: (
              row.st_elevation == "posterior" and not set(row.st_elevation_leads) & {"V7", "V8", "V9"}
          ),
          _("ST elevation called posterior without any of V7, V8, V9."), "ACC/AHA 2013"),
    Check("CON-506", "ecg.st_elevation ecg.st_elevation_leads", WARNING,
          lambda row, _stay: (
              row.st_elevation == "right" and not set(row.st_elevation_leads) & {"V1", "V3R", "V4R", "V5R"}
          ),
          _("ST elevation called right ventricular without any of V1, V3R, V4R, V5R."), "ACC/AHA 2013"),
    Check("CON-507", "ecg.pattern ecg.new_lbbb", ERROR,
          lambda row, _stay: "rbbb" in row.pattern and row.new_lbbb == "yes",
          _("Left and right bundle branch block in one ECG."), "ECG-9"),
    Check("CON-508", "ecg.new_lbbb ecg.qrs_duration", ERROR,
          lambda row, _stay: row.new_lbbb == "yes" and row.qrs_duration < 120,
          _("Left bundle branch block with a QRS under 120 ms."), "ECG-9"),
    Check("CON-509", "ecg.rhythm ecg.pr_interval", ERROR,
          lambda row, _stay: row.rhythm == "af",
          _("Atrial fibrillation has no PR interval."), "ECG-4"),
    Check("CON-510", "ecg.av_block ecg.pr_interval", ERROR,
          lambda row, _stay: row.av_block == "1" and row.pr_interval <= 200,
          _("First-degree AV block with a PR interval of 200 ms or less."), "ECG-11"),
    Check("CON-511", "ecg.av_block ecg.pr_interval ecg.rhythm", WARNING,
          lambda row, _stay: row.av_block == "none" and row.rhythm == "sinus" and row.pr_interval > 220,
          _("A PR interval above 220 ms, and AV block is denied."), "ECG-11"),
    Check("RNG-512", "ecg.qrs_duration ecg.qt_interval", ERROR,
          lambda row, _stay: row.qt_interval <= row.qrs_duration,
          _("The QT interval is not longer than the QRS."), "ECG-4"),
    Check("CON-513", "ecg.ventricular_rate ecg.qt_interval ecg.qtc_interval", WARNING,
          lambda row, _stay: (
              (row.ventricular_rate > 75 and row.qtc_interval < row.qt_interval)
              or (row.ventricular_rate < 50 and row.qtc_interval > row.qt_interval)
          ),
          _("Above 60/min QTc is longer than QT, below it is shorter."), "ECG-4"),
    Check("CON-514", "ecg.arrhythmia", ERROR,
          lambda row, _stay: "none" in row.arrhythmia and len(row.arrhythmia) > 1,
          _("“None” stands beside an arrhythmia."), "NCDR 5034"),
    Check("CON-515", "ecg.pattern", ERROR,
          lambda row, _stay: "none" in row.pattern and len(row.pattern) > 1,
          _("“None” stands beside an ECG pattern."), "ECG-9"),
    Check("CON-516", "ecg.arrhythmia ecg.ventricular_rate", WARNING,
          lambda row, _stay: "bradycardia" in row.arrhythmia and row.ventricular_rate > 60,
          _("Symptomatic bradycardia, and a rate above 60/min."), "NCDR 5034"),
    Check("CON-517", "ecg.rhythm ecg.ventricular_rate", WARNING,
          lambda row, _stay: row.rhythm in ("vt", "svt") and row.ventricular_rate < 100,
          _("Tachycardia with a rate under 100/min."), "ECG-3"),
    Check("DAT-518", "ecg.recorded_at ecg.confirmed_at", ERROR,
          lambda row, _stay: row.confirmed_at < row.recorded_at,
          _("The ECG was confirmed before it was recorded."), "ECG-13"),
    Check("DAT-519", "ecg.recorded_at admission.discharged_at", ERROR,
          lambda row, stay: row.recorded_at > stay.admission.discharged_at,
          _("The ECG was recorded after the discharge."), "ECG-1"),
    Check("DIF-520", "ecg.recorded_at timeline.first_ecg_at", WARNING,
          lambda row, stay: hours(row.recorded_at, stay.timeline.first_ecg_at) > 0.05,
          _("This ECG is earlier than the first one on the timeline."), "CPC timeline 5"),
    Check("REQ-521", "ecg.st_elevation", NOTE,
          lambda row, _stay: row.st_elevation != "none",
          _("There is ST elevation; in which leads is missing."), "ACC/AHA 2013",
          lacks="ecg.st_elevation_leads"),
)  # fmt: skip
