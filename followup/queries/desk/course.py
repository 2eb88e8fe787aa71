"""What a single call does not tell, for its red flags: the stay, the drugs, the results, the call before."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from cardiology.models import (
    Admission,
    Device,
    Echo,
    History,
    LabResult,
    Medication,
    Patient,
    Phase,
    Procedure,
)
from cardiology.queries.guidance.critical import limits_of
from followup.models import FollowUp, Plan, Visit
from followup.queries.desk.precall import last_contact_on, planned_end
from followup.queries.facts import procedures_of
from followup.redflags import ANTIPLATELETS, Course

FRESH = 28  # days after an ablation or cardioversion in which the anticoagulant must not be left out
STENTS = ("des", "bms", "bvs")


def course(visit: Visit, last: FollowUp | None, *, heard: Mapping[str, Any] | None = None) -> Course:
    """Facts of the stay and of the call before; `heard` is what was answered in this one."""
    admission, patient, today = visit.plan.admission, visit.patient, timezone.localdate()
    echo = Echo.objects.filter(patient=patient, lvef__isnull=False).order_by("-performed_at").first()
    ends, began = planned_end(visit), (heard or {}).get("neurological_sign_at")
    procedures, pathways = procedures_of(admission), {visit.plan.pathway, *_pathways(visit)}
    ablated = (today - visit.plan.anchor_on).days if "abl" in pathways else None
    cardioverted = _days_since_cardioversion(admission) if "cardioversion" in procedures else None
    fresh = any(days is not None and days <= FRESH for days in (ablated, cardioverted))
    return Course(
        heart_failure="hf" in pathways or admission.category == "hf",
        lvef=float(echo.lvef) if echo and echo.lvef is not None else None,
        stented_days=_stented_days(patient),
        nyha_before=last.nyha if last else None,
        angina_before=last.angina if last else None,
        swelling_before=_swelling(last),
        past_dapt_end=ends is not None and today >= ends,
        has_device=bool(pathways & {"cied", "icd"}) or "device" in procedures,
        has_prosthetic_valve=bool(pathways & {"tavi", "mech"}),
        needs_anticoagulant="mech" in pathways or fresh or ("af" in pathways and _had_stroke(admission)),
        ablated_days=ablated,
        weak_by_valve_or_muscle="hcm" in pathways or bool(echo and echo.aortic_stenosis in NARROW),
        hours_of_sign=None if began is None else (timezone.now() - began).total_seconds() / 3600,
        **_drugs(admission),
        **_labs(visit),
    )


NARROW = ("mild", "moderate", "severe")


def _swelling(last: FollowUp | None) -> str | None:
    """How far the legs were swollen at the call before; “none” where they were not."""
    if last is None:
        return None
    return "none" if last.swelling == "no" else last.swelling_level


def _drugs(admission: Admission) -> dict[str, Any]:
    """Classes and drugs of the discharge list, and whether they thin the blood strongly."""
    listed = Medication.objects.filter(admission=admission, phase=Phase.DISCHARGE)
    rows = list(listed.values_list("drug_class", "drug"))
    classes = frozenset(c for c, _drug in rows if c)
    return {
        "classes": classes,
        "drugs": frozenset(drug for _c, drug in rows if drug) if rows else None,
        "thins_blood": "oac" in classes or len(classes.intersection(ANTIPLATELETS)) > 1,
    }


def _labs(visit: Visit) -> dict[str, Any]:
    """The newest results since the call before, the last creatinine of the stay, the hospital's limits."""
    patient, left = visit.patient, visit.plan.admission.discharged_at
    known = LabResult.objects.filter(patient=patient, value__isnull=False)
    since = known.filter(collected_at__date__gt=last_contact_on(visit)).order_by("collected_at", "pk")
    creatinine = known.filter(test="cr", collected_at__lte=left or timezone.now())
    before = creatinine.order_by("-collected_at", "-pk").values_list("value", flat=True).first()
    return {
        "labs": {str(test): float(value) for test, value in since.values_list("test", "value") if value},
        "creatinine_before": float(before) if before else None,
        "limits": limits_of(patient.hospital_id),
    }


def _stented_days(patient: Patient) -> int | None:
    stents = Device.objects.filter(patient=patient, kind__in=STENTS).select_related("lesion__procedure")
    stent = stents.order_by("-lesion__procedure__started_at").first()
    return (timezone.now() - stent.lesion.procedure.started_at).days if stent else None


def _days_since_cardioversion(admission: Admission) -> int | None:
    done = (
        Procedure.objects.filter(admission=admission, code__startswith="99.6").order_by("-started_at").first()
    )
    return (timezone.now() - done.started_at).days if done else None


def _pathways(visit: Visit) -> set[str]:
    return set(Plan.objects.filter(patient=visit.patient, closed_at=None).values_list("pathway", flat=True))


def _had_stroke(admission: Admission) -> bool:
    return History.objects.filter(admission=admission, prior_stroke="yes").exists()
