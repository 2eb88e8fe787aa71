"""To whom a red flag rises, and after how many minutes: pure, the clock is an argument.

A hospital may have its own minutes; these are those of the department's follow-up programme.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from followup.redflags import CRITICAL, WARN

ATTENDING, ON_CALL, HEAD = "attending", "on_call", "head"
ROLES: dict[str, Any] = {
    ATTENDING: _("Attending doctor"),
    ON_CALL: _("Doctor on call"),
    HEAD: _("Head of department"),
}
TAKEN, CLOSED = "taken", "closed"

# What may become of a red flag. Who waits longest is the head: nobody is above.
TRANSITIONS: dict[str, frozenset[str]] = {
    ATTENDING: frozenset({ON_CALL, TAKEN, CLOSED}),
    ON_CALL: frozenset({HEAD, TAKEN, CLOSED}),
    HEAD: frozenset({TAKEN, CLOSED}),
    TAKEN: frozenset({CLOSED}),
    CLOSED: frozenset(),
}
LABELS: dict[str, Any] = {
    ATTENDING: _("Waits for the attending doctor"),
    ON_CALL: _("Waits for the doctor on call"),
    HEAD: _("Waits for the head of department"),
    TAKEN: _("Acknowledged"),
    CLOSED: _("Closed with its outcome"),
}
OWNERS: dict[str, Any] = {**ROLES, TAKEN: _("The doctor who took it"), CLOSED: _("Nobody: finished")}


class NotAllowed(ValueError):
    """A red flag cannot go from this state to that one."""


def state_of(level: int, *, is_taken: bool, is_closed: bool) -> str:
    """Where a red flag stands; the level counts from 1."""
    if is_closed:
        return CLOSED
    return TAKEN if is_taken else tuple(ROLES)[level - 1]


def check(old: str, new: str) -> str:
    """The new state, if it may follow the old one."""
    if new not in TRANSITIONS[old]:
        raise NotAllowed(f"A red flag that is {old} cannot become {new}.")
    return new


@dataclass(frozen=True)
class Step:
    """One level: who, and how many minutes after the flag was opened it gets there untaken."""

    to: str
    minutes: int
    tag: str  # K: known practice, to be confirmed by a clinician; H: house rule


# Critical: taken within 30 minutes, then a second doctor, after an hour the head. Warnings: within a day.
STEPS: dict[str, tuple[Step, ...]] = {
    CRITICAL: (Step(ATTENDING, 0, "K"), Step(ON_CALL, 30, "K"), Step(HEAD, 60, "K")),
    WARN: (Step(ATTENDING, 0, "K"), Step(ON_CALL, 1440, "K"), Step(HEAD, 2880, "H")),
}


def steps_for(severity: str, own: Mapping[tuple[str, str], int]) -> list[Step]:
    """The levels of a severity with a hospital's own minutes, in order of time."""
    found = [
        Step(step.to, own.get((severity, step.to), step.minutes), step.tag)
        for step in STEPS.get(severity, STEPS[WARN])
    ]
    return sorted(found, key=lambda s: s.minutes)


def level_after(waited: timedelta, steps: Sequence[Step]) -> int:
    """The level (from 1) of an untaken flag after this time; a level is reached on its minute."""
    return max(sum(waited >= timedelta(minutes=s.minutes) for s in steps), 1)


def target(severity: str, own: Mapping[tuple[str, str], int]) -> timedelta:
    """Within which time a flag has to be taken: what its first addressee has."""
    return timedelta(minutes=steps_for(severity, own)[1].minutes)
