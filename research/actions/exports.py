"""Making the file of de-identified rows in the worker; what leaves later is exactly this file."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cardiology import audit
from cardiology.access import Permission, check_may
from research import disclosure
from research.actions import releases
from research.models import Release, ReleaseKind, ReleaseState, Run
from research.queries import extract, files, units
from research.queries import leaving as leaving_queries
from research.queries.cohorts import CohortResult
from research.queries.definitions import Reading
from research.queries.outcomes import Followed
from research.queries.variables import Described, described

AGE_BAND = 10  # years


@dataclass(frozen=True)
class Leaving:
    """What would leave: rows in their unit, their columns, how many stay for want of consent."""

    result: CohortResult
    known: dict[str, Described]
    columns: Sequence[extract.Column]
    withheld: int

    @property
    def rows_sha256(self) -> str:
        """The fingerprint of the rows themselves, whatever file they leave in."""
        return hashlib.sha256(extract.rows_csv(self.columns).encode()).hexdigest()


def export(
    run: Run, result: CohortResult, reading: Reading, followed: list[Followed] | None, *, withheld: int = 0
) -> tuple[Release, str]:
    """Make the file of a run and let it wait for review. Who asked for it must still be allowed to.

    `result` holds the rows that may leave; `withheld` is how many were left out for want of consent. A file
    whose patients differ by very few from those of an earlier one is refused: TooClose.
    """
    check_may(run.asked_by, Permission.EXPORT_ROWS)
    patients = sorted({row.patient_id for row in result.rows})
    releases.check_apart(run, patients, by=run.asked_by, via="worker")
    leaving = _leaving(run, result, reading, followed, withheld)
    return _keep(run, leaving, patients), leaving.rows_sha256


def _leaving(
    run: Run, result: CohortResult, reading: Reading, followed: list[Followed] | None, withheld: int
) -> Leaving:
    known = described(reading.definition, reading.catalogue)  # type: ignore[arg-type]
    unit = run.parameters.get("unit", units.INDEX)
    cut = extract.with_outcomes(result, known, followed) if followed is not None else (result, known)
    shown, described_all = units.by_unit(*cut, unit, reading.catalogue)
    columns = extract.columns(shown, described_all, run.question.export_key)
    return Leaving(shown, described_all, columns, withheld)


@transaction.atomic
def _keep(run: Run, leaving: Leaving, patients: list[int]) -> Release:
    """Keep the file; work that a dead worker began is taken up again, not done twice."""
    Release.objects.filter(run=run, state=ReleaseState.WAITING, reviews=None).delete()
    release = Release.objects.create(
        hospital_id=run.hospital_id, question=run.question, run=run, kind=ReleaseKind.ROWS,
        made_by=run.asked_by, purpose=run.parameters.get("purpose", ""),
        ethics_number=run.parameters.get("ethics_number", ""),
        expires_on=releases.expiry(run.parameters.get("days")), row_count=len(leaving.result.rows),
        patients=patients, column_count=len(leaving.columns), checks=checks(run, leaving),
    )  # fmt: skip
    mark = leaving_queries.mark(release)
    content = extract.archive(
        [*leaving.columns, _release_column(release, len(leaving.result.rows), mark)],
        _parts(run, leaving, mark), run.parameters.get("formats", ()), mark,
    )  # fmt: skip
    release.content, release.sha256 = content, hashlib.sha256(content).hexdigest()
    release.save(update_fields=["content", "sha256"])
    new = {"rows": release.row_count, "withheld": leaving.withheld, "sha256": release.sha256,
           "columns": [c.name for c in leaving.columns]}  # fmt: skip
    audit.record("rows made", by=run.asked_by, about=release, new=new, via="worker")
    return release


def _release_column(release: Release, rows: int, mark: str) -> extract.Column:
    """Every row says which release it is from, wherever it is copied to."""
    return extract.Column("release", _("Release"), [release.pk] * rows, kind="number", rule=mark)


def checks(run: Run, leaving: Leaving) -> list[dict[str, Any]]:
    """What was checked by itself, for whoever reviews."""
    smallest, alone = rarest(leaving.result, leaving.known)
    return [
        {"code": "apart", "holds": True},
        {"code": "identifiers", "holds": True, "left_out": extract.left_out(leaving.known)},
        {"code": "consent", "holds": True, "withheld": leaving.withheld},
        {"code": "rarest", "holds": smallest >= 5, "smallest": smallest, "alone": alone},
        {"code": "ethics", "holds": bool(run.parameters.get("ethics_number"))},
    ]


def rarest(result: CohortResult, known: dict[str, Described]) -> tuple[int, int]:
    """Patients alike in age band, sex and year: how many the smallest such group has; how many are alone."""
    ages = [n for n, d in known.items() if d.leaves == "capped_age" and n in result.columns]
    sexes = [n for n, d in known.items() if d.source == "patient.sex" and n in result.columns]
    alike: dict[int, tuple[Any, ...]] = {}
    for row in result.rows:
        bands = tuple(None if (v := row.values.get(n)) is None else int(disclosure.age(v)) // AGE_BAND
                      for n in ages)  # fmt: skip
        alike.setdefault(row.patient_id, (*bands, *(row.values.get(n) for n in sexes), row.start.year))
    sizes = Counter(alike.values())
    return min(sizes.values(), default=0), sum(n == 1 for n in sizes.values())


def _parts(run: Run, leaving: Leaving, mark: str) -> dict[str, str | bytes]:
    """What goes with the rows: the definition in JSON and in words, the counts as they may leave, a note."""
    result = leaving.result
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
        "release": mark,
        "question": run.question.title,
        "version": version.number if version else None,
        "version_name": version.name if version else "",
        "definition_sha256": run.sha256,
        "data_cut": result.data_cut.isoformat(),
        "one_row_per": run.parameters.get("unit", units.INDEX),
        "rows": len(result.rows),
        "rows_sha256": leaving.rows_sha256,
        "not_exported": extract.left_out(leaving.known),
        "rows_withheld_without_consent": disclosure.count(leaving.withheld, disclosure.CAREFUL),
        "outcomes": run.parameters.get("outcomes", []),
    }
    return {
        **files.definition_files(run.definition, run.hospital_id),
        "counts.json": extract.as_json(counts),
        "about.json": extract.as_json(about),
        "RELEASE.txt": f"{mark}\n",
    }
