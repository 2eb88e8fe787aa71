"""The patient's own last value of a variable or a test: what a new one is compared with."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from cardiology.dictionary.fields import Variable
from cardiology.models import LabResult
from cardiology.plausibility import Change


@dataclass(frozen=True)
class Last:
    """A value as it was recorded last, and when."""

    value: Decimal
    at: datetime

    @property
    def on(self) -> date:
        """The day, in hospital time."""
        return timezone.localtime(self.at).date()

    def asks(self, change: Change, now: Decimal, at: datetime) -> bool:
        """Whether `now` is a change that asks for a second look, and this value is not too old to compare."""
        recent = at - self.at <= timedelta(days=change.within_days)
        return recent and change.is_jump(self.value, now)


def last_of(variable: Variable, patient_id: int, *, before: datetime, but: int | None = None) -> Last | None:
    """The newest earlier value of a repeated variable, in any stay of the patient."""
    model: Any = variable.model
    rows = model._default_manager.filter(
        patient=patient_id, **{f"{model.starts}__lt": before, f"{variable.name}__isnull": False}
    ).exclude(pk=but)
    found = rows.order_by(f"-{model.starts}").values_list(variable.name, model.starts).first()
    return Last(*found) if found else None


def last_results(
    patient_id: int, tests: Collection[str], *, before: datetime, but: int | None = None
) -> dict[str, Last]:
    """The newest earlier numbers of tests, by test; one query for all of them."""
    if not tests:
        return {}
    rows = LabResult.objects.filter(
        patient=patient_id, test__in=tests, collected_at__lt=before, value__isnull=False
    ).exclude(pk=but)
    found = rows.order_by("test", "-collected_at").distinct("test")
    return {test: Last(value, at) for test, value, at in found.values_list("test", "value", "collected_at")}
