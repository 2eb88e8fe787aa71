"""The discharge summary of one stay: for the doctor who goes on, and for the patient who takes it home."""

from typing import Any

from django.utils.translation import gettext as _

from cardiology import codes
from cardiology.documents.coronary import tree_of_stay
from cardiology.documents.narrative import narrative
from cardiology.documents.results import key_results
from cardiology.models import Admission, Discharge, Medication, Patient, Phase, Timeline, User
from cardiology.prescribing.reconciliation import CHANGED, CONTINUED, NEW, OPEN, STOPPED, Step
from cardiology.queries import stay as stays
from cardiology.queries.drafts import draft_of
from cardiology.queries.drugs.lists import dual_antiplatelet, name_of, regimen, steps
from cardiology.queries.drugs.reconciled import WORDS, card
from cardiology.queries.one_stay import Recorded
from cardiology.queries.signing import signatures
from cardiology.queries.snapshots import age_at
from cardiology.queries.timeline.summary import timeline_of
from cardiology.registries import discharge_previews, summary_parts, warning_signs
from cardiology.wording import day


def context(admission: Admission, user: User) -> dict[str, Any]:
    """Everything the summary says, as plain values, in the active language."""
    read, age = Recorded(admission), age_at(admission)
    discharge = stays.discharge_of(admission)
    found = steps(read.of(Medication))
    asked = summary_parts if admission.discharged_at else discharge_previews
    plan = [table for part in asked if (table := part(admission, user))]
    planned = dual_antiplatelet(read)
    return {
        "admission": admission, "patient": heading(admission.patient), "age": age, "discharge": discharge,
        "diagnoses": stays.diagnosis_names(admission),
        "narrative": narrative(read, age),
        "chest_pain": timeline_of(admission, next(iter(read.of(Timeline)), None)),
        "own_words": _own_words(admission, discharge, user),
        "procedures": stays.procedures_of(admission),
        "tree": tree_of_stay(admission, user),
        "results": key_results(admission),
        "drugs": [_drug(m, found) for m in read.of(Medication) if m.phase == Phase.DISCHARGE],
        "stopped": [card(s) for s in found if s.fate == STOPPED],
        "undecided": [card(s) for s in found if s.fate == OPEN],
        "dapt_until": getattr(discharge, "dapt_until_on", None) or getattr(planned, "until", None),
        "plan": plan,
        "next": next((row for table in plan for row in table.rows), None),
        "signs": [sign for part in warning_signs for sign in part(admission, user)],
        "phone": admission.department.phone if admission.department else "",
        "signed": signatures.signatures(user, signatures.summary(admission)),
        "kind": "" if admission.discharged_at else _("Draft: not yet discharged"),
    }  # fmt: skip


def _own_words(admission: Admission, discharge: Discharge | None, user: User) -> str:
    """What the doctor adds to the course; while the stay runs, as far as it is typed."""
    if discharge is not None:
        return discharge.summary or ""
    draft = draft_of(user, admission, "discharge")
    return str(draft.values.get("summary", "")) if draft else ""


def _drug(row: Medication, found: list[Step]) -> dict[str, Any]:
    """A drug of the discharge list, with what is different from before the stay."""
    step = next((s for s in found if s.discharge and s.discharge.id == row.pk), None)
    fate = step.fate if step else NEW
    group = codes.label("drug_classes", row.drug_class)
    return {
        "drug": name_of(row), "regimen": regimen(row),
        "for": row.indication or (group if group.casefold() != name_of(row).casefold() else ""),
        "until": day(row.stopped_on), "fate": fate, "change": _change(step),
    }  # fmt: skip


def _change(step: Step | None) -> str:
    """New, continued, or what changed and from what."""
    if step is None or step.home is None:
        return _("New")
    if step.fate == CONTINUED:
        return _("Continued")
    before = card(step).before
    if step.is_switch:
        return _("New, instead of %(drug)s %(before)s") % {"drug": step.home.name, "before": before}
    what = _(", ").join(str(WORDS[name]) for name in step.changes)
    told = {"what": what, "before": before}
    return _("Changed: %(what)s (before: %(before)s)") % told if step.fate == CHANGED else ""


def heading(patient: Patient) -> dict[str, str]:
    """The patient's identity as every page of a document repeats it."""
    return {
        "name": patient.name,
        "number": patient.number,
        "sex": patient.get_sex_display() if patient.sex else "",  # type: ignore[attr-defined]
        "born": day(patient.birth_on),
    }
