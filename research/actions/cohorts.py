"""Freezing a cohort: its rows stay as they were, and further questions can start from them."""

import hashlib
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cardiology import audit
from cardiology.access import Permission, check_may
from cardiology.models import User
from research.models import Cohort, CohortRecord, CohortRow, QuestionVersion
from research.queries import definitions, frozen
from research.queries.cohorts import CohortResult, run


@transaction.atomic
def freeze(version: QuestionVersion, *, by: User) -> Cohort:
    """Run a version and keep its rows as they were read. The same on the same data cut is kept once."""
    check_may(by, Permission.ASK_QUESTIONS)
    hospital = version.question.hospital
    reading = definitions.read(version.definition, hospital.pk)
    if reading.definition is None:
        raise ValidationError(_("This version can no longer be read: %(why)s")
                              % {"why": "; ".join(p.sentence for p in reading.problems)})  # fmt: skip
    result = run(reading.definition, hospital_id=hospital.pk)
    digest = rows_sha256(result)
    record = frozen.content(result)
    fingerprint = frozen.sha256(record)
    same = version.cohorts.filter(data_cut=result.data_cut, rows_sha256=digest, record__sha256=fingerprint)
    if found := same.first():
        return found
    cohort = Cohort.objects.create(
        hospital=hospital, version=version, data_cut=result.data_cut, counts=counts(result),
        rows_sha256=digest, frozen_by=by,
    )  # fmt: skip
    CohortRow.objects.bulk_create(
        (CohortRow(cohort=cohort, patient_id=r.patient_id, admission_id=r.admission_id,
                   start=_aware(r.start), end=_aware(r.end)) for r in result.rows),
        batch_size=2000,
    )  # fmt: skip
    CohortRecord.objects.create(cohort=cohort, content=record, sha256=fingerprint)
    audit.record("cohort frozen", by=by, about=cohort, new={"version": version.pk, **cohort.counts})
    return cohort


def counts(result: CohortResult) -> dict[str, Any]:
    """The counts of a result."""
    return {"rows": len(result.rows), "patients": result.patients, "start_rows": result.start_rows}


def rows_sha256(result: CohortResult) -> str:
    """The fingerprint of the rows: which index rows, of whom, from when to when."""
    digest = hashlib.sha256()
    for row in sorted(result.rows, key=lambda r: (r.patient_id, r.start, str(r.id))):
        digest.update(f"{row.id}|{row.patient_id}|{row.start}|{row.end}\n".encode())
    return digest.hexdigest()


def _aware(moment: Any) -> Any:
    """Results speak the hospital's wall clock."""
    return timezone.make_aware(moment) if moment is not None and timezone.is_naive(moment) else moment
