"""Saving a grid: all of it or nothing, one audit event per row of the record."""

from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from cardiology import audit
from cardiology.access import Permission, check_may
from cardiology.actions import sections
from cardiology.actions.guidance import critical
from cardiology.intake.grids import laboratory, vitals
from cardiology.intake.grids.block import Block
from cardiology.intake.grids.fill import Cell, Filled, Place
from cardiology.models import Admission, LabResult, User

AT_ONCE = 1000


class NotReady(Exception):
    """Something in the grid is wrong or waits to be confirmed; carries the grid as it was read."""

    def __init__(self, filled: Filled) -> None:
        super().__init__("The grid cannot be saved as it is.")
        self.filled = filled


@transaction.atomic
def save_vitals(
    admission: Admission, block: Block, *, by: User, confirmed: Collection[Place] | None = ()
) -> int:
    """Store a grid of vital signs; how many values were new. `confirmed` None stands for every doubt.

    Raises NotReady, with nothing stored, while a cell is wrong or a doubt is open.
    """
    check_may(by, Permission.WRITE_RECORDS)
    _lock(admission)
    filled = vitals.fill(block, admission)
    _check(filled, confirmed)
    for row, said in vitals.rows(filled, admission):
        try:
            sections.enter(row, by=by, confirmed={name for name, cell in said.items() if cell.doubt})
        except ValidationError as error:
            for cell in said.values():
                cell.problem = " ".join(error.messages)
            raise NotReady(filled) from error
    return filled.count()


@transaction.atomic
def save_results(
    admission: Admission, block: Block, *, by: User, confirmed: Collection[Place] | None = ()
) -> int:
    """Store a grid of laboratory results; how many were new. `confirmed` None stands for every doubt.

    Results come by the thousand: rows and audit events are written in bulk, checked cell by cell before.
    """
    check_may(by, Permission.WRITE_RECORDS)
    _lock(admission)
    filled = laboratory.fill(block, admission)
    _check(filled, confirmed)
    made = [_confirmed(row, cell, by) for row, cell in laboratory.rows(filled, admission)]
    LabResult.objects.bulk_create(made, batch_size=AT_ONCE)
    audit.record_all("recorded", by=by, about=made)
    critical.open_calls(made)
    return len(made)


def _lock(admission: Admission) -> None:
    """One grid of a stay at a time, so that the same block sent twice is stored once."""
    Admission.objects.select_for_update(of=("self",)).get(pk=admission.pk)


def _check(filled: Filled, confirmed: Collection[Place] | None) -> None:
    waiting = filled.doubts() if confirmed is not None else {}
    if filled.is_wrong or any(place not in (confirmed or ()) for place in waiting):
        raise NotReady(filled)


def _confirmed(row: LabResult, cell: Cell, by: User) -> Any:
    if cell.doubt:
        row.confirmed = {
            "value_text": {
                "value": cell.doubt.value, "by": by.pk, "at": timezone.now().isoformat(),
                **cell.doubt.compared(),
            }
        }  # fmt: skip
    return row
