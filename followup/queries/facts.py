"""What decides on the pathways of a stay, read from the record."""

from datetime import date, timedelta

from django.utils import timezone

from cardiology.models import (
    Admission,
    Diagnosis,
    Discharge,
    Echo,
    LabResult,
    Medication,
    Phase,
    Procedure,
    Vitals,
)
from cardiology.queries.snapshots import snapshots
from cardiology.scores.kidney import cockcroft_gault
from cardiology.snapshot import Snapshot
from followup.models import FollowUp
from followup.schedule import Facts, Pathway
from followup.schedule.labs import Due, Trigger, due
from followup.schedule.reading import CONDITIONS, PROCEDURES, words_of

GOAL = (135, 85)  # mmHg at home, below which the pressure is at goal
CONTACTS_AT_GOAL = 2
WORST = ("severe", "moderate", "mild")


def facts_of(admission: Admission, seen: Snapshot | None = None) -> Facts:
    """What decides on the pathways of a stay; `seen` is its snapshot where it is read already."""
    seen = seen or snapshots([admission])[0][1]
    consent = admission.patient.consents.filter(purpose="phone").first()
    procedures = procedures_of(admission)
    return Facts(
        category=admission.category,
        had_pci="pci" in procedures,
        lvef=seen.lvef,
        classes=seen.classes,
        disposition=seen.disposition,
        agrees=consent.is_given if consent else None,
        procedures=procedures,
        conditions=_conditions(admission),
        drugs=seen.medication,
        started=_started(admission, seen.classes),
        valve_severity=_valve(admission),
        nyha=seen.nyha,
        age=seen.age,
        clearance=_clearance(admission, seen.age, seen.sex, seen.creatinine),
        at_goal=_at_goal(admission),
    )


def procedures_of(admission: Admission) -> frozenset[str]:
    """The kinds of procedure of a stay, by their kind and by their code."""
    rows = list(Procedure.objects.filter(admission=admission).values_list("kind", "code"))
    return words_of((code or "" for _kind, code in rows), PROCEDURES) | {kind for kind, _code in rows if kind}


def anchor_of(admission: Admission, pathway: Pathway) -> date:
    """The day from which a pathway counts: the discharge, or the procedure that it is about."""
    discharged = timezone.localtime(admission.discharged_at).date()
    return min(procedure_day(admission, pathway) or discharged, discharged)


def procedure_day(admission: Admission, pathway: Pathway) -> date | None:
    """The day of the last procedure that a pathway counts from; None where it counts from the discharge."""
    if pathway.anchor == "discharge":
        return None
    rows = Procedure.objects.filter(admission=admission).exclude(kind__in=("angiography", "pci"))
    last = rows.order_by("-started_at").first()
    return timezone.localtime(last.started_at).date() if last else None


def dues_of(admission: Admission) -> list[Due]:
    """Tests and decisions that the drugs and findings of a stay make due."""
    if admission.discharged_at is None:
        return []
    _pk, seen = snapshots([admission])[0]
    facts = facts_of(admission, seen)
    ending = Discharge.objects.filter(admission=admission).first()
    haemoglobin = _last(admission, "hb")
    contrast = Procedure.objects.filter(admission=admission, contrast__gt=0).order_by("-started_at").first()
    return due(
        Trigger(
            on=timezone.localtime(admission.discharged_at).date(),
            classes=facts.classes or frozenset(),
            drugs=facts.drugs or frozenset(),
            age=facts.age,
            egfr=seen.egfr,
            clearance=facts.clearance,
            haemoglobin=haemoglobin,
            lvef=facts.lvef,
            coronary=facts.had_pci is True or facts.category in ("stemi", "nstemi"),
            contrast_on=timezone.localtime(contrast.started_at).date() if contrast else None,
            dapt_until=ending.dapt_until_on if ending else None,
        )
    )


def _conditions(admission: Admission) -> frozenset[str]:
    rows = Diagnosis.objects.filter(admission=admission).exclude(certainty="excluded")
    return words_of((code or "" for code in rows.values_list("code", flat=True)), CONDITIONS)


def _started(admission: Admission, classes: frozenset[str] | None) -> frozenset[str]:
    """Classes of the discharge list that were not taken at home."""
    at_home = Medication.objects.filter(admission=admission, phase=Phase.HOME)
    return (classes or frozenset()) - set(at_home.values_list("drug_class", flat=True))


def _valve(admission: Admission) -> str | None:
    """The worst grade of the last echo; None while no valve is graded."""
    echo = Echo.objects.filter(admission=admission).order_by("-performed_at").first()
    grades = (echo.aortic_stenosis, echo.mitral_regurgitation) if echo else ()
    return next((grade for grade in WORST if grade in grades), None)


def _last(admission: Admission, test: str) -> float | None:
    rows = LabResult.objects.filter(admission=admission, test=test, value__isnull=False)
    last = rows.order_by("-collected_at", "-pk").first()
    return float(last.value) if last and last.value is not None else None


def _clearance(
    admission: Admission, age: float | None, sex: str | None, creatinine: float | None
) -> float | None:
    vitals = Vitals.objects.filter(admission=admission, weight__isnull=False).order_by("-measured_at").first()
    given = {"age": age, "sex": sex, "creatinine": creatinine, "weight": vitals.weight if vitals else None}
    if None in given.values() or sex not in ("male", "female"):
        return None
    given["weight"] = float(given["weight"])  # type: ignore[arg-type]
    value = cockcroft_gault.compute(given).value
    return float(value) if value is not None else None


def _at_goal(admission: Admission) -> bool | None:
    """Whether the pressure at home was at goal at the last two contacts that told of it."""
    told = FollowUp.objects.filter(
        patient_id=admission.patient_id, systolic_bp__isnull=False, diastolic_bp__isnull=False,
        answered_at__gte=(admission.discharged_at or timezone.now()) - timedelta(days=1),
    ).order_by("-answered_at")[:CONTACTS_AT_GOAL]  # fmt: skip
    read = [(f.systolic_bp, f.diastolic_bp) for f in told]
    if len(read) < CONTACTS_AT_GOAL:
        return None
    return all(s < GOAL[0] and d < GOAL[1] for s, d in read)  # type: ignore[operator]
