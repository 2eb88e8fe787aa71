"""Recording and amending the forms of the record."""

from collections.abc import Collection
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cardiology import audit, registries
from cardiology.access import Permission, check_may
from cardiology.actions import results
from cardiology.codes import drugs
from cardiology.dictionary import Declared, Section
from cardiology.dictionary.registry import variables
from cardiology.models import LabResult, Medication, User

D = TypeVar("D", bound=Declared)


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
) -> D:
    """Save a new or amended row: checked, doubtful values confirmed by name, audited.

    `revision` is the one the editor started from; StaleRevision is raised when it is no longer current.
    Raises ValidationError (with the field's name) for what is impossible, or implausible and not confirmed.
    """
    check_may(by, permission)
    old: dict[str, Any] = {}
    if row.pk:
        stored = type(row)._default_manager.select_for_update().get(pk=row.pk)
        if revision is not None and stored.revision != revision:
            raise StaleRevision(stored)
        old = audit.state(stored)
        row.revision = stored.revision + 1
    _check_doubtful(row, by=by, confirmed=confirmed)
    row.missing = {n: r for n, r in row.missing.items() if getattr(row, n, None) in (None, "")}
    row.full_clean()
    row.save()
    before, after = audit.changes(old, audit.state(row))
    audit.record("amended" if old else "recorded", by=by, about=row, old=before or None, new=after, via=via)
    for follow in registries.after_record:
        follow(row, by=by)
    return row


def enter(
    row: D, *, by: User, revision: int | None = None, confirmed: Collection[str] = (), via: str = "web"
) -> D:
    """Save what a person typed, with what follows from it: class of a drug, reading of a result."""
    if row.pk is None and getattr(row, "repeats", False) and _is_empty(row):
        raise ValidationError(_("Nothing is filled in."))
    if isinstance(row, LabResult):
        results.derive(row, row.patient.sex)
    if isinstance(row, Medication):
        known = drugs.find(row.drug or "")
        setattr(row, "drug_class", known.drug_class if known else None)  # noqa: B010
    return save(row, by=by, revision=revision, confirmed=confirmed, via=via)


def _is_empty(row: Declared) -> bool:
    """Whether nothing of a row of a list was answered, not even why it is missing."""
    values = (getattr(row, variable.attname) for variable in variables(type(row)))
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


def _check_doubtful(row: Declared, *, by: User, confirmed: Collection[str]) -> None:
    """Implausible values need one deliberate confirmation, which is stored with its author and value."""
    doubts = {}
    for variable in variables(type(row)):
        value = getattr(row, variable.attname)
        if not variable.is_doubtful(value):
            row.confirmed.pop(variable.name, None)
            continue
        known = row.confirmed.get(variable.name, {})
        if variable.name in confirmed and known.get("value") != variable.display(value):
            row.confirmed[variable.name] = {
                "value": variable.display(value), "by": by.pk, "at": timezone.now().isoformat(),
            }  # fmt: skip
        elif known.get("value") != variable.display(value):
            low, high = variable.plausible or (None, None)
            doubts[variable.name] = ValidationError(
                _("%(value)s %(unit)s is unusual (expected %(low)s to %(high)s). Please confirm."),
                code="doubtful",
                params={
                    "value": variable.display(value), "unit": variable.unit,
                    "low": low, "high": high,
                },
            )  # fmt: skip
    if doubts:
        raise ValidationError(doubts)
