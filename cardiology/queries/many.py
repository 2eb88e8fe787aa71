"""Reading the rows of thousands of stays: their ids go as one array instead of as thousands of parameters,
each of which Django would look at while it builds the statement."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Field, Lookup
from django.db.models.fields.related import ForeignObject


class Those:
    """Ids of many rows, not to be looked at one by one: `admission__any_of=Those(ids)`."""

    def __init__(self, ids: Iterable[int]) -> None:
        self.ids = list(ids)


class AnyOf(Lookup):
    """The same rows as `__in`."""

    lookup_name = "any_of"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, params = self.process_lhs(compiler, connection)
        return f"{column} = any(%s)", [*params, self.rhs.ids]


Field.register_lookup(AnyOf)
ForeignObject.register_lookup(AnyOf)
