"""Drafts of the member of staff who asks; of another's only that there is one."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from cardiology.models import Admission, Draft, User

AT_WORK = timedelta(minutes=10)


@dataclass(frozen=True)
class AtWork:
    """Somebody else who is typing into the same form."""

    who: str
    at: datetime


def draft_of(
    user: User, stay: Admission, section: str, *, row_id: int = 0, parent_id: int = 0
) -> Draft | None:
    """The newest unsaved content of a form, if there is any."""
    found = drafts_of(user, stay, section, row_id=row_id, parent_id=parent_id)
    return found[0] if found else None


def drafts_of(
    user: User, stay: Admission, section: str, *, row_id: int = 0, parent_id: int = 0
) -> list[Draft]:
    """One's own drafts of a form, newest first: more than one where it was open in several tabs."""
    place = Draft.objects.filter(admission=stay, section=section, row_id=row_id, parent_id=parent_id)
    return list(place.filter(by=user).order_by("-at")[:10])


def at_work(user: User, stay: Admission, section: str, *, row_id: int, parent_id: int = 0) -> list[AtWork]:
    """Who else has typed into this form in the last minutes; what they typed stays theirs."""
    others = Draft.objects.filter(admission=stay, section=section, row_id=row_id, parent_id=parent_id)
    recent = others.filter(at__gt=timezone.now() - AT_WORK).exclude(by=user).select_related("by")
    return [AtWork(str(d.by), d.at) for d in recent.order_by("-at")[:5]]
