"""The facts of one stay that rules ask for and measures do not: laboratory, ECG, clocks, earlier stents."""

from calendar import monthrange
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from cardiology.models import (
    Device,
    Discharge,
    Ecg,
    History,
    Medication,
    Phase,
    Presentation,
    Procedure,
    ProcedureKind,
    Timeline,
    Vitals,
)
from cardiology.models.coronary.lesion import DeviceKind
from cardiology.quality.dose import mg_a_day
from cardiology.snapshot import Answer

UNSTABLE = {"ischaemia", "haemodynamic", "arrhythmia", "shock", "heart_failure", "refractory"}
PAINFUL = {"chest_pain"}
ALARMS = {"vf", "vt_sustained"}
STENTS = (DeviceKind.DES, DeviceKind.BMS, DeviceKind.COVERED, DeviceKind.BVS)
DAY, YEARS, HALF_YEAR = timedelta(days=1), timedelta(days=400), timedelta(days=183)


def facts(read: Any) -> dict[str, Any]:
    """Fields of a snapshot for the stay of a `Recorded`; one query beside what it has read."""
    stay, now = read.stay, timezone.now()
    history, presentation = _one(read, History), _one(read, Presentation)
    vitals, ecg = _newest(read, Vitals, "measured_at"), _newest(read, Ecg, "recorded_at")
    return {
        "dbp": _float(vitals, "diastolic_bp"), "spo2": _float(vitals, "oxygen_saturation"),
        "on_oxygen": _yes(vitals, "on_oxygen"), "shock": _yes(presentation, "has_shock"),
        "unstable": _among(presentation, "instability", UNSTABLE),
        "chest_pain": _complaint(presentation),
        "waited": _waited(stay, _one(read, Timeline), read.of(Ecg), now) if stay.is_open else None,
        **_invasive(read, now), **_ecg(ecg), **_laboratory(read, now),
        **_history(history, timezone.localdate(stay.admitted_at)),
        "doses": _doses(read), "acei_hours": _acei(read.of(Medication), now),
        "planned_dapt_days": _left(_one(read, Discharge), now),
    }  # fmt: skip


def _one(read: Any, model: Any) -> Any:
    return next(iter(read.of(model)), None)


def _newest(read: Any, model: Any, at: str) -> Any:
    return max(read.of(model), key=lambda row: getattr(row, at), default=None)


def _float(row: Any, name: str) -> float | None:
    value = getattr(row, name, None)
    return None if value is None else float(value)


def _yes(row: Any, name: str) -> Answer:
    said = getattr(row, name, None)
    return True if said == "yes" else False if said == "no" else None


def _among(row: Any, name: str, wanted: set[str]) -> Answer:
    """Whether a choice of several names one of these; unknown where nothing was chosen."""
    chosen = getattr(row, name, None)
    return bool(wanted & set(chosen)) if chosen else None


def _complaint(presentation: Any) -> Answer:
    said = getattr(presentation, "complaint", None)
    return None if said is None else said in PAINFUL


def _waited(stay: Any, timeline: Any, ecgs: list[Any], now: datetime) -> dict[str, float]:
    """Minutes from each known point to now. `ecg` is there as soon as any ECG was recorded."""
    points = {
        "onset": getattr(timeline, "symptom_onset_at", None),
        "contact": getattr(timeline, "first_contact_at", None),
        "door": getattr(timeline, "door_at", None) or stay.admitted_at,
        "ecg": getattr(timeline, "first_ecg_at", None) or min((e.recorded_at for e in ecgs), default=None),
    }
    return {name: round((now - at).total_seconds() / 60) for name, at in points.items() if at and at <= now}


def _invasive(read: Any, now: datetime) -> dict[str, Any]:
    """PCI and angiography of this stay; days since the newest stent of the patient, of whatever stay."""
    rows = read.of(Procedure)
    kinds = {p.kind for p in rows}
    stents = Device.objects.filter(patient_id=read.stay.patient_id, kind__in=STENTS)
    last = stents.order_by("-lesion__procedure__started_at").values_list(
        "lesion__procedure__started_at", flat=True
    ).first()  # fmt: skip
    used = [float(p.contrast) for p in rows if p.contrast is not None and p.started_at > now - 3 * DAY]
    return {
        "angiography": bool(kinds & {ProcedureKind.ANGIOGRAPHY, ProcedureKind.PCI}),
        "pci": ProcedureKind.PCI in kinds,
        "stent_days": None if last is None else (now - last) / DAY,
        "contrast": max(used, default=None),
    }


