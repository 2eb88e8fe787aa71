"""In which order the points of the timeline happen, as rules that a person can read and sign.

A rule never refuses: it says which two times do not fit together and what that can mean. Only an instant in
the future is impossible. Sources: HL7 guide of NCDR CathPCI (7000, 7830, 7836, 7845), field.md §4.3.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from cardiology.timeline.points import Situation, Times

DAY = 24 * 60
ONE_IS_WRONG = _("one of the two times is wrong.")


class Severity(StrEnum):
    """`conflict`: one of the two times is wrong. `doubt`: there are patients in whom it is right."""

    CONFLICT = "conflict"
    DOUBT = "doubt"


@dataclass(frozen=True)
class Rule:
    """`first` is not after `then`, and not more than `within` minutes before it. `unless` names the places
    (see `Places`) at which the first of the two may be later."""

    id: str
    first: str
    then: str
    severity: Severity = Severity.CONFLICT
    meaning: Any = ONE_IS_WRONG
    within: int | None = None
    unless: str = ""


@dataclass(frozen=True)
class Conflict:
    """A rule that two times break. `apart` are the minutes from the first to the then."""

    rule: Rule
    first: datetime
    then: datetime

    @property
    def is_reversed(self) -> bool:
        """Whether the order is wrong; otherwise the two are too far apart."""
        return self.first > self.then


C, D = Severity.CONFLICT, Severity.DOUBT
BEFORE_ARRIVAL = _("either the patient had an ECG before arrival or one is wrong.")
IN_HOSPITAL = _("either the illness began in hospital or one is wrong.")
TRIAGE = _("either the patient waited before anybody saw them or one is wrong.")
AT_HOME = _("either it was taken before help came or one is wrong.")
WITHOUT_CONSENT = _("either it began before the paper was signed or one is wrong.")
ON_THE_CALL = _("either the laboratory was activated on the call alone or one is wrong.")
WAITED = _("either the patient waited in the laboratory or one is wrong.")
ELSEWHERE = _("either the patient came to the unit before the procedure or one is wrong.")
TOO_LONG = _("more time lies between them than such a course takes.")

RULES = (
    Rule("T01", "symptom_onset_at", "help_called_at"),
    Rule("T02", "help_called_at", "ems_dispatched_at"),
    Rule("T03", "ems_dispatched_at", "ems_arrived_at"),
    Rule("T04", "ems_arrived_at", "ems_left_at"),
    Rule("T05", "ems_left_at", "door_at"),
    Rule("T06", "symptom_onset_at", "first_contact_at"),
    Rule("T07", "first_contact_at", "first_ecg_at"),
    Rule("T08", "first_ecg_at", "ecg_sent_at"),
    Rule("T09", "first_ecg_at", "diagnosis_at"),
    Rule("T10", "first_ecg_at", "later_ecg_at"),
    Rule("T11", "other_hospital_at", "other_hospital_left_at"),
    Rule("T12", "other_hospital_left_at", "door_at"),
    Rule("T13", "first_contact_at", "door_at", D, TRIAGE),
    Rule("T14", "door_at", "first_ecg_at", D, BEFORE_ARRIVAL, unless="ecg_before_door"),
    Rule("T15", "symptom_onset_at", "door_at", D, IN_HOSPITAL, unless="onset_in_hospital"),
    Rule("T16", "troponin_drawn_at", "troponin_result_at"),
    Rule("T17", "first_contact_at", "antiplatelet_at", D, AT_HOME),
    Rule("T18", "first_contact_at", "anticoagulant_at", D, AT_HOME),
    Rule("T19", "consent_asked_at", "consent_signed_at"),
    Rule("T20", "consent_signed_at", "puncture_at", D, WITHOUT_CONSENT),
    Rule("T21", "diagnosis_at", "lab_activated_at", D, ON_THE_CALL),
    Rule("T22", "lab_activated_at", "lab_ready_at"),
    Rule("T23", "lab_ready_at", "patient_in_lab_at", D, WAITED),
    Rule("T24", "patient_in_lab_at", "puncture_at"),
    Rule("T25", "door_at", "puncture_at"),
    Rule("T26", "lysis_consent_at", "lysis_started_at", D, WITHOUT_CONSENT),
    Rule("T27", "first_ecg_at", "lysis_started_at"),
    Rule("T28", "lysis_started_at", "lysis_ended_at"),
    Rule("T29", "lysis_started_at", "lysis_reopened_at"),
    Rule("T30", "puncture_at", "angiography_at"),
    Rule("T31", "puncture_at", "wire_crossed_at"),
    Rule("T32", "first_ecg_at", "wire_crossed_at"),
    Rule("T33", "angiography_at", "wire_crossed_at", D),
    Rule("T34", "wire_crossed_at", "procedure_ended_at"),
    Rule("T35", "procedure_ended_at", "ccu_at", D, ELSEWHERE),
    Rule("T36", "symptom_onset_at", "puncture_at", D, TOO_LONG, within=7 * DAY),
    Rule("T37", "lysis_started_at", "puncture_at", D, TOO_LONG, within=7 * DAY),
    Rule("T38", "later_ecg_at", "puncture_at", D, TOO_LONG, within=DAY),
)


def conflicts(times: Times, stay: Situation, *, ecg_before_door: bool = False) -> list[Conflict]:
    """Every rule that the known times break, in the order of the column. Unknown times break none.

    `ecg_before_door`: the first ECG is recorded as one from before the arrival here.
    """
    explained = {"ecg_before_door": ecg_before_door, "onset_in_hospital": stay.arrival == "in_hospital"}
    return [c for c in _broken(times) if not (c.is_reversed and explained.get(c.rule.unless))]


def in_future(times: Times, *, now: datetime) -> list[str]:
    """The points that lie in the future, which cannot be; a minute is allowed for clocks that differ."""
    return [n for n, at in times.items() if at is not None and at > now + timedelta(minutes=1)]


def _broken(times: Times) -> Iterator[Conflict]:
    for rule in RULES:
        first, then = times.get(rule.first), times.get(rule.then)
        if first is None or then is None:
            continue
        apart = (then - first).total_seconds() / 60
        if (apart < 0) if rule.within is None else apart > rule.within:
            yield Conflict(rule, first, then)
