"""What is told beside each name on the ward: risks, latest vital signs, and the duties of the record."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cardiology.guidance.risk import Risk, most_pressing, risks, scored
from cardiology.models import Admission, History, Isolation, LabResult, Medication, Vitals
from cardiology.queries.banner import day_of_stay
from cardiology.queries.snapshots import snapshots
from cardiology.rounds.duties import Duty, Facts, duties
from cardiology.snapshot import Snapshot

BLOOD = {"hb": "haemoglobin", "plt": "platelets"}
TROPONINS = ("hstni", "hstnt")


@dataclass(frozen=True)
class Errand:
    """A duty in words, with the address where it is done."""

    text: Any
    url: str


@dataclass(frozen=True)
class Told:
    """What is told of one stay."""

    risks: list[Risk] = field(default_factory=list)
    duties: list[Errand] = field(default_factory=list)
    vitals: str = ""
    troponin: str = ""  # flag of the latest result


def told(stays: list[Admission], missing: Mapping[int, int], today: date) -> dict[int, Told]:
    """By stay. `missing` is the number of open core variables; takes a fixed number of queries."""
    ids = [s.pk for s in stays]
    allergies = {pk: (answer, agent or "") for pk, answer, agent in _allergies(ids)}
    measured = _vitals(ids)
    first, results, phases = _first(ids, measured), _latest_results(ids), _phases(ids)
    by_pk = {s.pk: s for s in stays}
    found = {}
    for pk, seen in snapshots(stays):
        standing = [*_isolation(by_pk[pk]), *risks(seen, *allergies.get(pk, (None, "")))]
        facts = _facts(by_pk[pk], seen, missing[pk], phases[pk], today)
        found[pk] = Told(
            most_pressing([*standing, *scored(seen, first[pk], _blood(results[pk]))]),
            [_errand(duty, pk) for duty in duties(facts, today)],
            _signs(*measured[pk][-1]) if pk in measured else "",
            _troponin(results[pk]),
        )
    return found


def _isolation(stay: Admission) -> list[Risk]:
    """What the stay says of isolation; nothing where none is needed or nothing is recorded."""
    if stay.isolation in (None, "", Isolation.NONE):
        return []
    return [Risk(stay.get_isolation_display(), "critical", _("As the form “Stay and bed” says"))]  # type: ignore[attr-defined]


def _errand(duty: Duty, pk: int) -> Errand:
    section = reverse("section_new", args=[pk, duty.place]) if duty.place in ("echo", "medication") else ""
    return Errand(duty.text, section or reverse(duty.place, args=[pk]))


def _facts(stay: Admission, seen: Snapshot, missing: int, phases: Iterable[str], today: date) -> Facts:
    return Facts(
        day=day_of_stay(stay, today),
        planned=stay.planned_discharge_on,
        open_core=missing,
        category=stay.category,
        has_attending=stay.attending_id is not None,
        lvef_measured=bool(seen.lvef_measured_in_stay),
        phases=frozenset(phases),
    )


def _allergies(ids: list[int]) -> Any:
    answered = History.objects.filter(admission__in=ids, allergy__isnull=False)
    return answered.values_list("admission_id", "allergy", "allergy_to")


def _phases(ids: list[int]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    written = Medication.objects.filter(admission__in=ids).order_by()
    for pk, phase in written.values_list("admission_id", "phase").distinct():
        found[pk or 0].add(phase)
    return found


def _vitals(ids: list[int]) -> dict[int, list[tuple[Any, ...]]]:
    """Blood pressure and heart rate of each stay in order of time."""
    found: dict[int, list[tuple[Any, ...]]] = {}
    rows = Vitals.objects.filter(admission__in=ids).order_by("admission_id", "measured_at", "pk")
    for pk, *signs in rows.values_list("admission_id", "systolic_bp", "diastolic_bp", "heart_rate"):
        found.setdefault(pk or 0, []).append(tuple(signs))
    return found


def _first(
    ids: list[int], measured: Mapping[int, list[tuple[Any, ...]]]
) -> dict[int, dict[str, float | None]]:
    """The first vital signs and the first creatinine of each stay."""
    found: dict[int, dict[str, float | None]] = defaultdict(dict)
    for pk, ((sbp, _diastolic, rate), *_later) in measured.items():
        found[pk] |= {"sbp": _float(sbp), "heart_rate": _float(rate)}
    results = LabResult.objects.filter(admission__in=ids, test="cr", value__isnull=False)
    early = results.order_by("admission_id", "collected_at", "pk").distinct("admission_id")
    for pk, value in early.values_list("admission_id", "value"):
        found[pk or 0]["creatinine"] = _float(value)
    return found


def _latest_results(ids: list[int]) -> dict[int, dict[str, tuple[float | None, str]]]:
    """The latest value and flag of each test that is looked at."""
    found: dict[int, dict[str, tuple[float | None, str]]] = defaultdict(dict)
    results = LabResult.objects.filter(admission__in=ids, test__in=(*BLOOD, *TROPONINS))
    last = results.order_by("admission_id", "test", "-collected_at", "-pk").distinct("admission_id", "test")
    for pk, test, value, flag in last.values_list("admission_id", "test", "value", "flag"):
        found[pk or 0][str(test)] = (_float(value), flag or "")
    return found


def _blood(results: Mapping[str, tuple[float | None, str]]) -> dict[str, float | None]:
    return {name: results[test][0] for test, name in BLOOD.items() if test in results}


def _troponin(results: Mapping[str, tuple[float | None, str]]) -> str:
    return next((results[test][1] for test in TROPONINS if test in results), "")


def _signs(systolic: Any, diastolic: Any, rate: Any) -> str:
    """Blood pressure and heart rate as last measured: "128/76 · 71"."""
    pressure = (
        "" if systolic is None else f"{systolic:.0f}/{'–' if diastolic is None else f'{diastolic:.0f}'}"
    )
    return " · ".join(part for part in (pressure, "" if rate is None else f"{rate:.0f}") if part)


def _float(value: Any) -> float | None:
    return None if value is None else float(value)
