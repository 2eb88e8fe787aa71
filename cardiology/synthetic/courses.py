"""Courses of illness: why somebody comes, how severe it is, how long they stay, what becomes of them."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from cardiology.synthetic.chance import Chance
from cardiology.synthetic.people import Person

# What a department of cardiology admits for; after the yearly report on cardiovascular health in China
# (ischaemic heart disease about two thirds), rounded.
REASONS = {
    "stemi": 0.17,
    "nstemi": 0.14,
    "ua": 0.24,
    "ccs": 0.12,
    "hf": 0.15,
    "af": 0.09,
    "arrhythmia": 0.03,
    "hypertension": 0.02,
    "valve": 0.015,
    "cardiomyopathy": 0.015,
    "pe": 0.005,
    "myocarditis": 0.005,
}
CORONARY = frozenset({"stemi", "nstemi", "ua", "ccs"})
INFARCTION = frozenset({"stemi", "nstemi"})
# Killip classes of acute MI: CAMI (I 76 %, II 14 %, III 4 %, IV 6 % of STEMI), rounded.
KILLIP = {
    "stemi": {"1": 0.75, "2": 0.15, "3": 0.04, "4": 0.06},
    "nstemi": {"1": 0.73, "2": 0.17, "3": 0.07, "4": 0.03},
}
KILLIP_EFFECT = {"1": 1.0, "2": 1.8, "3": 3.2, "4": 7.0}  # on death, relative to class I
# LVEF in percent: mean, sd (CAMI about 53; China-HF: a third below 40, mean near 44).
LVEF = {
    "stemi": (51, 10),
    "nstemi": (54, 10),
    "ua": (61, 7),
    "ccs": (61, 7),
    "hf": (42, 14),
    "af": (57, 10),
    "cardiomyopathy": (38, 12),
    "valve": (57, 9),
    "myocarditis": (52, 10),
}
# Nights in hospital: median and spread (CCC-ACS 10 days, here the shorter stays of recent years).
NIGHTS = {
    "stemi": (7.5, 0.3),
    "nstemi": (7, 0.35),
    "ua": (5, 0.4),
    "ccs": (3.5, 0.4),
    "hf": (8.5, 0.4),
    "af": (5, 0.4),
}
# Death in hospital of a man of 65 in Killip I: CAMI (STEMI 6 %, NSTEMI 5 % in all), China-HF 4 %.
DEATH_IN_HOSPITAL = {
    "stemi": 0.026,
    "nstemi": 0.022,
    "ua": 0.002,
    "ccs": 0.0005,
    "hf": 0.03,
    "af": 0.003,
    "pe": 0.03,
}
AGE_EFFECT = 1.06  # on death, per year (GRACE: about twofold per decade)
# Hazard per year after discharge for 65 years, Killip I, LVEF from 50: death; and its shape over time.
DEATH_PER_YEAR = {"stemi": 0.030, "nstemi": 0.042, "ua": 0.016, "ccs": 0.013, "hf": 0.085, "af": 0.04}
EARLY = ((30, 3.0), (180, 1.6), (10_000, 1.0))  # until day: factor
LVEF_EFFECT = ((35, 3.4), (40, 2.7), (50, 1.6), (101, 1.0))  # below: factor on death


@dataclass
class Stay:
    """One stay in the making: the facts from which everything recorded in it follows."""

    person: Person
    reason: str
    admitted_at: datetime
    nights: float
    killip: str | None = None
    lvef: float = 60
    nyha: str | None = None
    shock: bool = False
    arrest: bool = False
    dies: bool = False
    territory: str = "none"
    onset_hours: float = 0
    invasive: str = ""  # "", "angiography" or "pci"
    contrast: float = 0
    kidney_injury: bool = False
    bleeds: bool = False
    number: int = 0
    attending: int | None = None
    discharged_at: datetime | None = None
    disposition: str = ""
    times: dict[str, datetime] = field(default_factory=dict)
    discharge_classes: set[str] = field(default_factory=set)
    keys: dict[str, Any] = field(default_factory=dict)

    @property
    def chance(self) -> Chance:
        return self.person.chance

    @property
    def age(self) -> float:
        return self.person.age(self.admitted_at)

    def at(self, hours: float) -> datetime:
        """An instant so many hours after admission, to the minute."""
        return self.admitted_at + timedelta(minutes=round(hours * 60))

    def lasts(self, hours: float, until: datetime) -> bool:
        """Whether the patient was still there then, and the record had been written."""
        return self.at(hours) < min(self.discharged_at or until, until)


def nights(chance: Chance, reason: str) -> float:
    """How long a stay lasts."""
    median, spread = NIGHTS.get(reason, (6, 0.4))
    return chance.skewed(median, spread, 1.2, 40, 2)


def draw(person: Person, reason: str, admitted_at: datetime, length: float) -> Stay:
    """The facts of a stay: severity first, then what follows from it."""
    chance = person.chance
    stay = Stay(person, reason, admitted_at, length)
    if reason in KILLIP:
        stay.killip = chance.pick(_older_is_worse(KILLIP[reason], stay.age))
    stay.shock = stay.killip == "4" or (reason == "hf" and chance.yes(0.02))
    stay.arrest = chance.yes({"stemi": 0.03, "nstemi": 0.01}.get(reason, 0.001))
    stay.lvef = _lvef(stay)
    if reason in ("hf", "cardiomyopathy", "valve") or stay.lvef < 40:
        stay.nyha = chance.pick(
            {"2": 0.2, "3": 0.48, "4": 0.32} if reason == "hf" else {"1": 0.1, "2": 0.5, "3": 0.4}
        )
    if reason == "stemi":
        stay.territory = chance.pick({"anterior": 0.48, "inferior": 0.4, "lateral": 0.07, "posterior": 0.05})
    stay.onset_hours = chance.skewed({"stemi": 2.6, "nstemi": 5.5}.get(reason, 12), 0.6, 0.3, 60, 2)
    stay.invasive = _invasive(stay)
    stay.dies = chance.yes(risk_of_death(stay))
    _mishaps(stay)
    return stay


def risk_of_death(stay: Stay) -> float:
    """Probability of death in hospital."""
    base = DEATH_IN_HOSPITAL.get(stay.reason, 0.005) * AGE_EFFECT ** (stay.age - 65)
    base *= (
        KILLIP_EFFECT.get(stay.killip or "1", 1)
        * (1.5 if stay.lvef < 40 else 1)
        * (2.5 if stay.arrest else 1)
    )
    return min(base, 0.6)


def days_until_death(stay: Stay) -> float:
    """Days from discharge to death, by the hazards above."""
    hazard = DEATH_PER_YEAR.get(stay.reason, 0.02) / 365.25 * AGE_EFFECT ** (stay.age - 65)
    hazard *= next(factor for below, factor in LVEF_EFFECT if stay.lvef < below)
    hazard *= {"2": 1.4, "3": 2.0, "4": 2.8}.get(stay.killip or "1", 1.0)
    hazard *= 1.7 if stay.person.has("kidney_disease") else 1.0
    return _time_to(stay.chance, hazard)


def days_until_return(stay: Stay) -> tuple[float, str]:
    """Days to the next stay, and its reason."""
    heart_failure = (0.5 if stay.reason in ("hf", "cardiomyopathy") else 0.02) * (2 if stay.lvef < 40 else 1)
    coronary = 0.10 if stay.reason in CORONARY else 0.01
    other = 0.06 if stay.reason in ("af", "arrhythmia", "valve") else 0.02
    times = {
        "hf": _time_to(stay.chance, heart_failure / 365.25),
        "nstemi": _time_to(stay.chance, coronary * 0.25 / 365.25),
        "ua": _time_to(stay.chance, coronary * 0.75 / 365.25),
        "af": _time_to(stay.chance, other / 365.25),
    }
    reason = min(times, key=lambda r: times[r])
    return times[reason] + 4, reason


def _time_to(chance: Chance, per_day: float) -> float:
    """A waiting time under a hazard that is higher at first (`EARLY`)."""
    budget, day = chance.expovariate(1), 0.0
    for until, factor in EARLY:
        span = (until - day) * per_day * factor
        if budget < span:
            return day + budget / (per_day * factor)
        budget -= span
        day = until
    return day


def _lvef(stay: Stay) -> float:
    mean, sd = LVEF.get(stay.reason, (62, 6))
    mean -= {"2": 5, "3": 10, "4": 13}.get(stay.killip or "1", 0) + (6 if stay.person.has("prior_mi") else 0)
    return stay.chance.about(mean, sd, 15, 70)


def _invasive(stay: Stay) -> str:
    """Angiography and PCI by reason; less often in the very old and with bad kidneys."""
    angiography, pci = {
        "stemi": (0.9, 0.93),
        "nstemi": (0.76, 0.76),
        "ua": (0.78, 0.58),
        "ccs": (0.85, 0.45),
    }.get(stay.reason, (0.06, 0.0))
    if stay.age > 80 or stay.person.creatinine > 250:
        angiography *= 0.6
    if stay.reason == "stemi" and stay.onset_hours > 24:
        angiography *= 0.6
    if not stay.chance.yes(angiography):
        return ""
    return "pci" if stay.chance.yes(pci) else "angiography"


def _mishaps(stay: Stay) -> None:
    """Kidney injury after contrast about 8 %, more with bad kidneys and shock; bleeding about 3 %."""
    risk = 0.06 * (2.5 if stay.person.creatinine > 120 else 1) * (3 if stay.shock else 1)
    stay.kidney_injury = bool(stay.invasive) and stay.nights > 3 and stay.chance.yes(min(risk, 0.5))
    stay.bleeds = stay.reason in CORONARY and stay.chance.yes(0.02 * (2 if stay.age > 75 else 1))


def _older_is_worse(weights: dict[str, float], age: float) -> dict[str, float]:
    tilt = 1.02 ** (age - 62)
    return {k: w * (1 if k == "1" else tilt) for k, w in weights.items()}