def _ecg(ecg: Any) -> dict[str, Any]:
    if ecg is None:
        return {}
    block = getattr(ecg, "av_block", None)
    alarm = True if block == "3" or ecg.rhythm == "vt" else _among(ecg, "arrhythmia", ALARMS)
    rhythm = ecg.rhythm
    return {
        "qtc": _float(ecg, "qtc_interval"), "qrs": _float(ecg, "qrs_duration"), "rhythm": rhythm,
        "left_bundle_branch_block": _yes(ecg, "new_lbbb"), "av_block": block,
        "ecg_alarm": False if alarm is None and block is not None else alarm,
    }  # fmt: skip


def _history(history: Any, on: date) -> dict[str, Any]:
    if history is None:
        return {}
    bleed = _among(history, "bleeding_site", {"intracranial"})
    stroke = _among(history, "stroke_kind", {"haemorrhagic"})
    no_bleed = _yes(history, "prior_bleeding") is False and _yes(history, "prior_stroke") is False
    head = True if bleed or stroke else False if no_bleed else None
    recent = (
        False if _yes(history, "prior_stroke") is False else _within(history.prior_stroke_on, HALF_YEAR, on)
    )
    implant = set(history.implant or ())
    return {
        "kidney_disease": _yes(history, "kidney_disease"), "peptic_ulcer": _yes(history, "peptic_ulcer"),
        "prior_bleeding": _yes(history, "prior_bleeding"), "intracranial_bleeding": head,
        "stroke_kinds": frozenset(history.stroke_kind or ()) or None, "recent_stroke": recent,
        "liver_disease": _yes(history, "liver_disease"), "pregnancy": _yes(history, "pregnancy"),
        "pacemaker": bool(implant - {"none"}) if implant else None,
        "icd": bool(implant & {"icd", "crt"}) if implant else None,
        "crt": "crt" in implant if implant else None,
    }  # fmt: skip


def _within(partial: str | None, span: timedelta, on: date) -> Answer:
    """Whether a date of any precision lies within the span before a day; unknown where it may or may not."""
    if not partial:
        return None
    year, month, day = (*map(int, partial.split("-")), 0, 0)[:3]
    first = date(year, month or 1, day or 1)
    last = date(year, month or 12, day or monthrange(year, month or 12)[1])
    return True if first >= on - span else False if last < on - span else None


def _laboratory(read: Any, now: datetime) -> dict[str, Any]:
    """The newest result of each test within 400 days, and how some of them moved within the stay."""
    stay = read.stay
    until = stay.discharged_at or now
    series: dict[str, list[tuple[datetime, float, Any]]] = {}
    for row in read.results:
        if row.value is not None and until - YEARS <= row.collected_at <= until:
            series.setdefault(row.test, []).append((row.collected_at, float(row.value), row.reference_high))
    labs = {test: found[-1][1] for test, found in series.items()}
    here = {test: [f for f in found if f[0] >= stay.admitted_at - DAY] for test, found in series.items()}
    return {
        "labs": labs or None,
        "lab_days": {test: (until - found[-1][0]) / DAY for test, found in series.items()} or None,
        "troponin_ratio": _ratio(series.get("hstnt") or series.get("hstni")),
        "creatinine_rise": _moved(here.get("cr", []), up=True),
        "platelet_fall": _moved(here.get("plt", []), up=False),
        "haemoglobin_fall": _fell(here.get("hb", []), until),
    }


def _ratio(found: Any) -> float | None:
    return found[-1][1] / float(found[-1][2]) if found and found[-1][2] else None


def _moved(found: list[Any], *, up: bool) -> float | None:
    """The share by which the newest differs from the first of the stay; None with fewer than two."""
    if len(found) < 2 or not found[0][1]:
        return None
    change = found[-1][1] / found[0][1] - 1
    return change if up else -change


def _fell(found: list[Any], until: datetime) -> float | None:
    late = [value for at, value, _high in found if at >= until - 2 * DAY]
    return max(late) - late[-1] if len(late) > 1 else None


def _doses(read: Any) -> dict[str, float]:
    """Milligrams a day of the drugs that rules see: the discharge list, where there is none the ward's."""
    listed = [m for m in read.of(Medication) if m.drug]
    leaving = [m for m in listed if m.phase == Phase.DISCHARGE]
    running = leaving or [m for m in listed if m.phase == Phase.WARD and m.stopped_on is None]
    found = {
        m.drug: mg_a_day(float(m.dose) if m.dose is not None else None, m.dose_unit, m.frequency)
        for m in running
    }
    return {drug: dose for drug, dose in found.items() if dose is not None}


def _acei(listed: list[Any], now: datetime) -> float | None:
    """Hours since the last dose of an ACE inhibitor that was taken at home and its time recorded."""
    last = [m.last_dose_at for m in listed if m.drug_class == "acei" and m.last_dose_at is not None]
    return (now - max(last)).total_seconds() / 3600 if last else None


def _left(discharge: Any, now: datetime) -> float | None:
    until = getattr(discharge, "dapt_until_on", None)
    return None if until is None else float((until - timezone.localdate(now)).days)
