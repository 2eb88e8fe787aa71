"""The patients behind a measure."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cardiology.access import visible_to
from cardiology.models import Admission, DelayReason, Disposition, User, WhyNot
from cardiology.quality import Measure, Outcome, Verdict
from cardiology.queries.measures import discharged_between
from cardiology.queries.quality.words import fact
from cardiology.queries.snapshots import snapshots
from cardiology.snapshot import Snapshot

LABELS = {
    Outcome.NOT_MET: _("Not met"),
    Outcome.INDETERMINATE: _("Cannot be told"),
    Outcome.EXCEPTION: _("Exception"),
    Outcome.EXCLUDED: _("Excluded"),
    Outcome.MET: _("Met"),
}
ORDER = tuple(LABELS)  # what can still be put right first
UNDESIRED = {Outcome.NOT_MET: _("Has not happened"), Outcome.MET: _("Happened")}
REASONS: dict[str, Any] = {
    **dict(DelayReason.choices), **dict(Disposition.choices), **dict(WhyNot.choices),
    "transferred_in": _("Transferred in"), "in_hospital": _("Onset in hospital"),
    "missing": _("Not recorded"),
}  # fmt: skip


def said(measure: Measure, outcome: Outcome) -> tuple[Any, str]:
    """The outcome in words, and its tone: "done" for what is well, "attention" for what is not.

    Of what should not happen, to meet the measure is the event: it is never shown as an achievement.
    """
    label = UNDESIRED.get(outcome) if measure.undesired else None
    well = Outcome.NOT_MET if measure.undesired else Outcome.MET
    if outcome not in (Outcome.MET, Outcome.NOT_MET):
        return LABELS[outcome], ""
    return label or LABELS[outcome], "done" if outcome == well else "attention"


def in_words(reason: str) -> str:
    """Why a measure judged a stay as it did, in the language of who reads it."""
    return str(REASONS.get(reason) or (gettext(reason) if reason else ""))


@dataclass(frozen=True)
class Line:
    """One stay behind a number: outcome in words, why, and what is not known that could change it."""

    admission: Admission
    outcome: Outcome
    label: Any
    tone: str
    reason: Any
    missing: list[str]


def behind(user: User, measure: Measure, first: date) -> list[Line]:
    """Stays that ended in the month, those that need attention first; who is not concerned is left out."""
    last = first.replace(day=monthrange(first.year, first.month)[1])
    stays = list(discharged_between(visible_to(user, Admission), first, last))
    patients = dict(snapshots(stays))
    judged = [(stay, patients[stay.pk], measure(patients[stay.pk])) for stay in stays]
    lines = [_line(stay, measure, *told) for stay, *told in judged if told[1].outcome in LABELS]
    return sorted(
        lines, key=lambda line: (line.tone != "attention", ORDER.index(line.outcome), line.admission.pk)
    )


def _line(stay: Admission, measure: Measure, patient: Snapshot, verdict: Verdict) -> Line:
    is_open = verdict.outcome in (Outcome.NOT_MET, Outcome.INDETERMINATE)
    missing = [fact(name) for name in measure.missing(patient)] if is_open else []
    words = in_words(verdict.reason)
    return Line(stay, verdict.outcome, *said(measure, verdict.outcome), words, list(dict.fromkeys(missing)))
