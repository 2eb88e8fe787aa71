"""From what was told on the telephone to rows of the record, not yet saved."""

from collections.abc import Sequence
from datetime import date, datetime, time

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from cardiology.actions import results
from cardiology.models import LabResult, Medication
from followup.models import Adherence, FollowUp
from followup.redflags import ANTIPLATELETS
from followup.schedule.dapt import dapt_status

MORNING = time(8)  # when blood is taken, where only the day is known


def result(test: str, text: str, *, on: date | None, sex: str | None) -> LabResult:
    """A laboratory result that was read out; ValidationError for what has no number."""
    row = LabResult(test=test, value_text=text)
    if on:
        row.collected_at = timezone.make_aware(datetime.combine(on, MORNING))
    results.derive(row, sex)
    if row.value is None:
        raise ValidationError(_("“%(text)s” is not a number."), params={"text": text})
    return row


def of_drug(row: Adherence, medication: Medication) -> Adherence:
    """What was told of a drug, tied to its row of the discharge list."""
    row.medication = medication
    row.drug, row.drug_class = medication.drug, medication.drug_class
    return row


def with_drugs(
    row: FollowUp,
    told: Sequence[tuple[Medication, Adherence | None]],
    *,
    today: date,
    planned_end: date | None,
) -> FollowUp:
    """What follows from the drugs: whether an antiplatelet was stopped, what became of dual therapy."""
    known = [drug for _medication, drug in told if drug]
    mine = [drug for drug in known if drug.drug_class in ANTIPLATELETS]
    if mine:
        stopped = next((drug for drug in mine if drug.taking in ("stopped", "never")), None)
        row.stopped_antiplatelet = "yes" if stopped else "no"
        row.stop_reason = stopped.reason if stopped else None  # type: ignore[assignment]
    if known:
        listed = [
            (m.drug_class, str(drug.taking) if drug else "unknown", drug.stopped_on if drug else None)
            for m, drug in told
        ]
        row.dapt_status = dapt_status(listed, on=today, planned_end=planned_end)  # type: ignore[assignment]
    return row
