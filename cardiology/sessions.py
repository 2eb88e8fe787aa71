"""The session store: sessions in the database, each with the member of staff it belongs to."""

from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError

from cardiology.away import is_away


class SessionStore(db.SessionStore):
    """Like Django's own, and every row names its person."""

    @classmethod
    def get_model_class(cls) -> Any:
        from cardiology.models import StaffSession

        return StaffSession

    def create_model_instance(self, data: Any) -> Any:
        row = super().create_model_instance(data)
        person = data.get(SESSION_KEY)
        row.user_id = int(person) if person else None  # type: ignore[attr-defined]
        return row

    def save(self, must_create: bool = False) -> None:
        """A database that is away is "try again"; Django takes it for a session that somebody ended."""
        try:
            super().save(must_create)
        except UpdateError as error:
            lost = error.__context__
            if lost is not None and is_away(lost):
                raise lost from lost.__cause__
            raise
