"""What may become of a visit, and who owns it in each state."""

from typing import Any

from django.utils.translation import gettext_lazy as _

TRANSITIONS: dict[str, frozenset[str]] = {
    "open": frozenset({"done", "unreachable", "refused", "died", "cancelled", "missed"}),
    "unreachable": frozenset({"open", "done", "died"}),  # reversible: later evidence counts
    "missed": frozenset({"open", "done", "died"}),
    "done": frozenset(),
    "refused": frozenset({"open"}),  # the patient changes their mind
    "died": frozenset({"open"}),  # a death that was reported in error
    "cancelled": frozenset({"open"}),  # the record was changed back
}

OWNERS: dict[str, Any] = {
    "open": _("Follow-up nurse"),
    "unreachable": _("Head of department"),
    "missed": _("Head of department"),
    "done": _("Nobody: finished"),
    "refused": _("Nobody: finished"),
    "died": _("Nobody: finished"),
    "cancelled": _("Nobody: finished"),
}


class NotAllowed(ValueError):
    """A visit cannot go from this state to that one."""


def check(old: str, new: str) -> str:
    """The new state, if it may follow the old one."""
    if new not in TRANSITIONS[old]:
        raise NotAllowed(f"A visit that is {old} cannot become {new}.")
    return new
