"""Everything recorded in one stay, each section read once, for a page that needs it several times."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache, cached_property
from typing import Any

from django.db.models import Model, Q
from django.utils import timezone

from cardiology.models import Admission, Echo, LabResult, Lesion, Procedure, Vitals
from cardiology.queries.guidance.facts import facts
from cardiology.queries.quality.course import DAY, SPANS
from cardiology.queries.snapshots import SIGNS, TESTS, Rows, Signs, snapshot_of
from cardiology.queries.stay import procedures_of
from cardiology.snapshot import Snapshot

LOOK_BACK = timedelta(days=400)


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
        if model is Lesion:  # read with their procedures
            return sorted((x for p in self.of(Procedure) for x in p.lesions.all()), key=lambda x: x.pk)
        if beside := getattr(model, "beside", ()):
            rows = model._default_manager.filter(admission=self.stay)
            return list(rows.select_related(*beside).order_by("pk"))
        return list(model._default_manager.raw(_statement(model), [self.stay.pk]))

    @cached_property
    def results(self) -> list[Any]:
        """Laboratory results that rules look at, oldest first: of the stay, and of 400 days up to its end."""
        until = self.stay.discharged_at or timezone.now()
        recent = Q(collected_at__gte=until - LOOK_BACK, collected_at__lte=until)
        rows = LabResult.objects.filter(patient_id=self.stay.patient_id, test__isnull=False)
        found = rows.filter(recent | Q(admission=self.stay)).order_by("collected_at", "pk")
        names = ("pk", "admission_id", "test", "collected_at", "value", "reference_high")
        return list(found.values_list(*names, named=True))

    @cached_property
    def of_stay(self) -> list[Any]:
        """The results of the stay that are numbers, oldest first."""
        return [r for r in self.results if r.admission_id == self.stay.pk and r.value is not None]

    @cached_property
    def _of_snapshot(self) -> "_OneStay":
        return _OneStay(self)

    @cached_property
    def snapshot(self) -> Snapshot:
        """What rules and measures see of the stay."""
        return replace(snapshot_of(self.stay, self._of_snapshot), **self._further)

    @cached_property
    def at_discharge(self) -> Snapshot:
        """What the measures of a discharge see: of the drugs only the discharge list counts."""
        return replace(snapshot_of(self.stay, self._of_snapshot, leaving=True), **self._further)

    @cached_property
    def _further(self) -> dict[str, Any]:
        return facts(self)


@cache
def _statement(model: type[Model]) -> str:
    """Reads the rows of a section of one stay. Django would look at each of a hundred columns every time."""
    rows = model._default_manager.filter(admission=0).order_by("pk")
    return rows.query.sql_with_params()[0]


class _OneStay(Rows):
    """The rows of a snapshot, from what is read already."""

    def __init__(self, recorded: Recorded) -> None:
        self.recorded = recorded
        super().__init__([recorded.stay])

    def _last(self, model: type[Model], ids: Collection[int], at: str = "pk", **kept: Any) -> dict[int, Any]:
        found = [r for r in self.recorded.of(model) if _keeps(r, kept)]
        newest = max(found, key=lambda r: (getattr(r, at) is None, getattr(r, at)), default=None)
        return {self.recorded.stay.pk: newest} if newest else {}

    def _few(self, model: type[Model], ids: Collection[int], names: tuple[str, ...]) -> dict[int, list[Any]]:
        return defaultdict(list, {self.recorded.stay.pk: self.recorded.of(model)})

    def _firsts(self, ids: Collection[int]) -> dict[int, dict[str, datetime]]:
        firsts: dict[str, datetime] = {}
        for row in self.recorded.results:  # oldest first
            counts = row.value is not None and row.collected_at >= self.recorded.stay.admitted_at - DAY
            if counts and row.admission_id == self.recorded.stay.pk and row.test in SPANS:
                firsts.setdefault(f"admission_to_{SPANS[row.test]}", row.collected_at)
        return {self.recorded.stay.pk: firsts}

    def _signs(self, ids: Collection[int]) -> dict[int, Signs]:
        rows = sorted(self.recorded.of(Vitals), key=lambda v: (v.measured_at, v.pk))
        found: Signs = {}
        for sign in SIGNS:
            known = [getattr(v, sign) for v in rows if getattr(v, sign) is not None]
            found |= {f"{sign}_first": known[0], f"{sign}_last": known[-1]} if known else {}
        return {self.recorded.stay.pk: found}

    def _echoes(self, stays: list[Admission]) -> dict[int, list[Any]]:
        """Those of the stay; those of earlier stays only where none of them told the ejection fraction."""
        here = sorted(self.recorded.of(Echo), key=lambda e: (e.performed_at, e.pk))
        if all(e.lvef is None for e in here):
            return super()._echoes(stays)
        return {self.recorded.stay.patient_id: here}

    def _labs(self, ids: Collection[int]) -> dict[int, dict[str, float]]:
        here = [(r.test, float(r.value)) for r in self.recorded.of_stay if r.test in TESTS]
        first = {f"first_{test}": value for test, value in reversed(here)}
        return {self.recorded.stay.pk: dict(here) | first}


def _keeps(row: Any, kept: dict[str, Any]) -> bool:
    """Whether a row meets the two lookups that a snapshot asks for."""
    for lookup, wanted in kept.items():
        name, _underscores, how = lookup.partition("__")
        value = getattr(row, name)
        if (value in wanted) if how == "in" else ((value is None) == wanted):
            continue
        return False
    return True
