"""Milligrams a day from a dose as it is written."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

PER_DAY = {
    "qd": 1.0, "od": 1.0, "daily": 1.0, "q24h": 1.0, "qn": 1.0, "hs": 1.0, "nightly": 1.0, "qam": 1.0,
    "bid": 2.0, "bd": 2.0, "q12h": 2.0, "tid": 3.0, "tds": 3.0, "q8h": 3.0, "qid": 4.0, "qds": 4.0,
    "q6h": 4.0, "q4h": 6.0, "qod": 0.5, "每日一次": 1.0, "每日1次": 1.0, "每日两次": 2.0, "每日2次": 2.0,
    "每晚一次": 1.0, "每日三次": 3.0, "每日3次": 3.0,
}  # fmt: skip
MG = {
    "mg": 1.0,
    "毫克": 1.0,
    "g": 1000.0,
    "克": 1000.0,
    "ug": 0.001,
    "µg": 0.001,
    "mcg": 0.001,
    "\u03bcg": 0.001,
}  # the Greek letter: what casefold makes of the micro sign


def mg_a_day(dose: float | None, unit: str | None, frequency: str | None) -> float | None:
    """Dose times how often; None where the dose, its unit or how often is not known, and "when needed"."""
    times = PER_DAY.get((frequency or "").strip().casefold())
    milligrams = MG.get((unit or "").strip().casefold())
    return None if dose is None or times is None or milligrams is None else dose * times * milligrams


def daily_doses(listed: Iterable[Any]) -> dict[str, float]:
    """Milligrams a day of each drug of a list; what stands on several lines is added up. A drug of which
    one line cannot be told is left out."""
    lines: dict[str, list[float | None]] = defaultdict(list)
    for m in listed:
        if m.drug:
            dose = None if m.dose is None else float(m.dose)
            lines[m.drug].append(mg_a_day(dose, m.dose_unit, m.frequency))
    return {drug: sum(known) for drug, doses in lines.items()
            if len(known := [d for d in doses if d is not None]) == len(doses)}  # fmt: skip
