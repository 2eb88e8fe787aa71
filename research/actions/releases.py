"""Handing out de-identified rows: what left, when, to whom, with its checksum."""

import hashlib
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cardiology import audit
from cardiology.access import Permission, check_may
from cardiology.models import User
from research import disclosure
from research.models import Release, Run
from research.queries import extract
from research.queries.cohorts import CohortResult
from research.queries.definitions import Reading
from research.queries.outcomes import Followed
from research.queries.variables import described


class TooClose(Exception):
    """Why a file does not leave: beside an earlier one it would point at single patients."""


def export(
    run: Run, result: CohortResult, reading: Reading, followed: list[Followed] | None, *, withheld: int = 0
) -> Release:
    """Make the file of a run and keep it. Who asked for it must still be allowed to.

    `result` holds the rows that may leave; `withheld` is how many were left out for want of consent. A file
    whose patients differ by very few from those of an earlier one is refused: TooClose.
    """
    check_may(run.asked_by, Permission.EXPORT_ROWS)
    patients = sorted({row.patient_id for row in result.rows})
    if earlier := _too_close(run, patients):
        audit.record("export refused", by=run.asked_by, about=run, new={"close_to": earlier.pk}, via="worker")
        raise TooClose(_refusal(earlier))
    return _keep(run, result, reading, followed, patients=patients, withheld=withheld)


def _too_close(run: Run, patients: list[int]) -> Release | None:
    """An earlier file of this hospital that tells a few patients apart from these."""
    kept = Release.objects.filter(hospital_id=run.hospital_id, patients__isnull=False).exclude(run=run)
    for earlier in kept.select_related("question").defer("content"):
        if disclosure.tells_apart(earlier.patients or (), patients):
            return earlier
    return None


def _refusal(earlier: Release) -> str:
    return _(
        "Fewer than %(threshold)s patients differ from an earlier export, no. %(number)s of “%(title)s”: "
        "whoever holds both files could tell who they are. Use the earlier file, or ask for clearly other "
        "patients."
    ) % {"threshold": disclosure.THRESHOLD, "number": earlier.pk, "title": earlier.question.title}


@transaction.atomic
def _keep(
    run: Run,
    result: CohortResult,
    reading: Reading,
    followed: list[Followed] | None,
    *,
    patients: list[int],
    withheld: int,
) -> Release:
    known = described(reading.definition, reading.catalogue)  # type: ignore[arg-type]
    columns = extract.columns(result, known, run.question.export_key, followed)
    content = extract.archive(columns, _parts(run, result, reading, extract.left_out(known), withheld))
    release, _new = Release.objects.update_or_create(
        run=run,
        defaults={
            "hospital_id": run.hospital_id, "question": run.question, "made_by": run.asked_by,
            "row_count": len(result.rows), "patients": patients, "column_count": len(columns),
            "content": content, "sha256": hashlib.sha256(content).hexdigest(),
        },
    )  # fmt: skip
    new = {
        "rows": release.row_count,
        "withheld": withheld,
        "columns": [c.name for c in columns],
        "sha256": release.sha256,
    }
    audit.record("rows exported", by=run.asked_by, about=release, new=new, via="worker")
    return release


@transaction.atomic
def hand_out(release: Release, *, by: User) -> bytes:
    """Give the file to somebody; every time is written down."""
    check_may(by, Permission.EXPORT_ROWS)
    audit.record("export fetched", by=by, about=release, new={"sha256": release.sha256})
    return bytes(release.content)


def _parts(
    run: Run, result: CohortResult, reading: Reading, left_out: list[str], withheld: int
) -> dict[str, str]:
    """What goes with the rows: the definition in JSON and in words, the counts as they may leave, a note."""
    steps = disclosure.attrition(result.start_rows, result.start_patients, result.steps, disclosure.CAREFUL)
    named = [{"criterion": s.name, **asdict(shown)} for s, shown in zip(result.steps, steps, strict=True)]
    counts: dict[str, Any] = {
        "start_rows": disclosure.count(result.start_rows, disclosure.CAREFUL),
        "start_patients": disclosure.count(result.start_patients, disclosure.CAREFUL),
        "steps": named,
        "note": _("null: fewer than %(threshold)s, withheld; other counts are rounded to %(base)s")
        % {"threshold": disclosure.THRESHOLD, "base": disclosure.BASE},
    }
    version = run.version
    about = {
        "question": run.question.title,
        "version": version.number if version else None,
        "version_name": version.name if version else "",
        "definition_sha256": run.sha256,
        "data_cut": result.data_cut.isoformat(),
        "rows": len(result.rows),
        "not_exported": left_out,
        "rows_withheld_without_consent": disclosure.count(withheld, disclosure.CAREFUL),
        "outcomes": run.parameters.get("outcomes", []),
    }
    return {
        "definition.json": extract.as_json(run.definition),
        "definition.txt": "\n".join(reading.sentences) + "\n",
        "counts.json": extract.as_json(counts),
        "about.json": extract.as_json(about),
    }
