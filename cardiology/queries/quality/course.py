"""What measures need to know of the course of many stays: first hours, drugs given, what came after.

Spans are minutes; an unknown time leaves a span out. Whether somebody was admitted again is known of this
hospital alone; a stay that was announced at the discharge, or was referred from the clinic, is planned.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from django.db.models import F, Min, Model
from django.utils import timezone

from cardiology.definitions import readmission
from cardiology.models import (
    Admission,
    ArrivalMode,
    Category,
    Discharge,
    Disposition,
    Ecg,
    Examination,
    History,
    LabResult,
    Lesion,
    Medication,
    Phase,
    Presentation,
    ProcedureKind,
    Timeline,
)
from cardiology.models.history import DiabetesType
from cardiology.models.imaging.echo import Prosthesis, Severity
from cardiology.models.timeline import Reperfusion, situation
from cardiology.quality.dose import daily_doses
from cardiology.queries.many import Those
from cardiology.snapshot import Answer

ECHO = ("admission_id", "performed_at", "lvef", "mitral_stenosis", "prosthesis")
DAYS_30, DAY = timedelta(days=30), timedelta(days=1)
SPANS = {"ldl": "ldl", "bnp": "natriuretic_peptide", "ntbnp": "natriuretic_peptide", "hstni": "troponin",
         "hstnt": "troponin", "tni": "troponin", "tnt": "troponin"}  # fmt: skip
MECHANICAL = {Prosthesis.AORTIC_MECHANICAL, Prosthesis.MITRAL_MECHANICAL}
NARROW = {Severity.MODERATE, Severity.SEVERE}
VALVULAR = ("I05.0", "I05.2", "I34.2", "Z95.2")
OPENED = (Reperfusion.PRIMARY_PCI, Reperfusion.LYSIS, Reperfusion.LYSIS_PCI)


# reads some variables of the rows of a section, by stay
Few = Callable[[type[Model], Collection[int], tuple[str, ...]], dict[int, list[Any]]]
Firsts = dict[int, dict[str, datetime]]


class Course:
    """The rows of many stays that tell their course, by stay."""

    def __init__(self, stays: list[Admission], few: Few, firsts: Firsts) -> None:
        ids = frozenset(s.pk for s in stays)
        self.firsts = firsts
        self.ecgs = few(Ecg, ids, ("st_depression", "st_elevation", "av_block", "pr_interval"))
        self.examined = few(Examination, ids, ("rales", "oedema", "jugular_distension"))
        lesions = few(Lesion, ids, ("timi_before", "is_culprit"))
        self.culprits = {stay: [x for x in found if x.is_culprit == "yes"] for stay, found in lesions.items()}
        self.now, self.zone = timezone.now(), timezone.get_current_timezone()
        self.today = timezone.localtime(self.now, self.zone).date()
        self.stays = _stays_of({s.patient_id for s in stays}, self.zone)


def firsts_of(ids: Collection[int]) -> Firsts:
    """When the first result of each span was collected, from a day before the admission on, by stay."""
    rows = LabResult.objects.filter(admission__any_of=Those(ids), test__in=SPANS, value__isnull=False)
    found = rows.filter(collected_at__gte=F("admission__admitted_at") - DAY).values("admission_id", "test")
    by_stay: Firsts = defaultdict(dict)
    for row in found.annotate(first=Min("collected_at")).order_by():
        known = by_stay[row["admission_id"]]
        name = f"admission_to_{SPANS[row['test']]}"
        known[name] = min(known.get(name, row["first"]), row["first"])
    return by_stay


def _stays_of(patients: set[int], zone: tzinfo) -> dict[int, list[tuple[date, Any]]]:
    """All stays of the patients with their day of admission, by patient."""
    by_patient: dict[int, list[tuple[date, Any]]] = defaultdict(list)
    found = Admission.objects.filter(patient__any_of=Those(patients)).order_by("admitted_at")
    for row in found.values_list("patient_id", "pk", "admitted_at", "category", "arrival_mode", named=True):
        by_patient[row.patient_id].append((timezone.localtime(row.admitted_at, zone).date(), row))
    return by_patient


def spans(stay: Admission, course: Course, rows: Any) -> dict[str, float]:
    """The minutes of the spans of a stay that measures ask for beside the intervals of its timeline."""
    key = stay.pk
    timeline = rows.one[Timeline].get(key)
    door = getattr(timeline, "door_at", None) or stay.admitted_at
    ends = {name: (stay.admitted_at, at) for name, at in course.firsts.get(key, {}).items()}
    echoes = [e.performed_at for e in _echoes(stay, rows) if e.lvef is not None]
    ends["admission_to_echo"] = (stay.admitted_at, min(echoes, default=None))  # type: ignore[assignment]
    ends["onset_to_door"] = (getattr(timeline, "symptom_onset_at", None), door)  # type: ignore[assignment]
    ends["door_to_angiography"] = (door, _angiography(stay, timeline, rows))  # type: ignore[assignment]
    loaded = list(_loaded(stay, timeline, rows))
    for drug_class in {name for name, _at in loaded}:
        doses = [at for name, at in loaded if name == drug_class]
        ends[f"door_to_{drug_class}"] = (door, min([d for d in doses if d >= door - DAY] or doses))
    if _was_transferred(rows.one[Discharge].get(key)):
        ends["door_to_transfer"] = (getattr(timeline, "door_at", None), stay.discharged_at)  # type: ignore[assignment]
    return {n: (b - a).total_seconds() / 60 for n, (a, b) in ends.items() if a is not None and b is not None}


def _angiography(stay: Admission, timeline: Timeline | None, rows: Any) -> datetime | None:
    at = getattr(timeline, "angiography_at", None) or getattr(timeline, "puncture_at", None)
    kinds = (ProcedureKind.ANGIOGRAPHY, ProcedureKind.PCI)
    known = [p.started_at for p in rows.procedures[stay.pk] if p.kind in kinds]
    return at or min(known, default=None)


def _loaded(stay: Admission, timeline: Timeline | None, rows: Any) -> Iterator[tuple[str, datetime]]:
    """(class, when) of every loading dose whose time is known."""
    at, drug = getattr(timeline, "antiplatelet_at", None), getattr(timeline, "antiplatelet_drug", None) or ""
    if at is not None:
        names = drug.split("+")
        if "aspirin" in names:
            yield "aspirin", at
        if {"ticagrelor", "clopidogrel"} & set(names):
            yield "p2y12", at
    for m in rows.medication[stay.pk]:
        if m.loaded_at is not None and m.drug_class in ("aspirin", "p2y12"):
            yield m.drug_class, m.loaded_at


def facts(stay: Admission, course: Course, rows: Any) -> dict[str, Any]:
    """The facts of a stay that measures ask for, as fields of a snapshot."""
    key = stay.pk
    timeline, presentation = rows.one[Timeline].get(key), rows.one[Presentation].get(key)
    history, discharge = rows.one[History].get(key), rows.one[Discharge].get(key)
    ecgs, listed = course.ecgs.get(key, []), rows.medication[key]
    chosen = chosen_reperfusion(stay, timeline)
    here = [m for m in listed if m.phase not in (Phase.HOME, Phase.DISCHARGE)]
    return {
        "arrival_mode": stay.arrival_mode,
        "arrest": _yes(presentation, "had_arrest"),
        "reperfused": _reperfused(stay, chosen, rows),
        "reperfusion": chosen,
        "reopened_by_itself": _reopened(timeline, course.culprits.get(key, [])),
        "anterior": _anterior(stay, ecgs, rows),
        "st_deviation": _any_ecg(ecgs),
        "slow_conduction": _slow(ecgs),
        "ecg_sent": _sent(timeline),
        "bypassed_emergency": _yes(timeline, "bypassed_emergency"),
        "bypassed_ccu": _yes(timeline, "bypassed_ccu"),
        "first_day": _first_day(stay, here, course.zone),
        "doses": daily_doses(m for m in listed if m.phase == Phase.DISCHARGE),
        "in_stay": frozenset((m.drug or m.drug_text or "").lower() for m in here) if here else None,
        "congested": _congested(course.examined.get(key, [])),
        "type_1_diabetes": _type_1(history),
        "dialysis": _yes(history, "dialysis"),
        "valve_needs_warfarin": _valve(_echoes(stay, rows), rows.diagnoses[key]),
        "stroke_now": _coded(rows.diagnoses[key], "I63"),
        "dilated_cardiomyopathy": _coded(rows.diagnoses[key], "I42.0"),
        "stay_days": _days(stay),
        "education": _yes(discharge, "education"),
        **_after(stay, discharge, course),
    }


def _echoes(stay: Admission, rows: Any) -> list[Any]:
    """The echocardiographies of the stay."""
    return [e for e in rows.echoes.get(stay.patient_id, ()) if e.admission_id == stay.pk]


def chosen_reperfusion(stay: Admission, timeline: Timeline | None) -> str | None:
    """The way to the open artery as it was chosen, or as the points of the timeline show it."""
    return situation(stay, timeline).reperfusion if timeline is not None else None


def _was_transferred(discharge: Discharge | None) -> bool:
    return getattr(discharge, "disposition", None) == Disposition.TRANSFER


def _yes(row: Any, name: str) -> Answer:
    said = None if row is None else getattr(row, name)
    return True if said == "yes" else False if said == "no" else None


def _some(answers: Iterable[Answer]) -> Answer:
    known = list(answers)
    return True if True in known else None if not known or None in known else False


def _type_1(history: History | None) -> Answer:
    if _yes(history, "diabetes") is False:
        return False
    kind = getattr(history, "diabetes_type", None)
    return None if kind is None else bool(kind == DiabetesType.ONE)


def _reperfused(stay: Admission, chosen: str | None, rows: Any) -> Answer:
    pci = any(p.kind == ProcedureKind.PCI and p.indication == "primary" for p in rows.procedures[stay.pk])
    return True if pci or chosen in OPENED else None if chosen is None else False


def _reopened(timeline: Timeline | None, culprits: list[Any]) -> Answer:
    """The culprit flowed normally at an angiography without PCI."""
    if getattr(timeline, "reperfusion", None) != Reperfusion.ANGIOGRAPHY:
        return False if timeline is not None and timeline.reperfusion is not None else None
    return _some(None if c.timi_before is None else c.timi_before == "3" for c in culprits)


def _anterior(stay: Admission, ecgs: list[Any], rows: Any) -> Answer:
    codes = [d.code or "" for d in rows.diagnoses[stay.pk] if d.certainty != "excluded"]
    sites = [c for c in codes if c.startswith(("I21.0", "I21.1", "I21.2"))]
    if sites:
        return any(c.startswith("I21.0") for c in sites)
    return _some(None if e.st_elevation is None else e.st_elevation == "anterior" for e in ecgs)


def _any_ecg(ecgs: list[Any]) -> Answer:
    """ST depression or elevation on one of the ECGs."""
    found: list[Answer] = []
    for e in ecgs:
        raised = None if e.st_elevation is None else e.st_elevation != "none"
        lowered = True if e.st_depression == "yes" else False if e.st_depression == "no" else None
        found.append(True if True in (raised, lowered) else None if None in (raised, lowered) else False)
    return _some(found)


def _slow(ecgs: list[Any]) -> Answer:
    """AV block of the second or third degree, or a PR interval above 240 ms."""
    found: list[Answer] = []
    for e in ecgs:
        block = None if e.av_block is None else e.av_block in ("2a", "2b", "3")
        long = None if e.pr_interval is None else e.pr_interval > 240
        found.append(True if True in (block, long) else None if None in (block, long) else False)
    return _some(found)


def _sent(timeline: Timeline | None) -> Answer:
    """The ECG was seen here before the arrival: said so, or sent before the door."""
    sent, door = getattr(timeline, "ecg_sent_at", None), getattr(timeline, "door_at", None)
    return sent <= door if sent and door else _yes(timeline, "remote_ecg")


def _first_day(stay: Admission, listed: list[Medication], zone: tzinfo) -> dict[str, bool]:
    """By class: given from the day before the arrival to its own day; not given at all, or from the second
    day after it. Started on the next day it can be either, and is left out."""
    if not listed:
        return {}
    arrived = timezone.localtime(stay.admitted_at, zone).date()
    first: dict[str, date] = {}
    for m in listed:
        if m.drug_class:
            first[m.drug_class] = min(first.get(m.drug_class, m.started_on), m.started_on)
    absent = {c: False for c in ("aspirin", "p2y12", "beta_blocker") if c not in first}
    return absent | {c: on <= arrived for c, on in first.items() if on <= arrived or on > arrived + DAY}


def _congested(examined: list[Any]) -> Answer:
    found: list[Answer] = []
    for e in examined:
        signs = (
            None if e.rales is None else e.rales != "none", None if e.oedema is None else e.oedema != "none",
            None if e.jugular_distension not in ("yes", "no") else e.jugular_distension == "yes",
        )  # fmt: skip
        found.append(True if True in signs else None if None in signs else False)
    return _some(found)


def _valve(echoes: list[Any], coded: list[Any]) -> Answer:
    """A mechanical valve, or mitral stenosis that is at least moderate: as seen, else as diagnosed."""
    seen: list[Answer] = []
    for e in echoes:
        narrow = None if e.mitral_stenosis is None else e.mitral_stenosis in NARROW
        replaced = None if not e.prosthesis else bool(MECHANICAL & set(e.prosthesis))
        seen.append(True if True in (narrow, replaced) else narrow)
    known = _some(seen)
    if known is not None or not coded:
        return known
    return any((d.code or "").startswith(VALVULAR) for d in coded if d.certainty != "excluded")


def _coded(diagnoses: list[Any], prefix: str) -> Answer:
    """Whether a diagnosis of the stay has such a code; unknown while there is none at all."""
    codes = [d.code or "" for d in diagnoses if d.certainty != "excluded"]
    return any(c.startswith(prefix) for c in codes) if codes else None


def _days(stay: Admission) -> float | None:
    ended = stay.discharged_at
    return (ended - stay.admitted_at).total_seconds() / 86400 if ended else None


def _after(stay: Admission, discharge: Discharge | None, course: Course) -> dict[str, Answer]:
    """Admitted again, or died, within 30 days of the discharge."""
    if stay.discharged_at is None:
        return {}
    left = timezone.localtime(stay.discharged_at, course.zone).date()
    until = left + DAYS_30
    came = course.stays.get(stay.patient_id, ())
    planned = _yes(discharge, "stage_planned")
    again = [s for on, s in came if readmission(left, on) == 30 and s.arrival_mode != ArrivalMode.OUTPATIENT
             and not planned]  # fmt: skip
    over = course.today > until
    return {
        "readmitted_30": True if again else False if over else None,
        "readmitted_hf_30": True if any(s.category == Category.HEART_FAILURE for s in again)
        else False if over else None,
        "died_30": _died(stay, until, max(on for on, _stay in came)),
    }  # fmt: skip


def _died(stay: Admission, day: date, came_on: date) -> Answer:
    """Dead by the day; not, if known alive or admitted on it or later."""
    patient = stay.patient
    if patient.died_on is not None:
        return patient.died_on <= day
    return False if max(came_on, patient.last_known_alive_on or came_on) >= day else None
