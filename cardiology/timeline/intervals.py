"""The intervals that follow from the points of the timeline, each with its target and where that is from.

Minutes; an interval is unknown while either end is unknown. Chest-pain-centre re-certification, NHC
single-disease STEMI, CCC-ACS (NCT02306616), ACC/AHA 2017.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal

from django.utils.translation import gettext_lazy as _

from cardiology.timeline.points import Situation, Times, concerns


@dataclass(frozen=True)
class Interval:
    """From one point to another. `target` is the most minutes that count as in time, `by_transfer` that of
    patients who were transferred in; `aims` says for whom there is a target (everybody, infarction with ST
    elevation, primary PCI in such); `may_precede`: the end may be before the start and is then in time."""

    name: str
    label: Any
    start: str
    end: str
    target: int | None = None
    by_transfer: int | None = None
    source: str = ""
    aims: Literal["all", "stemi", "primary"] = "all"
    may_precede: bool = False

    def minutes(self, times: Times) -> float | None:
        """Minutes from start to end, negative where they are out of order; None while either is unknown."""
        start, end = times.get(self.start), times.get(self.end)
        if start is None or end is None:
            return None
        return (end.timestamp() - start.timestamp()) / 60  # not end - start: clocks may change in between

    def limit(self, stay: Situation) -> int | None:
        """The target that holds for this stay; None where nothing is aimed at."""
        if self.aims != "all" and stay.category not in (None, "stemi"):
            return None
        if self.aims == "primary" and stay.reperfusion not in (None, "primary_pci"):
            return None
        return self.by_transfer if self.by_transfer and stay.is_transfer else self.target

    def is_met(self, minutes: float | None, stay: Situation) -> bool | None:
        """Whether it is in time; None where it is unknown or nothing is aimed at."""
        limit = self.limit(stay)
        if minutes is None or limit is None:
            return None
        return minutes <= limit and (minutes >= 0 or self.may_precede)


class State(StrEnum):
    """What can be said of an interval."""

    MET = "met"
    LATE = "late"
    KNOWN = "known"  # nothing is aimed at
    REVERSED = "reversed"  # the end is before the start
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Judged:
    """One interval of one stay."""

    interval: Interval
    minutes: float | None
    limit: int | None
    state: State
    missing: tuple[str, ...] = ()  # the points that are not known


INTERVALS = (
    Interval("onset_to_contact", _("Onset to first contact"), "symptom_onset_at", "first_contact_at"),
    Interval("contact_to_ecg", _("First medical contact to ECG"), "first_contact_at", "first_ecg_at", 10,
             source="CPC"),
    Interval("ecg_to_diagnosis", _("ECG to diagnosis"), "first_ecg_at", "diagnosis_at", 10, source="CPC",
             aims="stemi"),
    Interval("door_in_door_out", _("Door in, door out (other hospital)"), "other_hospital_at",
             "other_hospital_left_at", 30, source="ACC/AHA PM-10", aims="stemi"),
    Interval("contact_to_door", _("First contact to door"), "first_contact_at", "door_at"),
    Interval("door_to_ecg", _("Door to ECG"), "door_at", "first_ecg_at", 10, source="NHC STEMI-1",
             may_precede=True),
    Interval("draw_to_result", _("Blood drawn to troponin result"), "troponin_drawn_at",
             "troponin_result_at", 20, source="CPC"),
    Interval("door_to_needle", _("Door to needle"), "door_at", "lysis_started_at", 30,
             source="NHC STEMI-6; CCC-ACS 2", aims="stemi"),
    Interval("door_to_activation", _("Door to activation"), "door_at", "lab_activated_at"),
    Interval("activation_to_ready", _("Activation to laboratory ready"), "lab_activated_at", "lab_ready_at",
             30, source="CPC", aims="stemi"),
    Interval("consent", _("Consent"), "consent_asked_at", "consent_signed_at"),
    Interval("door_to_puncture", _("Door to puncture"), "door_at", "puncture_at"),
    Interval("puncture_to_wire", _("Puncture to wire"), "puncture_at", "wire_crossed_at"),
    Interval("door_to_wire", _("Door to wire"), "door_at", "wire_crossed_at", 90,
             source="NHC STEMI-5; CCC-ACS 3", aims="primary"),
    Interval("contact_to_wire", _("First medical contact to wire"), "first_contact_at", "wire_crossed_at",
             90, 120, source="ACC/AHA PM-8, PM-11", aims="primary"),
    Interval("onset_to_wire", _("Onset to wire (total ischaemic time)"), "symptom_onset_at",
             "wire_crossed_at"),
)  # fmt: skip
BY_NAME = {i.name: i for i in INTERVALS}


def minutes(times: Times) -> dict[str, float]:
    """The minutes of every interval whose ends are known, by its name."""
    found = {i.name: i.minutes(times) for i in INTERVALS}
    return {name: m for name, m in found.items() if m is not None}


def judge(times: Times, stay: Situation) -> list[Judged]:
    """Every interval that concerns the stay, with what can be said of it."""
    return [_judged(i, times, stay) for i in INTERVALS if _concerns(i, times, stay)]


def late(judged: Iterable[Judged]) -> list[Judged]:
    """Those that are over their target: of these a reason is asked."""
    return [j for j in judged if j.state is State.LATE]


def _concerns(interval: Interval, times: Times, stay: Situation) -> bool:
    if interval.minutes(times) is not None:
        return True
    return concerns(interval.start, stay) and concerns(interval.end, stay)


def _judged(interval: Interval, times: Times, stay: Situation) -> Judged:
    found, limit = interval.minutes(times), interval.limit(stay)
    missing = tuple(n for n in (interval.start, interval.end) if times.get(n) is None)
    return Judged(interval, found, limit, _state(interval, found, stay), missing)


def _state(interval: Interval, found: float | None, stay: Situation) -> State:
    if found is None:
        return State.UNKNOWN
    if found < 0 and not interval.may_precede:
        return State.REVERSED
    met = interval.is_met(found, stay)
    return State.KNOWN if met is None else State.MET if met else State.LATE
