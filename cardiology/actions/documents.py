"""Tracings, pictures and letters are kept with the row that says what was read from them."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cardiology import audit
from cardiology.access import Permission, check_may, visible_to
from cardiology.dictionary import Section
from cardiology.models import RecordDocument, User
from cardiology.papers import paper_of

MOST = 20  # of one row


@transaction.atomic
def attach(row: Section, content: bytes, *, title: str, by: User) -> RecordDocument:
    """Keep a file with an ECG, an echocardiogram or a procedure. The same file again gives the first one.

    ValidationError, with a sentence, for what is no PDF, JPEG or PNG, is empty or too large, or one too many.
    """
    check_may(by, Permission.WRITE_RECORDS)
    name = str(row._meta.model_name)
    stored = visible_to(by, type(row)).select_for_update(of=("self",)).get(pk=row.pk)
    paper, own = paper_of(content, title), RecordDocument.objects.filter(**{name: stored})
    known = own.filter(sha256=paper["sha256"]).first()
    if known:
        return known
    if own.count() >= MOST:
        raise ValidationError({"file": _("This entry has twenty documents already.")})
    told = {"patient_id": stored.patient_id, "added_by": by, name: stored}
    made = RecordDocument.objects.create(**paper, **told)
    new = {"of": f"{name} {stored.pk}", "sha256": made.sha256}
    audit.record("document added", by=by, about=made, new=new)
    return made


@transaction.atomic
def withdraw(document: RecordDocument, *, reason: str, by: User) -> None:
    """Take a file out of the record. It is kept, with the reason, and shown no more."""
    check_may(by, Permission.WRITE_RECORDS)
    if not reason.strip():
        raise ValidationError(_("Say why this document is withdrawn."))
    stored = visible_to(by, RecordDocument).select_for_update(of=("self",)).get(pk=document.pk)
    if stored.withdrawn_at:
        return
    row = next(f"{name} {found}" for name in stored.of if (found := getattr(stored, f"{name}_id")))
    stored.ecg = stored.echo = stored.procedure = None
    stored.withdrawn_at, stored.withdrawn_why = timezone.now(), reason.strip()[:300]
    stored.save(update_fields=[*stored.of, "withdrawn_at", "withdrawn_why"])
    audit.record(
        "document withdrawn", by=by, about=stored, old={"of": row}, new={"reason": stored.withdrawn_why}
    )
