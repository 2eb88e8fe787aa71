"""The drugs of a stay: tables saved at once, why a class is not given, what becomes of home drugs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cardiology.actions import sections
from cardiology.models import (
    Admission,
    ClassDecision,
    Discharge,
    Fate,
    FateReason,
    History,
    Medication,
    Phase,
    User,
    WhyNot,
)
from cardiology.prescribing.classes import BY_ID
from cardiology.prescribing.reconciliation import Step, is_reconciled
from cardiology.queries.drugs.lists import steps


@dataclass
class Entry:
    """One line of a table to be saved: its row, the revision its editor started from, what was confirmed;
    `remove` takes the row out, `overrides` says by hard stop why it is given all the same. `error` says
    afterwards why it was refused."""

    row: Medication
    revision: int | None = None
    confirmed: frozenset[str] = frozenset()
    remove: bool = False
    overrides: Mapping[str, str] = field(default_factory=dict)
    error: ValidationError | None = field(default=None, init=False)


class Refused(ValidationError):
    """No line was saved, since at least one is not right; each entry carries its error."""


@transaction.atomic
def write(admission: Admission, entries: Sequence[Entry], *, by: User, taking_right: bool = False) -> int:
    """Save the lines of a table, all of them or none; with `taking_right` those that can be saved.

    Returns how many were saved; raises Refused where one is not right and the others are not to be taken.
    """
    new = [e.row for e in entries if e.row.pk is None]
    for entry in sorted(entries, key=_ends, reverse=True):
        _try(entry, by=by)
    refused = [e for e in entries if e.error]
    if refused and not taking_right:
        for row in new:
            row.pk = None  # what was stored is taken back with the transaction
        raise Refused(_("Nothing was saved."))
    note_reconciled(admission, by=by)
    return len(entries) - len(refused)


def _ends(entry: Entry) -> bool:
    """What is stopped or taken off goes first, so that a drug may follow it in the same table."""
    return entry.remove or entry.row.stopped_on is not None


def _try(entry: Entry, *, by: User) -> None:
    try:
        with transaction.atomic():
            if entry.remove:
                sections.withdraw(entry.row, reason=_("Taken off the list"), by=by)
            else:
                _place(entry.row)
                sections.enter(entry.row, by=by, revision=entry.revision, confirmed=entry.confirmed,
                               overrides=entry.overrides)  # fmt: skip
    except sections.StaleRevision:
        entry.error = ValidationError(
            _("Somebody else has changed this line in the meantime; open the table again.")
        )
    except ValidationError as error:
        entry.error = error


def _place(row: Medication) -> None:
    """A start that was left empty: today; of a home drug, before the stay, on a day that is not known."""
    if row.started_on is not None or row.admission is None:
        return
    if row.phase == Phase.HOME:
        row.started_on = timezone.localtime(row.admission.admitted_at).date()
        row.entered = row.entered | {"started_on": Medication.unknown_start}
    else:
        row.started_on = timezone.localdate()


@transaction.atomic
def decide(
    admission: Admission, drug_class: str, *, phase: str, reason: str, by: User, which: str = ""
) -> None:
    """Record, change or take back the reason for not giving a class; `which` names the contraindication."""
    family = BY_ID[drug_class]
    rows = ClassDecision.objects.filter(admission=admission, phase=phase, drug_class__in=family.classes)
    row: Any = rows.order_by("pk").first()
    if row and not reason:
        sections.withdraw(row, reason=_("Taken back"), by=by)
    elif reason:
        row = row or ClassDecision(
            admission=admission, patient=admission.patient, phase=phase, drug_class=drug_class
        )
        said = which or None if reason == WhyNot.CONTRAINDICATED else None
        if (row.reason, row.which) != (reason, said):
            row.reason, row.which = reason, said
            sections.save(row, by=by)


@transaction.atomic
def take_over(admission: Admission, rows: Iterable[Medication], *, by: User) -> int:
    """Copy drugs to the discharge list, as they are; a home drug is thereby continued.

    A drug that is on the list already is left alone. Returns how many were added.
    """
    there = Medication.objects.filter(admission=admission, phase=Phase.DISCHARGE)
    keys = {(m.drug or m.drug_text) for m in there}
    added = 0
    for row in rows:
        if (row.drug or row.drug_text) not in keys:
            keys.add(row.drug or row.drug_text)
            sections.enter(_copy(row), by=by)
            added += 1
        if row.phase == Phase.HOME:
            _settle(row, Fate.CONTINUED, None, by=by)
    note_reconciled(admission, by=by)
    return added


def _copy(row: Medication) -> Medication:
    kept = ("drug", "drug_text", "dose", "dose_unit", "dose_text", "frequency", "route", "indication")
    values: dict[str, Any] = {name: getattr(row, name) for name in kept}
    started = row.started_on if row.phase == Phase.WARD else timezone.localdate()
    return Medication(
        patient=row.patient, admission=row.admission, phase=Phase.DISCHARGE, started_on=started, **values
    )


@transaction.atomic
def stop(home: Medication, *, reason: str, by: User) -> None:
    """Say that a home drug is stopped at discharge, and why."""
    if reason not in FateReason.values:
        raise ValidationError(_("Say why the drug is stopped."))
    _settle(home, Fate.STOPPED, reason, by=by)
    if home.admission is not None:
        note_reconciled(home.admission, by=by)


@transaction.atomic
def confirm(admission: Admission, *, by: User) -> int:
    """Store what the lists show of the home drugs that are on the discharge list: continued or changed."""
    rows = list(Medication.objects.filter(admission=admission).select_related("patient"))
    by_id = {m.pk: m for m in rows}
    agreed = [s for s in steps(rows) if s.home and s.discharge and not s.is_settled]
    for step in agreed:
        _settle(by_id[step.home.id if step.home else 0], Fate(step.fate), _reason(step), by=by)
    note_reconciled(admission, by=by)
    return len(agreed)


def _reason(step: Step) -> FateReason | None:
    """What the lists themselves say of a change: another drug, or another dose of the same."""
    if step.is_switch:
        return FateReason.REPLACED
    return FateReason.TITRATED if step.changes and set(step.changes) <= {"dose", "frequency"} else None


def _settle(home: Any, fate: str, reason: str | None, *, by: User) -> None:
    if (home.fate, home.fate_reason) != (fate, reason):
        home.fate, home.fate_reason = fate, reason
        sections.save(home, by=by)


@transaction.atomic
def none_at_home(admission: Admission, *, by: User) -> None:
    """Record that the patient takes no drug at home."""
    if Medication.objects.filter(admission=admission, phase=Phase.HOME).exists():
        raise ValidationError(_("Home drugs are recorded."))
    history: Any = History.objects.filter(admission=admission).first()
    history = history or History(admission=admission, patient=admission.patient)
    history.takes_drugs = "no"
    sections.save(history, by=by)
    note_reconciled(admission, by=by)


def reconciled(admission: Admission) -> bool:
    """Whether it is said of every home drug what becomes of it, or that there was none."""
    rows = list(Medication.objects.filter(admission=admission))
    if any(m.phase == Phase.HOME for m in rows):
        return is_reconciled(steps(rows))
    return History.objects.filter(admission=admission, takes_drugs="no").exists()


def note_reconciled(admission: Admission, *, by: User) -> None:
    """Keep the discharge form's answer in step with the lists; a discharge still to come reads it then."""
    row: Any = Discharge.objects.filter(admission=admission).first()
    answer = "yes" if row and reconciled(admission) else None
    if row and row.reconciled != answer:
        row.reconciled = answer
        sections.save(row, by=by)
