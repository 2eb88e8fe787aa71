"""Drafts of the member of staff who asks; nobody sees another's."""

from cardiology.models import Admission, Draft, User


def draft_of(
    user: User, stay: Admission, section: str, *, row_id: int = 0, parent_id: int = 0
) -> Draft | None:
    """The unsaved content of a form, if there is any."""
    return Draft.objects.filter(
        by=user, admission=stay, section=section, row_id=row_id, parent_id=parent_id
    ).first()
