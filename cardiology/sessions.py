"""The session store: sessions in the database, each with the member of staff it belongs to.

A page asks several things at once; each request reads the session, changes a word of it and writes it back.
Only that word is written: else a refresh that began earlier would open a screen that was locked meanwhile.
"""

from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.db import OperationalError, transaction

from cardiology.away import has_no_room, is_away

LEFT_OUT = {"seen_at"}  # where the database has no room: pages go on, and the screen locks too early at worst


class SessionStore(db.SessionStore):
    """Like Django's own; every row names its person, and requests at once do not undo each other."""

    _found = _made = ""  # the row's text as it was read or written last, and as it is to be

    @classmethod
    def get_model_class(cls) -> Any:
        from cardiology.models import StaffSession

        return StaffSession

    def create_model_instance(self, data: Any) -> Any:
        row = super().create_model_instance(data)
        person = data.get(SESSION_KEY)
        row.user_id = int(person) if person else None  # type: ignore[attr-defined]
        self._made = row.session_data
        return row

    def _get_session_from_db(self) -> Any:
        row = super()._get_session_from_db()  # type: ignore[misc]
        self._found = row.session_data if row else ""
        return row

    def save(self, must_create: bool = False) -> None:
        """Write what this request changed. A database that is away is "try again"; Django takes it for a
        session that somebody ended."""
        try:
            if must_create or self.session_key is None:
                super().save(must_create)
            elif not self._is_written():
                with transaction.atomic():
                    self._take_over()
                    super().save()
            self._found = self._made
        except UpdateError as error:
            lost = error.__context__
            if lost is not None and is_away(lost):
                raise lost from lost.__cause__
            raise
        except OperationalError as error:
            if not (has_no_room(error) and self._changed().keys() <= LEFT_OUT):
                raise

    def _is_written(self) -> bool:
        """Writes it, in one statement, where nobody else has written since it was read."""
        row = self.create_model_instance(self._get_session())
        told = {"session_data": row.session_data, "expire_date": row.expire_date, "user_id": row.user_id}
        return bool(self.model.objects.filter(pk=self.session_key, session_data=self._found).update(**told))

    def _take_over(self) -> None:
        """What others have written since it was read stays; of the same word this request's counts."""
        row = self.model.objects.select_for_update().filter(pk=self.session_key).first()
        if row is None:
            return  # ended meanwhile, which Django says
        mine, read = self._get_session(), self.decode(self._found)
        kept = {k: v for k, v in self.decode(row.session_data).items() if k in mine or k not in read}
        self._session_cache = kept | self._changed()

    def _changed(self) -> dict[str, Any]:
        """What this request put into the session."""
        read = self.decode(self._found)
        return {k: v for k, v in self._get_session().items() if k not in read or read[k] != v}
