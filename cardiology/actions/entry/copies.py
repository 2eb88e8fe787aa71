"""Taking over what an earlier stay knew: deliberately, with its origin kept beside the value."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from cardiology.access import Permission, check_may
from cardiology.actions import sections
from cardiology.dictionary import Section
from cardiology.dictionary.registry import variables
from cardiology.dictionary.text import write_text
from cardiology.models import Admission, Medication, Phase, User
from cardiology.queries.entry import copies

ORIGIN = "origin_"  # before the name of a variable, in a form: the row it was taken over from
TAKEN = (
    "drug",
    "drug_text",
    "drug_class",
    "dose",
    "dose_unit",
    "dose_text",
    "frequency",
    "route",
    "started_on",
)


def mark_origins(row: Section, posted: Mapping[str, str]) -> None:
    """Keep beside each value that was taken over where it came from; one changed since has no origin."""
    named = {v.name: v for v in variables(type(row)) if posted.get(f"{ORIGIN}{v.name}")}
    if not named or row.admission is None:
        return
    offered = copies.proposals(row.admission, type(row))
    for name, variable in named.items():
        proposal = offered.get(name)
        same = proposal and write_text(variable, getattr(row, variable.attname)) == proposal.value
        if proposal and same and posted[f"{ORIGIN}{name}"] == proposal.origin.key:
            row.entered[name] = {**row.entered.get(name, {}), **proposal.origin.kept()}


@transaction.atomic
def take_drugs(admission: Admission, *, by: User, only: int | None = None) -> int:
    """Take over one or all of the proposed home drugs; how many were. What is there already is left out."""
    check_may(by, Permission.WRITE_RECORDS)
    Admission.objects.select_for_update(of=("self",)).get(pk=admission.pk)
    chosen = [p for p in copies.home_drugs(admission) if only is None or p.row.pk == only]
    for proposal in chosen:
        given: dict[str, Any] = {name: getattr(proposal.row, name) for name in TAKEN}
        drug = Medication(patient=admission.patient, admission=admission, phase=Phase.HOME, **given)
        drug.entered = {"drug": proposal.origin.kept()}
        sections.enter(drug, by=by)
    return len(chosen)
