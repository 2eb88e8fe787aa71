"""What decides on the pathways of a stay, read from the record."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from cardiology.models import (
    Admission,
    Consent,
    Diagnosis,
    Discharge,
    Echo,
    LabResult,
    Medication,
    Phase,
    Procedure,
    Purpose,
    Vitals,
)
from cardiology.queries.one_stay import Recorded
from cardiology.queries.snapshots import snapshots
from cardiology.scores.kidney import cockcroft_gault
from cardiology.snapshot import Snapshot
from followup.models import FollowUp, Plan
from followup.schedule import Facts, Pathway
from followup.schedule.inr import range_for
from followup.schedule.labs import WARFARIN, Due, Trigger, due
from followup.schedule.reading import CONDITIONS, PROCEDURES, mechanical_valve, words_of

GOAL = (135, 85)  # mmHg at home, below which the pressure is at goal
CONTACTS_AT_GOAL = 2
WEAK = 40  # LVEF in %, at which a mechanical aortic valve is anticoagulated higher
INVASIVE = ("angiography", "pci")  # pathways count from what was implanted or ablated, not from these
WORST = ("severe", "moderate", "mild")


def facts_of(admission: Admission, seen: Snapshot | None = None) -> Facts:
    """What decides on the pathways of a stay; `seen` is its snapshot where it is read already."""
    return facts_of_all([admission], {admission.pk: seen} if seen else None)[admission.pk]


def facts_in(read: Recorded) -> Facts:
    """What decides on the pathways of a stay whose record is read already."""
    return _facts(read.stay, read.snapshot, _ReadRows(read))


def facts_of_all(stays: Sequence[Admission], seen: dict[int, Snapshot] | None = None) -> dict[int, Facts]:
    """What decides on the pathways of many stays (with their patients), in a fixed number of queries."""
    seen = seen or dict(snapshots(stays))
    rows = _Rows(stays)
    return {stay.pk: _facts(stay, seen[stay.pk], rows) for stay in stays}


def _facts(stay: Admission, seen: Snapshot, rows: "_Rows") -> Facts:
    procedures = _kinds(rows.procedures[stay.pk])
    return Facts(
        category=stay.category,
        had_pci="pci" in procedures,
        lvef=seen.lvef,
        classes=seen.classes,
        disposition=seen.disposition,
        agrees=rows.agrees.get(stay.patient_id),
        procedures=procedures,
        conditions=words_of(rows.diagnoses[stay.pk], CONDITIONS),
        drugs=seen.medication,
        started=(seen.classes or frozenset()) - rows.at_home[stay.pk],
        valve_severity=_valve(rows.echoes.get(stay.pk)),
        nyha=seen.nyha,
        age=seen.age,
        clearance=_clearance(rows.weights.get(stay.pk), seen.age, seen.sex, seen.creatinine),
        at_goal=_at_goal(stay, rows.pressures[stay.patient_id]),
    )


class _Rows:
    """What pathways ask beside the snapshot, of many stays."""

    def __init__(self, stays: Sequence[Admission]) -> None:
        patients = {s.patient_id for s in stays}
        self.procedures: dict[int, list[Any]] = {}
        self.diagnoses: dict[int, list[str]] = defaultdict(list)
        self.at_home: dict[int, set[str | None]] = defaultdict(set)
        self.echoes: dict[int, Any] = {}
        self.weights: dict[int, float] = {}
        self._of_stays([s.pk for s in stays])
        self.agrees = self._consents(patients)
        self.pressures = self._pressures(patients)

    def _of_stays(self, ids: list[int]) -> None:
        self.procedures = _by_stay(Procedure, ids, "kind", "code")
        told = Diagnosis.objects.filter(admission_id__in=ids).exclude(certainty="excluded")
        for stay, code in told.values_list("admission_id", "code"):
            self.diagnoses[stay or 0].append(code or "")
        home = Medication.objects.filter(admission_id__in=ids, phase=Phase.HOME)
        for stay, name in home.values_list("admission_id", "drug_class"):
            self.at_home[stay or 0].add(name)
        self.echoes = {
            r.admission_id: r for r in _last_of(Echo, ids, "-performed_at").values_list(
                "admission_id", "aortic_stenosis", "mitral_regurgitation", named=True)
        }  # fmt: skip
        weighed = _last_of(Vitals, ids, "-measured_at", weight__isnull=False)
        self.weights = {stay or 0: float(w or 0) for stay, w in weighed.values_list("admission_id", "weight")}

    def _consents(self, patients: set[int]) -> dict[int, bool]:
        """What each patient last said about being called."""
        said = Consent.objects.filter(patient_id__in=patients, purpose=Purpose.PHONE)
        last = said.order_by("patient_id", "-decided_on", "-pk").distinct("patient_id")
        return {consent.patient_id: consent.is_given for consent in last}

    def _pressures(self, patients: set[int]) -> dict[int, list[Any]]:
        """What was told of the pressure at home, the newest first."""
        found: dict[int, list[Any]] = defaultdict(list)
        told = FollowUp.objects.filter(
            patient_id__in=patients, systolic_bp__isnull=False, diastolic_bp__isnull=False,
            answered_at__isnull=False,
        ).order_by("-answered_at")  # fmt: skip
        for row in told.values_list("patient_id", "answered_at", "systolic_bp", "diastolic_bp", named=True):
            found[row.patient_id].append(row)
        return found


class _ReadRows(_Rows):
    """The same of one stay, from what is read already."""

    def __init__(self, read: Recorded) -> None:
        self.read = read
        super().__init__([read.stay])

    def _of_stays(self, ids: list[int]) -> None:
        read, stay = self.read, self.read.stay.pk
        self.procedures[stay] = read.of(Procedure)
        self.diagnoses[stay] = [d.code or "" for d in read.of(Diagnosis) if d.certainty != "excluded"]
        self.at_home[stay] = {m.drug_class for m in read.of(Medication) if m.phase == Phase.HOME}
        if seen := read.of(Echo):
            self.echoes[stay] = max(seen, key=lambda e: e.performed_at)
        if weighed := [v for v in read.of(Vitals) if v.weight is not None]:
            self.weights[stay] = float(max(weighed, key=lambda v: v.measured_at).weight)


def _by_stay(model: Any, ids: list[int], *names: str) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in model.objects.filter(admission_id__in=ids).values_list("admission_id", *names, named=True):
        found[row.admission_id].append(row)
    return found


def _last_of(model: Any, ids: list[int], newest: str, **kept: Any) -> Any:
    found = model.objects.filter(admission_id__in=ids, **kept)
    return found.order_by("admission_id", newest).distinct("admission_id")


def _kinds(rows: Iterable[Any]) -> frozenset[str]:
    """The kinds of procedure, by their kind and by their code."""
    found = list(rows)
    return words_of((r.code or "" for r in found), PROCEDURES) | {r.kind for r in found if r.kind}


def procedures_of(admission: Admission) -> frozenset[str]:
    """The kinds of procedure of a stay."""
    return _kinds(_by_stay(Procedure, [admission.pk], "kind", "code")[admission.pk])


def anchors_of_all(stays: Sequence[Admission]) -> dict[int, date]:
    """The day of the last procedure of each stay that pathways can count from, where there is one."""
    rows = Procedure.objects.filter(admission__in=[s.pk for s in stays]).exclude(kind__in=INVASIVE)
    last = rows.order_by("admission_id", "-started_at").distinct("admission_id")
    return {
        stay or 0: timezone.localtime(at).date()
        for stay, at in last.values_list("admission_id", "started_at")
    }


def anchor_of(admission: Admission, pathway: Pathway, done: date | None) -> date:
    """The day from which a pathway counts: the discharge, or the procedure (`done`) that it is about."""
    discharged = timezone.localtime(admission.discharged_at).date()
    return min(done or discharged, discharged) if pathway.anchor == "procedure" else discharged


def procedure_day(admission: Admission, pathway: Pathway) -> date | None:
    """The day of the last procedure that a pathway counts from; None where it counts from the discharge."""
    return None if pathway.anchor == "discharge" else anchors_of_all([admission]).get(admission.pk)


def dues_of(read: Recorded) -> list[Due]:
    """Tests and decisions that the drugs and findings of a stay make due."""
    admission = read.stay
    if admission.discharged_at is None:
        return []
    facts = facts_in(read)
    ending = next(iter(read.of(Discharge)), None)
    contrast = [p.started_at for p in read.of(Procedure) if (p.contrast or 0) > 0 and p.started_at]
    return due(
        Trigger(
            on=timezone.localtime(admission.discharged_at).date(),
            classes=facts.classes or frozenset(),
            drugs=facts.drugs or frozenset(),
            age=facts.age,
            egfr=read.snapshot.egfr,
            clearance=facts.clearance,
            haemoglobin=next((float(r.value) for r in reversed(read.of_stay) if r.test == "hb"), None),
            lvef=facts.lvef,
            coronary=facts.had_pci is True or facts.category in ("stemi", "nstemi"),
            contrast_on=timezone.localtime(max(contrast)).date() if contrast else None,
            dapt_until=ending.dapt_until_on if ending else None,
            **_inr(admission, facts),
        )
    )


def _inr(admission: Admission, facts: Facts) -> dict[str, Any]:
    """The INR results since the discharge, and the range that is wanted; nothing for who has no warfarin."""
    if WARFARIN not in (facts.drugs or ()) or admission.discharged_at is None:
        return {}
    rows = LabResult.objects.filter(
        patient=admission.patient_id,
        test="inr",
        value__isnull=False,
        collected_at__gt=admission.discharged_at,
    ).order_by("collected_at", "pk")
    told = rows.values_list("collected_at", "value")
    codes = Procedure.objects.filter(patient=admission.patient_id).values_list("code", flat=True)
    valve = mechanical_valve(code or "" for code in codes)
    if valve is None and Plan.objects.filter(patient=admission.patient_id, pathway="mech").exists():
        valve = "unplaced"  # followed for a mechanical valve whose operation is not in the record
    at_risk = "af" in facts.conditions or (facts.lvef is not None and facts.lvef <= WEAK)
    wanted = range_for(valve, at_risk=at_risk)
    results = tuple((timezone.localtime(at).date(), float(value)) for at, value in told if value is not None)
    return {"inr": results, "inr_range": wanted}


def _valve(echo: Any) -> str | None:
    """The worst grade of the last echo; None while no valve is graded."""
    grades = (echo.aortic_stenosis, echo.mitral_regurgitation) if echo else ()
    return next((grade for grade in WORST if grade in grades), None)


def _clearance(
    weight: float | None, age: float | None, sex: str | None, creatinine: float | None
) -> float | None:
    given = {"age": age, "sex": sex, "creatinine": creatinine, "weight": weight}
    if None in given.values() or sex not in ("male", "female"):
        return None
    value = cockcroft_gault.compute(given).value
    return float(value) if value is not None else None


def _at_goal(stay: Admission, told: list[Any]) -> bool | None:
    """Whether the pressure at home was at goal at the last two contacts that told of it."""
    since = (stay.discharged_at or timezone.now()) - timedelta(days=1)
    last = [t for t in told if t.answered_at >= since][:CONTACTS_AT_GOAL]
    if len(last) < CONTACTS_AT_GOAL:
        return None
    return all(t.systolic_bp < GOAL[0] and t.diastolic_bp < GOAL[1] for t in last)
