"""Recording what a patient agrees to, refuses or takes back, and the texts that are read to them."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cardiology import audit, registries
from cardiology.access import Permission, check_may, hospital_of
from cardiology.models import Consent, ConsentText, Decision, Patient, User


@transaction.atomic
def record(
    patient: Patient,
    purpose: str,
    decision: str,
    *,
    by: User,
    on: date | None = None,
    text: ConsentText | None = None,
    asked_by: User | None = None,
    on_paper: bool | None = None,
    note: str = "",
    via: str = "web",
) -> Consent:
    """Add one decision; earlier ones stay. What was planned in reliance on it is ended by its owner.

    Raises ValidationError for a withdrawal of what was never given, a day in the future, or the text of
    another purpose.
    """
    check_may(by, Permission.RECORD_CONSENT)
    row = Consent(
        patient=patient, purpose=purpose, decision=decision, decided_on=on or timezone.localdate(),
        text=text, asked_by=asked_by, on_paper=on_paper, note=note,
    )  # fmt: skip
    _check(row, is_told=via == "call")
    row.full_clean()
    row.save()
    audit.record("consent recorded", by=by, about=row, new=audit.state(row), via=via)
    if not row.is_given:
        for follow in registries.after_refusal:
            follow(patient, purpose, by=by)
    return row


def _check(row: Consent, *, is_told: bool) -> None:
    if row.decided_on > timezone.localdate():
        raise ValidationError({"decided_on": _("This day is in the future.")})
    if row.text and (row.text.purpose, row.text.hospital_id) != (row.purpose, row.patient.hospital_id):
        raise ValidationError({"text": _("This text is of another purpose.")})
    given = Consent.objects.filter(patient=row.patient, purpose=row.purpose, decision=Decision.GIVEN)
    if row.decision == Decision.WITHDRAWN and not is_told and not given.exists():
        raise ValidationError({
            "decision": _("Nothing was given for this purpose that could be withdrawn; choose “Declined”.")
        })  # fmt: skip


@transaction.atomic
def write_text(text: ConsentText, *, by: User) -> ConsentText:
    """Add a version of the text of a purpose. None is ever changed: patients agreed to what they read."""
    check_may(by, Permission.WRITE_CONSENT_TEXTS)
    text.hospital, text.written_by = hospital_of(by), by
    text.full_clean()
    text.save()
    new = {"purpose": text.purpose, "version": text.version, "from": str(text.valid_from)}
    audit.record("consent text written", by=by, about=text, new=new)
    return text
