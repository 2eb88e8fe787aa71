"""A form that is sent twice does its work once."""

from collections.abc import Callable
from uuid import UUID

from django.db import IntegrityError, transaction

from cardiology.models import Submission, User


def once(key: UUID | None, *, by: User, do: Callable[[], str]) -> str:
    """The result of `do`, or the first result when this key was already used. No key: always done.

    `do` and its result are stored in one transaction; two at the same moment wait for each other.
    """
    if key is None:
        return do()
    with transaction.atomic():
        try:
            with transaction.atomic():
                row = Submission.objects.create(key=key, by_id=by.pk, result="")
        except IntegrityError:
            return Submission.objects.get(key=key, by_id=by.pk).result
        row.result = do()
        row.save(update_fields=["result"])
        return row.result
