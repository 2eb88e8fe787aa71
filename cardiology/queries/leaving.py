"""What the discharge page shows: what is open, measures, drug classes, whether we can call."""

from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cardiology.models import Admission, ClassDecision, Disposition, Medication, Phase, Phone, WhyNot
from cardiology.quality import MEASURES, Outcome
from cardiology.queries.behind import LABELS, in_words
from cardiology.queries.completion import State
from cardiology.snapshot import Snapshot

# The classes that a guideline may ask for at discharge: (id, label, classes that count as given).
CHIPS = (
    ("aspirin", _("Aspirin"), ("aspirin",)),
    ("p2y12", "P2Y12", ("p2y12",)),
    ("statin", _("Statin"), ("statin",)),
    ("beta_blocker", _("Beta-blocker"), ("beta_blocker",)),
    ("acei", "ACEI/ARB/ARNI", ("acei", "arb", "arni")),
    ("mra", "MRA", ("mra",)),
    ("sglt2i", "SGLT2i", ("sglt2i",)),
)


@dataclass(frozen=True)
class Chip:
    """One drug class at discharge: given, or why not."""

    id: str
    label: Any
    is_given: bool
    reason: str
    reason_label: str


@dataclass(frozen=True)
class Judged:
    """A measure of this stay in words."""

    title: Any
    outcome: str
    label: Any
    reason: Any


@dataclass(frozen=True)
class Gap:
    """A section with open core variables."""

    title: Any
    url: str
    labels: list[Any]


def gaps(stay: Admission, done: list[State]) -> list[Gap]:
    """The sections in which core variables are open, with a link to the first of them."""
    return [
        Gap(s.model.title, _url(stay, s), [v.label for v in s.completeness.open])
        for s in done
        if s.completeness.open and s.name != "discharge"
    ]


def _url(stay: Admission, state: State) -> str:
    first = state.completeness.open[0].name
    if state.name == "admission":
        return f"{reverse('admission_edit', args=[stay.pk])}#id_{first}"
    if state.row is not None:
        return f"{reverse('section_edit', args=[state.name, state.row.pk])}#id_{first}"
    return reverse("section_new", args=[stay.pk, state.name])


def judged(snapshot: Snapshot) -> list[Judged]:
    """Every measure that concerns this stay, those that can still be put right first.

    Until somebody says where the patient goes, it is taken to be home: who leaves care is left out.
    """
    snapshot = replace(snapshot, disposition=snapshot.disposition or Disposition.HOME.value)
    found = []
    for measure in MEASURES.values():
        verdict = measure(snapshot)
        if verdict.outcome in LABELS:
            label, reason = LABELS[verdict.outcome], in_words(verdict.reason)
            found.append(Judged(measure.title, verdict.outcome, label, reason))
    order = [o for o in LABELS if o in tuple(Outcome)]
    return sorted(found, key=lambda j: order.index(Outcome(j.outcome)))


def chips(stay: Admission) -> list[Chip]:
    """The classes at discharge."""
    listed = Medication.objects.filter(admission=stay, phase=Phase.DISCHARGE)
    given = set(listed.values_list("drug_class", flat=True))
    reasons = dict(ClassDecision.objects.filter(admission=stay).values_list("drug_class", "reason"))
    words = dict(WhyNot.choices)
    return [
        Chip(
            name,
            label,
            bool(given & set(classes)),
            reasons.get(name, ""),
            str(words.get(reasons.get(name, ""), "")),
        )
        for name, label, classes in CHIPS
    ]


def phones(stay: Admission) -> list[Phone]:
    """The numbers under which the patient, or somebody close, can be called."""
    return list(Phone.objects.filter(patient_id=stay.patient_id, invalid_since__isnull=True))
