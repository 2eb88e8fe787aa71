"""What members of staff change about their own account."""

from django.db import transaction

from cardiology import audit
from cardiology.models import PasswordMemory, User


@transaction.atomic
def prefer_language(user: User, language: str) -> None:
    """Remember the language that a member of staff chose."""
    if user.language != language:
        old, user.language = user.language, language
        user.save(update_fields=["language"])
        audit.record(
            "language chosen", by=user, about=user, old={"language": old}, new={"language": language}
        )


def note_password_change(user: User) -> None:
    """A member of staff has changed the own password; neither is written down."""
    PasswordMemory.objects.create(user=user, password=user.password)
    audit.record("password changed", by=user, about=user)


def note_given_password(user: User) -> None:
    """An administrator has set a password: it is good for one sign-in, then its owner chooses another."""
    PasswordMemory.objects.create(user=user, password=user.password, was_given=True)
