"""What a critical result is judged with: drugs at the sample, earlier results, symptoms. For many at once."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from cardiology.guidance.critical import SEEN_WITH, TROPONINS, Around
from cardiology.models import ACS, LabResult, Medication, Phase, Presentation
from cardiology.snapshot import Answer

LOOK_BACK, EPISODE = timedelta(days=400), timedelta(days=7)
FADES = timedelta(days=3)  # a vitamin K antagonist goes on working after the last dose
UNREMARKABLE = 100  # µmol/L: below it no creatinine is three times another
SYMPTOMS = ("chest_pain", "dyspnoea", "palpitation", "syncope", "arrest")
URL = {"hstnt": 14.0}  # ng/L, where the laboratory sent no limit (Roche); hs-cTnI has none without its assay


def around(results: Iterable[LabResult]) -> dict[int, Around]:
    """By result. Takes three queries, and none where no result has to be seen with anything."""
    asked = [r for r in results if r.test in SEEN_WITH and (r.test != "cr" or (r.value or 0) > UNREMARKABLE)]
    if not asked:
        return {}
    patients = {r.patient_id for r in asked}
    series, drugs = _series(asked, patients), _drugs(patients)
    felt = _felt({r.admission_id for r in asked if r.admission_id})
    return {r.pk: _around(r, series, drugs, felt) for r in asked}


def _around(result: LabResult, series: Any, drugs: Any, felt: dict[int, str | None]) -> Around:
    at, test = result.collected_at, str(result.test)
    since = at - (EPISODE if test in TROPONINS else LOOK_BACK)
    earlier = tuple((when, v) for when, v in series[result.patient_id, test] if since <= when < at)
    high = float(result.reference_high) if result.reference_high else URL.get(test)
    return Around(
        at=at, earlier=earlier, above=high, symptoms=_symptoms(result, felt),
        on_vka=_on(drugs[result.patient_id], "warfarin", at, FADES),
        on_heparin=_on(drugs[result.patient_id], "heparin", at, timedelta()),
    )  # fmt: skip


def _series(asked: list[LabResult], patients: set[int]) -> dict[Any, list[Any]]:
    rows = LabResult.objects.filter(
        patient_id__in=patients, test__in={r.test for r in asked}, value__isnull=False,
        collected_at__gte=min(r.collected_at for r in asked) - LOOK_BACK,
    )  # fmt: skip
    found: dict[Any, list[Any]] = defaultdict(list)
    for patient, test, at, value in rows.order_by("collected_at", "pk").values_list(
        "patient_id", "test", "collected_at", "value"
    ):
        found[patient, test].append((at, float(value or 0)))
    return found


def _drugs(patients: set[int]) -> dict[int, list[Any]]:
    """Every line of the patients, home lists included: without any it is not known what they take."""
    recent = Q(stopped_on__isnull=True) | Q(stopped_on__gte=timezone.localdate() - EPISODE)
    rows = Medication.objects.filter(recent, patient_id__in=patients).exclude(phase=Phase.DISCHARGE)
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows.values_list("patient_id", "drug", "started_on", "stopped_on", named=True):
        found[row.patient_id].append(row)
    return found


def _on(listed: list[Any], drug: str, at: Any, after: timedelta) -> Answer:
    """Whether the drug was given when the sample was taken; unknown where no list was written."""
    day = timezone.localdate(at)
    given = any(
        m.drug == drug and m.started_on <= day and (m.stopped_on is None or m.stopped_on + after >= day)
        for m in listed
    )
    return given if listed else None


def _felt(stays: set[int]) -> dict[int, str | None]:
    rows = Presentation.objects.filter(admission_id__in=stays)
    return {pk: said for pk, said in rows.values_list("admission_id", "complaint") if pk}


def _symptoms(result: LabResult, felt: dict[int, str | None]) -> Answer:
    """Symptoms by the complaint or by the reason for the stay; unknown where neither is written."""
    stay: Any = result.admission
    if stay is not None and stay.category in ACS:
        return True
    said = felt.get(result.admission_id or 0)
    return None if said is None else said in SYMPTOMS
