"""A head says that the department has compared a definition with the document that it cites."""

from django.db import transaction
from django.utils import timezone

from cardiology import audit
from cardiology.access import Permission, check_may, hospital_of
from cardiology.models import Confirmation, User
from cardiology.queries.quality.confirmations import version_of


@transaction.atomic
def confirm(kind: str, subject: str, *, by: User) -> Confirmation:
    """Confirm a definition as it stands now; LookupError where there is none. Twice is once."""
    check_may(by, Permission.DEFINE)
    version = version_of(kind, subject)
    if version is None:
        raise LookupError(f"There is no {kind} {subject}.")
    row, is_new = Confirmation.objects.get_or_create(
        hospital=hospital_of(by), kind=kind, subject=subject, version=version, withdrawn_at=None,
        defaults={"by": by},
    )  # fmt: skip
    if is_new:
        new = {"kind": kind, "subject": subject, "version": version}
        audit.record("definition confirmed", by=by, about=row, new=new)
    return row


@transaction.atomic
def withdraw(kind: str, subject: str, *, by: User) -> int:
    """Take a confirmation back; the row stays, with when."""
    check_may(by, Permission.DEFINE)
    found = Confirmation.objects.select_for_update().filter(
        hospital=hospital_of(by), kind=kind, subject=subject, withdrawn_at=None
    )
    for row in found:
        audit.record("confirmation withdrawn", by=by, about=row, old={"kind": kind, "subject": subject})
    return found.update(withdrawn_at=timezone.now())
