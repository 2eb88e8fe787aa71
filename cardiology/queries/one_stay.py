"""Everything recorded in one stay, each section read once, for a page that needs it several times."""

from collections import defaultdict
from dataclasses import replace
from functools import cached_property
from typing import Any

from django.db.models import Model

from cardiology.models import Admission, Procedure
from cardiology.queries.guidance.facts import facts
from cardiology.queries.snapshots import Rows, snapshot_of
from cardiology.queries.stay import procedures_of
from cardiology.snapshot import Snapshot


class Recorded:
    """The rows of a stay by section, in the order in which they were written."""

    def __init__(self, stay: Admission) -> None:
        self.stay = stay
        self._read: dict[type[Model], list[Any]] = {}

    def of(self, model: type[Model]) -> list[Any]:
        """The rows of one section. Laboratory results can be thousands; they have their own queries."""
        if model not in self._read:
            self._read[model] = self._rows(model)
        return self._read[model]

    def _rows(self, model: type[Model]) -> list[Any]:
        if model is Procedure:
            return procedures_of(self.stay)
        return list(model._default_manager.filter(admission=self.stay).order_by("pk"))

    @cached_property
    def snapshot(self) -> Snapshot:
        """What rules and measures see of the stay."""
        return replace(snapshot_of(self.stay, _OneStay(self)), **self._further)

    @cached_property
    def at_discharge(self) -> Snapshot:
        """What the measures of a discharge see: of the drugs only the discharge list counts."""
        return replace(snapshot_of(self.stay, _OneStay(self), leaving=True), **self._further)

    @cached_property
    def _further(self) -> dict[str, Any]:
        return facts(self)


class _OneStay(Rows):
    """The rows of a snapshot, from what is read already."""

    def __init__(self, recorded: Recorded) -> None:
        self.recorded = recorded
        super().__init__([recorded.stay])

    def _last(self, model: type[Model], ids: list[int], at: str = "pk", **kept: Any) -> dict[int, Any]:
        found = [r for r in self.recorded.of(model) if _keeps(r, kept)]
        newest = max(found, key=lambda r: (getattr(r, at) is None, getattr(r, at)), default=None)
        return {ids[0]: newest} if newest else {}

    def _few(self, model: type[Model], ids: list[int], names: tuple[str, ...]) -> dict[int, list[Any]]:
        return defaultdict(list, {ids[0]: self.recorded.of(model)})


def _keeps(row: Any, kept: dict[str, Any]) -> bool:
    """Whether a row meets the two lookups that a snapshot asks for."""
    for lookup, wanted in kept.items():
        name, _underscores, how = lookup.partition("__")
        value = getattr(row, name)
        if (value in wanted) if how == "in" else ((value is None) == wanted):
            continue
        return False
    return True
