"""What is being typed, kept on the server until it is saved."""

from typing import Any

from django.utils import timezone

from cardiology.access import Permission, check_may
from cardiology.models import Admission, Draft, User

NOT_KEPT = ("csrfmiddlewaretoken", "submission", "revision", "next", "key")
LONGEST = 20_000


def keep(admission: Admission, section: str, row_id: int, values: dict[str, Any], *, by: User) -> Draft:
    """Keep what is typed now; it replaces what was kept before. Not a change of the record."""
    check_may(by, Permission.WRITE_RECORDS)
    kept = {n: str(v).replace("\x00", "")[:LONGEST] for n, v in values.items() if n not in NOT_KEPT and v}
    draft, _created = Draft.objects.update_or_create(
        by_id=by.pk, admission=admission, section=section, row_id=row_id,
        defaults={"values": kept, "at": timezone.now()},
    )  # fmt: skip
    return draft


def find(admission: Admission, section: str, row_id: int, *, by: User) -> Draft | None:
    """The draft of this person for this form."""
    return Draft.objects.filter(by_id=by.pk, admission=admission, section=section, row_id=row_id).first()


def drop(admission: Admission, section: str, row_id: int, *, by: User) -> None:
    """Forget a draft: it was saved, or its author does not want it."""
    Draft.objects.filter(by_id=by.pk, admission=admission, section=section, row_id=row_id).delete()
