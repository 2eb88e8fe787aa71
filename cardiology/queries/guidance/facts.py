"""The facts of one stay that rules ask for and measures do not: laboratory, ECG, clocks, earlier stents."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from cardiology.guidance.laboratory import RECENT, WARNINGS
from cardiology.models import (
    Complication,
    Device,
    Discharge,
    Ecg,
    Medication,
    Phase,
    Presentation,
    Procedure,
    ProcedureKind,
    Territory,
    Timeline,
    Vitals,
)
from cardiology.models.coronary.lesion import DeviceKind
from cardiology.quality.dose import daily_doses
from cardiology.queries.guidance import past, since
from cardiology.queries.guidance.critical import own_warnings
from cardiology.snapshot import Answer

UNSTABLE = {"ischaemia", "haemodynamic", "arrhythmia", "shock", "heart_failure", "refractory"}
PAINFUL = {"chest_pain"}
WARNED = {limit.of or limit.test for limit in WARNINGS.values()}
ALARMS = {"vf", "vt_sustained"}
STENTS = (DeviceKind.DES, DeviceKind.BMS, DeviceKind.COVERED, DeviceKind.BVS)
DAY, YEARS = timedelta(days=1), timedelta(days=400)


def facts(read: Any) -> dict[str, Any]:
    """Fields of a snapshot for the stay of a `Recorded`; two queries beside what it has read."""
    stay, now = read.stay, timezone.now()
    presentation = _one(read, Presentation)
    vitals, ecg = _newest(read, Vitals, "measured_at"), _newest(read, Ecg, "recorded_at")
    return {
        "dbp": _float(vitals, "diastolic_bp"), "spo2": _float(vitals, "oxygen_saturation"),
        "on_oxygen": _yes(vitals, "on_oxygen"), "shock": _yes(presentation, "has_shock"),
        "unstable": _among(presentation, "instability", UNSTABLE),
        "chest_pain": _complaint(presentation),
        "waited": _waited(stay, _one(read, Timeline), read.of(Ecg), now) if stay.is_open else None,
        **_invasive(read, now), **_ecg(ecg, read.of(Ecg)), **_laboratory(read, now),
        "major_bleeding": _bled(read, now),
        **past.facts(read, now), "doses": _doses(read),
        "planned_dapt_days": _left(_one(read, Discharge), now),
        "warning_limits": _limits(read, now),
    }  # fmt: skip


def _limits(read: Any, now: datetime) -> dict[str, tuple[float | None, float | None]] | None:
    """The hospital's own limits that warn; asked for only where a result is so new that it can warn."""
    until = read.stay.discharged_at or now
    can_warn = any(r.test in WARNED and until - r.collected_at <= RECENT * DAY for r in read.results)
    return own_warnings(read.stay.hospital_id) or None if can_warn else None


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


def _bled(read: Any, now: datetime) -> bool:
    """A major bleeding (BARC 3 or 5) within three days, asked only under warfarin: not written, not there."""
    if not any(m.drug == "warfarin" for m in read.of(Medication)):
        return False
    major = [c for c in read.of(Complication) if (c.barc or "").startswith(("3", "5"))]
    return any(c.started_at is not None and now - 3 * DAY <= c.started_at <= now for c in major)


def _ecg(ecg: Any, all_of_stay: list[Any]) -> dict[str, Any]:
    if ecg is None:
        return {}
    first = min(all_of_stay, key=lambda row: row.recorded_at)
    raised, now, then = ecg.st_elevation, _float(ecg, "qtc_interval"), _float(first, "qtc_interval")
    block = getattr(ecg, "av_block", None)
    alarm = True if block == "3" or ecg.rhythm == "vt" else _among(ecg, "arrhythmia", ALARMS)
    rhythm = ecg.rhythm
    return {
        "qtc": _float(ecg, "qtc_interval"), "qrs": _float(ecg, "qrs_duration"), "rhythm": rhythm,
        "left_bundle_branch_block": _yes(ecg, "new_lbbb"), "av_block": block,
        "ecg_alarm": False if alarm is None and block is not None else alarm,
        "st_elevation_now": None if raised is None else raised != Territory.NONE,
        "right_ventricle": True if any(e.st_elevation == Territory.RIGHT for e in all_of_stay) else None,
        "qtc_rise": None if now is None or then is None else now - then,
    }  # fmt: skip


def _laboratory(read: Any, now: datetime) -> dict[str, Any]:
    """The newest result of each test within 400 days, and how some of them moved within the stay."""
    stay = read.stay
    until = stay.discharged_at or now
    series: dict[str, list[tuple[datetime, float, Any]]] = {}
    for row in read.results:
        if row.value is not None and until - YEARS <= row.collected_at <= until:
            series.setdefault(row.test, []).append((row.collected_at, float(row.value), row.reference_high))
    newest = since.facts(read, series, until)
    labs = {test: found[-1][1] for test, found in series.items()}
    here = {test: [f for f in found if f[0] >= stay.admitted_at - DAY] for test, found in series.items()}
    return {
        "labs": labs or None,
        "lab_days": {test: (until - found[-1][0]) / DAY for test, found in series.items()} or None,
        "troponin_ratio": _ratio(series.get("hstnt") or series.get("hstni")),
        "creatinine_rise": _moved(here.get("cr", []), up=True),
        "platelet_fall": _moved(here.get("plt", []), up=False),
        "haemoglobin_fall": _fell(here.get("hb", []), until),
        **newest,
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
    return daily_doses(running)


def _left(discharge: Any, now: datetime) -> float | None:
    until = getattr(discharge, "dapt_until_on", None)
    return None if until is None else float((until - timezone.localdate(now)).days)
