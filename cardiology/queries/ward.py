"""The ward list: one row per open stay, and the beds that are free."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cardiology.access import visible_to
from cardiology.dictionary import YesNo
from cardiology.dictionary.completeness import completeness
from cardiology.dictionary.registry import sections
from cardiology.models import Admission, Bed, Echo, History, LabResult, Medication, User, Ward
from cardiology.queries.snapshots import age_at

LOW_LVEF, LOW_EGFR = 40, 30


@dataclass
class Line:
    """One open stay as the ward sees it."""

    admission: Admission
    age: float | None
    day: int
    flags: list[dict[str, Any]] = field(default_factory=list)
    open_core: int = 0
    similar: bool = False


@dataclass(frozen=True)
class WardList:
    """Open stays in the order of their beds, the free beds, and the wards with their numbers."""

    lines: list[Line]
    free: list[Bed]
    wards: list[tuple[Ward, int]]
    mine: int


def ward_list(user: User, *, ward_id: int | None = None, mine: bool = False) -> WardList:
    """The ward list of the user's hospital; a fixed number of queries, however many patients there are."""
    everyone = list(open_stays(user))
    chosen = [
        a for a in everyone
        if (ward_id is None or a.ward_id == ward_id) and (not mine or a.attending_id == user.pk)
    ]  # fmt: skip
    taken = {a.bed_id for a in everyone}
    beds = Bed.objects.filter(ward__department__hospital=user.hospital_id).select_related("ward")
    by_ward = Counter(a.ward_id for a in everyone)
    wards = Ward.objects.filter(department__hospital=user.hospital_id).order_by("name")
    return WardList(
        lines=_lines(chosen, everyone),
        free=[b for b in beds if b.pk not in taken and (ward_id is None or b.ward_id == ward_id)],
        wards=[(w, by_ward[w.pk]) for w in wards],
        mine=sum(a.attending_id == user.pk for a in everyone),
    )


def open_stays(user: User) -> QuerySet[Admission]:
    """Open stays that the user may see, by ward and bed."""
    rows = visible_to(user, Admission).filter(discharged_at__isnull=True)
    return rows.select_related("patient", "ward", "bed", "attending").order_by(
        "ward__name", "bed__label", "pk"
    )


def _lines(chosen: list[Admission], everyone: list[Admission]) -> list[Line]:
    today = timezone.localdate()
    flags, open_core = _flags(chosen), _open_core(chosen)
    names = Counter(_sound(a) for a in everyone)
    return [
        Line(a, age_at(a), day_of(a, today), flags[a.pk], open_core[a.pk], names[_sound(a)] > 1)
        for a in chosen
    ]  # fmt: skip


def day_of(admission: Admission, on: date) -> int:
    """Day of the stay; the day of admission is day 1."""
    return (on - timezone.localtime(admission.admitted_at).date()).days + 1


def _sound(admission: Admission) -> tuple[str, str]:
    """Names that are spoken alike are similar, whatever their characters."""
    return admission.patient.name_pinyin, admission.patient.sex or ""


def _flags(stays: list[Admission]) -> dict[int, list[dict[str, Any]]]:
    """What everybody should know of a patient before going to the bed."""
    ids = [a.pk for a in stays]
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    allergic = History.objects.filter(admission__in=ids, allergy=YesNo.YES)
    for stay_id in allergic.values_list("admission", flat=True):
        found[stay_id].append({"text": _("Allergy"), "tone": "critical"})
    measured = Echo.objects.filter(admission__in=ids, lvef__isnull=False)
    for stay_id, lvef in _latest(measured, "performed_at", "lvef"):
        if lvef < LOW_LVEF:
            found[stay_id].append({"text": f"LVEF {lvef:.0f}", "tone": "low"})
    kidney = LabResult.objects.filter(admission__in=ids, test="egfr", value__isnull=False)
    for stay_id, value in _latest(kidney, "collected_at", "value"):
        if value < LOW_EGFR:
            found[stay_id].append({"text": f"eGFR {value:.0f}", "tone": "high"})
    thinned = Medication.objects.filter(
        admission__in=ids, phase="ward", stopped_on__isnull=True, drug_class="oac"
    )
    for stay_id in set(thinned.values_list("admission", flat=True)):
        found[stay_id].append({"text": _("Anticoagulated"), "tone": "attention"})
    return found


def _latest(rows: QuerySet[Any], at: str, value: str) -> list[tuple[int, Any]]:
    ordered = rows.order_by("admission_id", f"-{at}", "-pk").distinct("admission_id")
    return list(ordered.values_list("admission_id", value))


def _open_core(stays: list[Admission]) -> dict[int, int]:
    """Core variables without an answer, over the sections that every such stay should have."""
    left: dict[int, int] = defaultdict(int)
    ids = [a.pk for a in stays]
    for model in sections():
        if not model.on_chart or model.repeats or model._meta.model_name == "discharge":
            continue
        rows = {r.admission_id: r for r in model._default_manager.filter(admission__in=ids)}
        for stay in stays:
            if not model.only_for or stay.category in model.only_for:
                left[stay.pk] += len(completeness(model, rows.get(stay.pk)).open)
    return left
