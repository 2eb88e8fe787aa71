"""What the discharge page shows: what is open and who owns it, measures, whether we can call."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cardiology.access import led_to
from cardiology.models import Admission, Disposition, Phone, Role, User
from cardiology.quality import MEASURES, Outcome
from cardiology.queries.behind import LABELS, ORDER, in_words, said
from cardiology.queries.completion import State
from cardiology.queries.drugs.chips import Chips
from cardiology.queries.drugs.lists import dual_antiplatelet
from cardiology.queries.drugs.reconciled import Reconciled
from cardiology.queries.one_stay import Recorded
from cardiology.snapshot import Snapshot


@dataclass(frozen=True)
class Judged:
    """A measure of this stay in words."""

    title: Any
    outcome: str
    label: Any
    tone: str
    reason: Any


@dataclass(frozen=True)
class Gap:
    """Something open: what, where it is settled (no address where the reader may not), and who owns it."""

    title: Any
    url: str
    labels: list[Any]
    owner: str


# Sections that the nurses of the ward keep; the others are the attending doctor's.
OF_NURSES = ("admission", "vitals")


def gaps(
    user: User, stay: Admission, done: list[State], drugs: Reconciled, classes: Chips, numbers: list[Phone]
) -> list[Gap]:
    """What is open before the discharge, with a link to where it is settled, and who owns it."""
    doctor = str(stay.attending or Role.CARDIOLOGIST.label)
    nurse = str(stay.primary_nurse or Role.WARD_NURSE.label)
    found = [
        Gap(s.model.title, led_to(user, _url(stay, s)), [v.label for v in s.completeness.open],
            nurse if s.name in OF_NURSES else doctor)
        for s in done
        if s.completeness.open and s.name != "discharge"
    ]  # fmt: skip
    if not drugs.is_done:
        told = [card.name for card in drugs.open] or [_open_drugs(drugs)]
        found.append(Gap(_("Home drugs"), "#reconciliation", told, doctor))
    if classes.open:
        told = [chip.label for chip in classes.rows if chip.state == "open"]
        found.append(Gap(_("Drug classes without a reason"), f"#chips-{classes.phase}", told, doctor))
    if not numbers:
        url = led_to(user, reverse("patient_edit", args=[stay.patient_id]))
        found.append(Gap(_("Phone"), url, [_("No valid number")], nurse))
    return found


def _open_drugs(drugs: Reconciled) -> Any:
    return _("To be confirmed") if drugs.has_home else _("Not recorded what is taken at home")


def _url(stay: Admission, state: State) -> str:
    first = state.completeness.open[0].name
    if state.name == "admission":
        return f"{reverse('admission_edit', args=[stay.pk])}#id_{first}"
    if state.row is not None:
        return f"{reverse('section_edit', args=[state.name, state.row.pk])}#id_{first}"
    return reverse("section_new", args=[stay.pk, state.name])


def offered(read: Recorded, now: datetime) -> dict[str, Any]:
    """With what the discharge form opens: now, and the planned end of dual antiplatelet therapy."""
    planned = dual_antiplatelet(read)
    return {"discharged_at": now} | ({"dapt_until_on": planned.until} if planned else {})


def judged(snapshot: Snapshot) -> list[Judged]:
    """Every measure that concerns this stay, those that can still be put right first.

    Until somebody says where the patient goes, it is taken to be home: who leaves care is left out.
    """
    snapshot = replace(snapshot, disposition=snapshot.disposition or Disposition.HOME.value)
    found = []
    for measure in MEASURES.values():
        verdict = measure(snapshot)
        if verdict.outcome in LABELS:
            label, tone = said(measure, verdict.outcome)
            if verdict.outcome == Outcome.NOT_MET and not measure.undesired:
                label = _("Not yet")
            found.append(Judged(measure.title, verdict.outcome, label, tone, in_words(verdict.reason)))
    return sorted(found, key=lambda j: (j.tone != "attention", ORDER.index(Outcome(j.outcome))))


def phones(stay: Admission) -> list[Phone]:
    """The numbers under which the patient, or somebody close, can be called."""
    return list(Phone.objects.filter(patient_id=stay.patient_id, invalid_since__isnull=True))
