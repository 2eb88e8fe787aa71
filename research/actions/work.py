"""Carrying out a run in the worker: ask the question, calculate, keep the result; stop when told to."""

import logging
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import translation
from django.utils.translation import gettext as _

from research.actions import claims, exports, packages, releases, runs, telling
from research.criteria.nodes import Definition
from research.models import Run, RunKind
from research.queries import definitions, extract, frozen
from research.queries.cohorts import CannotRun, CohortResult
from research.queries.cohorts import run as ask
from research.queries.outcomes import LEFT_OUT, Followed, follow
from research.queries.studies import code_version
from research.queries.variables import Described, described
from research.words import REASONS

SAMPLE_ROWS = 20
log = logging.getLogger(__name__)


class CannotAnswer(Exception):
    """Why a run has no result, as a sentence for who asked."""


def work() -> int:
    """Carry out everything that waits; how many were taken."""
    taken = 0
    while run := runs.claim():
        taken += 1
        carry_out(run)
    while package := packages.claim():
        taken += 1
        packages.carry_out(package)
    return taken


def carry_out(run: Run) -> None:
    """One run, from question to result. What goes wrong becomes a sentence; nothing is left running."""
    run = Run.objects.select_related("question", "version", "asked_by", "hospital", "cohort__record").get(
        pk=run.pk
    )
    with translation.override(run.asked_by.language or "en"):
        try:
            _carry_out(run)
        except claims.Cancelled:
            return
        except (CannotAnswer, CannotRun, PermissionDenied, releases.TooClose) as error:
            runs.finish(run, problem=str(error))
        except Exception:
            log.exception("run %s failed", run.pk)
            runs.finish(run, problem=_("The work failed; the administrator finds the reason in the log."))


def _carry_out(run: Run) -> None:
    from research.queries import outputs  # brings the statistics, which the web process never loads

    claims.report(run, 5, _("Reading the records"))
    reading = definitions.read(run.definition, run.hospital_id)
    if reading.definition is None:
        raise CannotAnswer(_("The definition has problems: %(why)s")
                           % {"why": "; ".join(p.sentence for p in reading.problems[:3])})  # fmt: skip
    result, withheld = _result(run, reading.definition)
    claims.report(run, 50, _("Calculating"))
    made: dict[str, Any] = outputs.attrition(result)
    made["variables"] = list(result.columns)
    made["told"] = telling.attrition(reading.definition, result, hospital_id=run.hospital_id)
    if run.kind == RunKind.COUNTS:
        made["table"] = outputs.table(result, *_group(run, result))
        known = described(reading.definition, reading.catalogue)
        made["sample"] = extract.sample(extract.columns(result, known, run.question.export_key), SAMPLE_ROWS)
    elif run.kind == RunKind.SURVIVAL:
        made |= _survival(run, result)
    elif run.kind == RunKind.ANALYSIS:
        made["output"] = _analysis(run, result, described(reading.definition, reading.catalogue))
    else:
        release, rows = exports.export(run, result, reading, _followed(run, result), withheld=withheld)
        made |= {"release": release.pk, "rows_sha256": rows}
    claims.report(run, 95, _("Saving"))
    patients = sorted({row.patient_id for row in result.rows})
    runs.finish(run, result=made, packages=_packages(), data_cut=result.data_cut, patients=patients)


def _result(run: Run, definition: Definition) -> tuple[CohortResult, int]:
    """The rows of a run; how many frozen ones are left out because their patients declined since."""
    if run.cohort is None:
        return ask(definition, hospital_id=run.hospital_id), 0
    whole = frozen.result(run.cohort)
    result = extract.consenting(whole, definition)
    return result, len(whole.rows) - len(result.rows)


def _survival(run: Run, result: CohortResult) -> dict[str, Any]:
    from research.queries import outputs

    followed = _followed(run, result) or []
    name, limit = _group(run, result)
    found = outputs.columns.columns_of(result.columns, result.rows)
    group = outputs.groups(found, name, limit) if name else None
    claims.report(run, 75, _("Following the patients"))
    reasons = [f.left_out for f in followed if f.left_out]
    return outputs.curves(followed, group) | {
        "left_out": {r: reasons.count(r) for r in LEFT_OUT if r in reasons}
    }


def _analysis(run: Run, result: CohortResult, known: Mapping[str, Described]) -> dict[str, Any]:
    """What a method gives; why there is none as a sentence with the variable in words."""
    from research.queries.analyses.calculate import calculate

    try:
        return calculate(result, run.parameters)
    except ValueError as error:  # CannotFit, CannotAnalyse: a word, and the variable it is about
        code, _colon, name = str(error).partition(":")
        if code not in REASONS:
            raise
        title = known[name].title if name in known else name
        raise CannotAnswer(str(REASONS[code]) % {"term": title or _("One of the variables")}) from error


def _followed(run: Run, result: CohortResult) -> list[Followed] | None:
    """The index rows followed to the outcomes of the run, where it names any."""
    outcomes = run.parameters.get("outcomes")
    if not outcomes:
        return None
    origin = run.parameters.get("origin", "start")
    return follow(result.rows, outcomes, cut=result.data_cut, origin=origin, known=result.courses)


def _group(run: Run, result: CohortResult) -> tuple[str, float | None]:
    """The variable that makes the groups, checked; and where a number is split."""
    from research.queries import outputs

    name, limit = run.parameters.get("group_by", ""), run.parameters.get("limit")
    if not name:
        return "", None
    if name not in result.columns:
        raise CannotAnswer(_("There is no variable “%(name)s” to make groups of.") % {"name": name})
    try:
        outputs.groups(outputs.columns.columns_of(result.columns, result.rows), name, limit)
    except ValueError as error:
        why = _("“%(name)s” makes no groups: it needs 2 to 6 different answers, or a number to split at.")
        raise CannotAnswer(why % {"name": name}) from error
    return name, limit


def _packages() -> dict[str, str]:
    from research.queries import outputs

    version = getattr(connection, "pg_version", 0)
    return {
        "code": code_version(),
        **outputs.packages(),
        "PostgreSQL": f"{version // 10000}.{version % 10000}",
    }
