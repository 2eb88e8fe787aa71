"""Since when what is given is given, and how steadily: the clocks that rules on controls ask for."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from cardiology.models import Medication, Phase

HEPARINS = ("heparin", "enoxaparin", "nadroparin", "dalteparin")
LIPIDS = ("statin", "other_lipid")
IN_RANGE = (2.0, 3.0)  # INR
HALF_YEAR = timedelta(days=183)
GAP = timedelta(days=56)  # Rosendaal: between INR further apart nothing is said
LEAST = 3  # INR for a time in range
SEVERAL = 4  # INR in range over half a year: very stable
DAY = timedelta(days=1)

Series = list[tuple[datetime, float, Any]]


def facts(read: Any, series: dict[str, Series], now: datetime) -> dict[str, Any]:
    """Fields of a snapshot for the stay of a `Recorded`; no query beside what it has read."""
    listed, today = read.of(Medication), timezone.localdate(now)
    ldl, lipids = series.get("ldl") or series.get("ldld") or [], _start(listed, LIPIDS)
    inr = [(at, value) for at, value, _high in series.get("inr", ())]
    ck = series.get("ck")
    return {
        "raas_days": _days(_changed(listed, ("acei", "arb", "arni")), today),
        "mra_days": _days(_changed(listed, ("mra",)), today),
        "warfarin_days": _days(_start(listed, (), ("warfarin",)), today),
        "heparin_days": _days(_start(listed, (), HEPARINS), today),
        "lipid_days_now": _days(lipids, today),
        "lipid_days": _days(lipids, timezone.localdate(ldl[-1][0])) if ldl else None,
        "ldl_fall": _fall(ldl, lipids),
        "ck_day": (ck[-1][0] - read.stay.admitted_at) / DAY if ck else None,
        "inr_stability": _steady(inr, now),
        "time_in_range": time_in_range([(at, v) for at, v in inr if at >= now - HALF_YEAR]),
    }  # fmt: skip


def _days(since: date | None, until: date) -> float | None:
    return None if since is None else float((until - since).days)


def _of(listed: Iterable[Any], classes: Iterable[str], drugs: Iterable[str]) -> list[Any]:
    return [m for m in listed if m.drug_class in classes or m.drug in drugs]


def _start(listed: Iterable[Any], classes: Iterable[str], drugs: Iterable[str] = ()) -> date | None:
    """The first day of a kind of drug; None where it was taken before and the day is not known."""
    found = _of(listed, classes, drugs)
    if any(m.entered.get(Medication.starts) == Medication.unknown_start for m in found):
        return None
    return min((m.started_on for m in found), default=None)


def _changed(listed: Iterable[Any], classes: Iterable[str]) -> date | None:
    """The day on which a class was begun, or its dose or drug last changed; home and ward are one course."""
    found = sorted(_of(listed, classes, ()), key=lambda m: (m.started_on, m.phase != Phase.HOME, m.pk))
    since, before = None, None
    for m in found:
        order = (m.drug, m.dose, m.frequency)
        if order != before:
            is_known = m.entered.get(Medication.starts) != Medication.unknown_start
            since, before = (m.started_on if is_known else None), order
    return since


def _fall(ldl: Series, since: date | None) -> float | None:
    """The share by which LDL fell from the last value before the therapy; None where either is not known."""
    if since is None:
        return None
    before = [v for at, v, _high in ldl if timezone.localdate(at) <= since]
    after = [v for at, v, _high in ldl if timezone.localdate(at) > since]
    return 1 - after[-1] / before[-1] if before and after and before[-1] else None


def _steady(inr: list[tuple[datetime, float]], now: datetime) -> str | None:
    """Whether the last two INR were in range, and all of half a year (house definition)."""
    if len(inr) < 2:
        return None
    inside = [IN_RANGE[0] <= value <= IN_RANGE[1] for _at, value in inr]
    if not all(inside[-2:]):
        return "unstable"
    lately = [ok for ok, (at, _v) in zip(inside, inr, strict=True) if at >= now - HALF_YEAR]
    return "very_stable" if len(lately) >= SEVERAL and all(lately) else "stable"


def time_in_range(inr: list[tuple[datetime, float]]) -> float | None:
    """The share of time with an INR in range by linear interpolation (Rosendaal); None for fewer than 3."""
    if len(inr) < LEAST:
        return None
    inside = total = 0.0
    for (start, a), (end, b) in zip(inr, inr[1:], strict=False):
        span = (end - start) / DAY
        if 0 < span <= GAP / DAY:
            total += span
            inside += span * _share(a, b)
    return inside / total if total else None


def _share(a: float, b: float) -> float:
    """The share of the way from a to b that lies in range."""
    low, high = min(a, b), max(a, b)
    if high == low:
        return float(IN_RANGE[0] <= low <= IN_RANGE[1])
    return max(min(high, IN_RANGE[1]) - max(low, IN_RANGE[0]), 0.0) / (high - low)
