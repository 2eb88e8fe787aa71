"""What stands between a patient and a good discharge: open items, measures, drug classes, contacts."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from cardiology.dictionary.completeness import completeness
from cardiology.dictionary.registry import sections
from cardiology.guidance import advise
from cardiology.models import Admission, ClassDecision, Medication, Phase, User, WhyNot
from cardiology.quality import MEASURES, Outcome
from cardiology.queries.behind import LABELS, REASONS
from cardiology.queries.chart import applies, section_url
from cardiology.queries.snapshots import snapshots
from cardiology.registries import discharge_previews

CHIPS = (
    (_("Aspirin"), ("aspirin",)),
    (_("P2Y12 inhibitor"), ("p2y12",)),
    (_("Statin"), ("statin",)),
    (_("Beta-blocker"), ("beta_blocker",)),
    (_("ACEI / ARB / ARNI"), ("acei", "arb", "arni")),
    (_("MRA"), ("mra",)),
    (_("SGLT2 inhibitor"), ("sglt2i",)),
    (_("Anticoagulant"), ("oac",)),
)
TONES = {Outcome.MET: "done", Outcome.NOT_MET: "attention", Outcome.INDETERMINATE: "attention"}


def readiness(stay: Admission, user: User) -> dict[str, Any]:
    """Everything beside the form of the discharge page."""
    _pk, snapshot = snapshots([stay])[0]
    previews = (preview(stay, user) for preview in discharge_previews)
    return {
        "open_items": _open_items(stay),
        "measures": _measures(snapshot),
        "advice": [a for a in advise(snapshot) if not a.is_open],
        "chips": _chips(stay),
        "why_not": WhyNot.choices,
        "phones": list(stay.patient.phones.all()),
        "previews": [p for p in previews if p],
    }


def _open_items(stay: Admission) -> list[dict[str, Any]]:
    found = []
    for model in sections():
        name = str(model._meta.model_name)
        if model.repeats or name == "discharge" or not applies(model, stay):
            continue
        row = model._default_manager.filter(admission=stay).first()
        missing = completeness(model, row).open
        if missing:
            labels = [v.label for v in missing]
            found.append({"title": model.title, "url": section_url(stay, name), "labels": labels})
    return found


def _measures(snapshot: Any) -> list[dict[str, Any]]:
    lines = []
    for measure in MEASURES.values():
        verdict = measure(snapshot)
        if verdict.outcome in LABELS:
            lines.append({
                "title": measure.title,
                "outcome": LABELS[verdict.outcome],
                "tone": TONES.get(verdict.outcome, ""),
                "reason": REASONS.get(verdict.reason, verdict.reason),
            })  # fmt: skip
    return lines


def _chips(stay: Admission) -> list[dict[str, Any]]:
    """The classes that matter at discharge: given, deliberately not given (why), or open."""
    listed = Medication.objects.filter(admission=stay, phase=Phase.DISCHARGE)
    given = set(listed.values_list("drug_class", flat=True))
    reasons = dict(ClassDecision.objects.filter(admission=stay).values_list("drug_class", "reason"))
    words = dict(WhyNot.choices)
    chips = []
    for label, classes in CHIPS:
        why = next((reasons[c] for c in classes if c in reasons), None)
        state = "given" if given & set(classes) else "reason" if why else "open"
        chips.append(
            {"label": label, "drug_class": classes[0], "state": state, "why": words.get(why or "", "")}
        )
    return chips
