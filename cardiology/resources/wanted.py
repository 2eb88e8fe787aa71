"""Which rows are wanted: of a period, a ward, a main reason; with what identifies, or without."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from cardiology.access import Permission, check_may, visible_to
from cardiology.intake.form import kinds
from cardiology.intake.mapping import model_of
from cardiology.models import EVERY_KIND, Admission, Patient, User

MOST_ROWS_OF_A_SHEET = 1_048_575
AT_ONCE_ROWS = 20_000  # no more are written while a person waits; more is the worker's


@dataclass(frozen=True)
class Wanted:
    """Which rows: those of stays admitted in a period, on a ward, of a category; identified or not."""

    first: date | None = None
    last: date | None = None
    ward: int | None = None
    category: str = ""
    is_identified: bool = False

    @property
    def is_narrowed(self) -> bool:
        return any((self.first, self.last, self.ward, self.category))

    def told(self) -> dict[str, Any]:
        """For the audit trail, and for the row of an extract."""
        days = {"first": self.first and str(self.first), "last": self.last and str(self.last)}
        told = {**days, "ward": self.ward, "category": self.category, "identified": self.is_identified}
        return {name: value for name, value in told.items() if value}

    @classmethod
    def of(cls, told: dict[str, Any]) -> "Wanted":
        """What was told, read back."""
        first, last = (date.fromisoformat(told[d]) if told.get(d) else None for d in ("first", "last"))
        return cls(first, last, told.get("ward"), told.get("category", ""), told.get("identified", False))


def check(wanted: Wanted, by: User) -> None:
    """PermissionDenied for who may not take these rows out."""
    check_may(by, Permission.EXPORT_SECTIONS)
    if wanted.is_identified:
        check_may(by, Permission.EXPORT_IDENTIFIED)


def rows_of(kind: str, wanted: Wanted, by: User) -> dict[str, QuerySet[Any]]:
    """The wanted rows of a kind, or of every kind, by kind. LookupError for a kind that there is not."""
    return {name: _rows(name, wanted, by) for name in (kinds() if kind == EVERY_KIND else [kind])}


def is_large(kind: str, form: str, wanted: Wanted, *, by: User) -> bool:
    """Whether there are too many rows to wait for; ValidationError where no such file holds them."""
    check(wanted, by)
    found, room = rows_of(kind, wanted, by), AT_ONCE_ROWS
    for rows in found.values():
        room -= _count(rows, room)
    if room < 0 and form == "xlsx":
        check_sheets(_count(rows, MOST_ROWS_OF_A_SHEET) for rows in found.values())
    return room < 0


def check_sheets(counts: Iterable[int]) -> None:
    """ValidationError where a workbook would lose rows of a kind."""
    if any(count > MOST_ROWS_OF_A_SHEET for count in counts):
        raise ValidationError(_("A sheet cannot hold so many rows; choose CSV, or a shorter period."))


def _count(rows: QuerySet[Any], most: int) -> int:
    """How many; beyond `most` it does not go on counting."""
    return rows.order_by()[: max(most, 0) + 1].count()


def _rows(kind: str, wanted: Wanted, by: User) -> QuerySet[Any]:
    model: Any = model_of(kind)
    rows = visible_to(by, model).order_by("pk")
    if not wanted.is_narrowed:
        return rows
    stays = _stays(wanted, by)
    if model is Admission:
        return stays.order_by("pk")
    own = "pk" if model is Patient else "admission"
    return rows.filter(**{f"{own}__in": stays.values("patient" if model is Patient else "pk")})


def _stays(wanted: Wanted, by: User) -> QuerySet[Admission]:
    stays = visible_to(by, Admission)
    if wanted.first:
        stays = stays.filter(admitted_at__gte=_midnight(wanted.first))
    if wanted.last:
        stays = stays.filter(admitted_at__lt=_midnight(wanted.last + timedelta(days=1)))
    if wanted.ward:
        stays = stays.filter(ward_id=wanted.ward)
    return stays.filter(category=wanted.category) if wanted.category else stays


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
