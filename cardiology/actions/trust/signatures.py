"""Signing a document of the record; the page has asked for the password before."""

from dataclasses import replace

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cardiology import audit
from cardiology.access import Permission, check_may
from cardiology.models import Admission, Meaning, Signature, User
from cardiology.queries.signing.signatures import Signable


@transaction.atomic
def sign(paper: Signable, *, meaning: Meaning, seen: str, by: User, via: str = "web") -> Signature:
    """Sign what the record says now, if it still says what was `seen`: the digest that the page showed.

    ValidationError where the stay goes on, or where something was changed since the page was opened. Who
    signs the same thing twice has signed once.
    """
    check_may(by, Permission.SIGN)
    if not paper.is_ended:
        raise ValidationError(_("The stay goes on: its summary can be signed after the discharge."))
    Admission.objects.select_for_update(no_key=True).get(pk=paper.stay.pk)
    paper = replace(paper)  # read again: what the page read may be over
    if paper.digest != seen:
        raise ValidationError(_("The record was changed after you opened it. Please read it again."))
    same = {"document": paper.document, "about": paper.about.pk, "digest": seen, "meaning": meaning, "by": by}
    before = Signature.objects.filter(**same).first()
    if before is not None:
        return before
    told = {"said": paper.said, "name": str(by), "role": by.role}
    row = Signature.objects.create(admission=paper.stay, **same, **told)
    new = {"document": paper.document, "about": paper.about.pk, "meaning": meaning, "digest": seen}
    audit.record("document signed", by=by, about=row, new=new, via=via)
    return row
