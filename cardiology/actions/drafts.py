"""Keeping what is typed until it is saved; a form that was sent twice has one result."""

import uuid
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from cardiology.access import Permission, check_may
from cardiology.models import Admission, Draft, Submission, User

NOT_KEPT = ("csrfmiddlewaretoken", "submission", "next", "restored")
LONGEST = 200_000  # a pasted block of thousands of cells
FORGOTTEN_AFTER = timedelta(days=14)


def keep(
    admission: Admission,
    section: str,
    values: Mapping[str, str],
    *,
    by: User,
    row_id: int = 0,
    parent_id: int = 0,
    permission: Permission = Permission.WRITE_RECORDS,
) -> Draft | None:
    """Keep the content of a form as its author's draft; None if that very form has been saved.

    A draft may be on its way while its form is saved. The form's key decides: whoever writes it second
    waits for the first, and a draft that comes after the saving is dropped. `permission` is what saving the
    form asks for.
    """
    check_may(by, permission)
    kept = {k: str(v)[:LONGEST].replace("\0", "") for k, v in values.items() if k not in NOT_KEPT}
    key = _key_of(values)
    place = {"admission": admission, "section": section, "row_id": row_id, "parent_id": parent_id}
    try:
        with transaction.atomic():
            mark = Submission.objects.create(key=key, by_id=by.pk, result="")
            draft, is_new = Draft.objects.update_or_create(
                by=by, key=key, defaults={**place, "values": kept, "at": timezone.now()}
            )
            mark.delete()
            if is_new:
                _take_over(values.get("restored", ""), by=by)
    except IntegrityError:
        return None
    return draft


def _key_of(values: Mapping[str, str]) -> uuid.UUID:
    """The key of the form; a new one where it carries none."""
    try:
        return uuid.UUID(values.get("submission", ""))
    except ValueError:
        return uuid.uuid4()


def _take_over(restored: str, *, by: User) -> None:
    """The draft from which a form was restored goes, unless another tab still writes to it."""
    number, _at, seen_at = restored.partition("@")
    mine = Draft.objects.filter(by=by)
    if number.isascii() and number.isdecimal() and len(number) < 19:
        for draft in mine.filter(pk=int(number)):
            if draft.at.isoformat() == seen_at:
                draft.delete()
    mine.filter(at__lt=timezone.now() - FORGOTTEN_AFTER).delete()


def forget(
    admission: Admission,
    section: str,
    *,
    by: User,
    row_id: int = 0,
    parent_id: int = 0,
    form: Mapping[str, str] | None = None,
) -> None:
    """The draft is saved or thrown away: that of one form, or all of a place."""
    place: dict[str, Any] = {
        "by": by, "admission": admission, "section": section, "row_id": row_id, "parent_id": parent_id,
    }  # fmt: skip
    drafts = Draft.objects.filter(**place)
    if form is not None and form.get("submission"):
        _take_over(form.get("restored", ""), by=by)
        drafts = drafts.filter(key=_key_of(form))
    drafts.delete()


def discard(draft: Draft, *, by: User) -> None:
    """Throw away a draft of one's own."""
    Draft.objects.filter(by=by, pk=draft.pk).delete()


def once(key: uuid.UUID | None, do: Callable[[], str], *, by: User) -> str:
    """The result of `do`, an address; a form that is sent again under the same key gets the first result."""
    if key is None:
        with transaction.atomic():
            return do()
    try:
        with transaction.atomic():
            mark = Submission.objects.create(key=key, by_id=by.pk, result="")
            mark.result = do()
            mark.save(update_fields=["result"])
            return mark.result
    except IntegrityError:
        first = Submission.objects.filter(key=key, by_id=by.pk).first()
        if first is None:
            raise
        return first.result
