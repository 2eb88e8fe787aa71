"""Recording and amending the forms of the record."""

from collections.abc import Collection, Mapping
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cardiology import audit, registries
from cardiology.access import Permission, check_may
from cardiology.actions import findings, results
from cardiology.actions.entry.coding import code_known_texts
from cardiology.actions.guidance import critical, stops
from cardiology.codes import drugs
from cardiology.dictionary import Declared, Section, Variable
from cardiology.dictionary.registry import variables
from cardiology.models import LabResult, Medication, User
from cardiology.queries.entry import doubts

D = TypeVar("D", bound=Declared)
NONE: Mapping[str, str] = {}


class StaleRevision(Exception):
    """Somebody else saved in between; carries what is stored now, so that neither version is lost."""

    def __init__(self, stored: Declared) -> None:
        super().__init__(_("Somebody else has changed this in the meantime."))
        self.stored = stored


@transaction.atomic
def save(
    row: D,
    *,
    by: User,
    revision: int | None = None,
    confirmed: Collection[str] = (),
    via: str = "web",
    permission: Permission = Permission.WRITE_RECORDS,
    overrides: Mapping[str, str] = NONE,
) -> D:
    """Save a new or amended row: checked, doubtful values confirmed by name, audited.

    `revision` is the one the editor started from; StaleRevision is raised when it is no longer current.
    Raises ValidationError (with the field's name) for what is impossible, or implausible and not confirmed,
    and for a drug that a hard stop forbids; `overrides` says by rule why it is given all the same.
    """
    check_may(by, permission)
    old: dict[str, Any] = {}
    if row.pk:
        stored = type(row)._default_manager.select_for_update().get(pk=row.pk)
        if revision is not None and stored.revision != revision:
            raise StaleRevision(stored)
        old = audit.state(stored)
        row.revision = stored.revision + 1
    _check_asked(row)
    _check_doubtful(row, by=by, confirmed=confirmed)
    asked = {v.name for v in variables(type(row)) if v.concerns(row)}
    row.missing = {n: r for n, r in row.missing.items() if n in asked and getattr(row, n, None) in (None, "")}
    row.full_clean()
    if isinstance(row, Medication):
        stops.check(row, by=by, old=old, overrides=overrides, via=via)
    row.save()
    computed = [v.name for v in variables(type(row)) if v.generated]
    if computed:
        row.refresh_from_db(fields=computed)
    before, after = audit.changes(old, audit.state(row))
    audit.record("amended" if old else "recorded", by=by, about=row, old=before or None, new=after, via=via)
    for follow in registries.after_record:
        follow(row, by=by)
    findings.check_once_written(row)
    if isinstance(row, LabResult):
        critical.open_calls([row])
    return row


def enter(
    row: D,
    *,
    by: User,
    revision: int | None = None,
    confirmed: Collection[str] = (),
    via: str = "web",
    overrides: Mapping[str, str] = NONE,
) -> D:
    """Save what a person typed, with what follows from it: class of a drug, reading of a result."""
    if row.pk is None and getattr(row, "repeats", False) and _is_empty(row):
        raise ValidationError(_("Nothing is filled in."))
    code_known_texts(row)
    if isinstance(row, LabResult):
        results.derive(row, row.patient.sex)
    if isinstance(row, Medication):
        known = drugs.find(row.drug or "")
        setattr(row, "drug_class", known.drug_class if known else None)  # noqa: B010
    return save(row, by=by, revision=revision, confirmed=confirmed, via=via, overrides=overrides)


def _is_empty(row: Declared) -> bool:
    """Whether nothing of a row of a list was answered, not even why it is missing."""
    values = (getattr(row, v.attname) for v in variables(type(row)) if not v.generated)
    return not row.missing and all(value in (None, "") for value in values)


@transaction.atomic
def withdraw(row: Section, *, reason: str, by: User) -> None:
    """Take out a row entered by mistake. What it held stays in the audit trail, with the reason."""
    check_may(by, Permission.WRITE_RECORDS)
    if not reason.strip():
        raise ValidationError(_("Say why this entry is withdrawn."))
    stored = type(row)._default_manager.select_for_update().get(pk=row.pk)
    audit.record("withdrawn", by=by, about=stored, old=audit.state(stored), new={"reason": reason[:300]})
    try:
        stored.delete()
    except ProtectedError as error:
        raise ValidationError(_("Other entries are part of this one; withdraw them first.")) from error
    findings.check_once_written(row)


def _check_asked(row: Declared) -> None:
    """What an answer does not ask for cannot have a value: nothing is cleared without being told."""
    known = {v.name: v for v in variables(type(row))}
    wrong = [
        v for v in known.values() if not v.concerns(row) and getattr(row, v.attname, None) not in (None, "")
    ]
    if wrong:
        raise ValidationError({v.name: _not_asked(v, known[v.asked_if[0]]) for v in wrong})


def _not_asked(variable: Variable, above: Variable) -> str:
    answers = " / ".join(above.display([a] if above.kind == "choices" else a) for a in variable.asked_if[1:])
    return _("Asked only where “%(question)s” is: %(answers)s. Clear this, or change that answer.") % {
        "question": above.label, "answers": answers,
    }  # fmt: skip


def _check_doubtful(row: Declared, *, by: User, confirmed: Collection[str]) -> None:
    """Doubtful values need one deliberate confirmation, which is stored with its author and value."""
    found = doubts.of_row(row)
    row.confirmed = {name: kept for name, kept in row.confirmed.items() if name in found}
    open_doubts = {}
    for name, doubt in found.items():
        if row.confirmed.get(name, {}).get("value") == doubt.value:
            continue
        if name in confirmed:
            row.confirmed[name] = {
                "value": doubt.value, "by": by.pk, "at": timezone.now().isoformat(), **doubt.compared(),
            }  # fmt: skip
        else:
            open_doubts[name] = ValidationError(str(doubt), code="doubtful")
    if open_doubts:
        raise ValidationError(open_doubts)
