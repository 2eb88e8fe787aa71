"""The session store: sessions in the database, each with the member of staff it belongs to.

A page asks several things at once; each request reads the session, changes a word of it and writes it back.
Only that word is written: else a refresh that began earlier would open a screen that was locked meanwhile.
"""

from copy import deepcopy
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.db import transaction

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

    def load(self) -> Any:
        found = super().load()
        self._read = deepcopy(found)
        return found

    def save(self, must_create: bool = False) -> None:
        """Write what this request changed. A database that is away is "try again"; Django takes it for a
        session that somebody ended."""
        try:
            with transaction.atomic():
                if not must_create and self.session_key:
                    self._take_over()
                super().save(must_create)
        except UpdateError as error:
            lost = error.__context__
            if lost is not None and is_away(lost):
                raise lost from lost.__cause__
            raise

    def _take_over(self) -> None:
        """What others have written since it was read stays; of the same word this request's counts."""
        row = self.model.objects.select_for_update().filter(session_key=self.session_key).first()
        mine, read = self._get_session(), getattr(self, "_read", {})
        if row is None:
            return  # it was ended meanwhile, which Django says
        changed = {k: v for k, v in mine.items() if k not in read or read[k] != v}
        kept = {k: v for k, v in self.decode(row.session_data).items() if k in mine or k not in read}
        self._session_cache = kept | changed
        self._read = deepcopy(self._session_cache)
