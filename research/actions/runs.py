"""Analyses as rows: asked for, claimed by a worker, finished or cancelled."""

import hashlib
import json
import uuid
from datetime import date
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone

from cardiology import audit
from cardiology.access import Permission, check_may
from cardiology.models import User
from research import draft
from research.actions import claims
from research.models import Cohort, Question, QuestionVersion, Run, RunKind, RunState
from research.queries import definitions


def start(
    question: Question,
    kind: str,
    parameters: dict[str, Any],
    *,
    by: User,
    submission: uuid.UUID,
    version: QuestionVersion | None = None,
    cohort: Cohort | None = None,
) -> Run:
    """Ask for an analysis of a frozen cohort, a version, or the draft. The same key gives the first run."""
    version = cohort.version if cohort else version
    definition = version.definition if version else draft.asked(question.draft)
    return _start(question, definition, kind, parameters, by, submission, version=version, cohort=cohort)


def again(run: Run, *, by: User, submission: uuid.UUID) -> Run:
    """The same analysis once more: of the same definition, or of the same frozen rows."""
    return _start(run.question, run.definition, run.kind, run.parameters, by, submission,
                  version=run.version, cohort=run.cohort)  # fmt: skip


@transaction.atomic
def _start(
    question: Question, definition: Any, kind: str, parameters: dict[str, Any], by: User,
    submission: uuid.UUID, **of: Any,
) -> Run:  # fmt: skip
    check_may(by, Permission.EXPORT_ROWS if kind == RunKind.EXPORT else Permission.ASK_QUESTIONS)
    reading = definitions.read(definition, question.hospital_id)
    run, is_new = Run.objects.get_or_create(
        submission=submission,
        defaults={
            "hospital_id": question.hospital_id, "question": question, "kind": kind, "asked_by": by, **of,
            "definition": definition, "sha256": reading.sha256, "parameters": parameters,
        },
    )  # fmt: skip
    if is_new:
        audit.record("run asked", by=by, about=run, new={"kind": kind, "sha256": run.sha256, **parameters})
        transaction.on_commit(claims.wake)
    return run


def claim() -> Run | None:
    """Take the oldest run that waits, or whose worker died; None when there is nothing to do."""
    return claims.claim(Run, lambda run, why: finish(run, problem=why))


@transaction.atomic
def finish(
    run: Run,
    *,
    result: dict[str, Any] | None = None,
    problem: str = "",
    packages: dict[str, str] | None = None,
    data_cut: date | None = None,
    patients: list[int] | None = None,
) -> bool:
    """End a run with its result, or with a sentence why there is none. False when it had ended already."""
    stored = Run.objects.select_for_update().get(pk=run.pk)
    if not stored.is_open or stored.attempts != run.attempts:
        return False
    stored.state = RunState.FAILED if problem else RunState.DONE
    stored.result, stored.problem, stored.packages = result, problem, packages or {}
    stored.data_cut, stored.finished_at, stored.alive_until = data_cut, timezone.now(), None
    stored.patients, stored.result_sha256 = patients, "" if problem else result_sha256(result)
    stored.progress = stored.progress if problem else 100
    stored.save()
    audit.record("run failed" if problem else "run finished", by=None, about=stored, via="worker")
    return True


def result_sha256(result: dict[str, Any] | None) -> str:
    """The fingerprint of a result: the same question of the same records gives the same."""
    kept = {name: part for name, part in (result or {}).items() if name != "release"}
    told = json.dumps(kept, sort_keys=True, ensure_ascii=False, cls=DjangoJSONEncoder)
    return hashlib.sha256(told.encode()).hexdigest()


@transaction.atomic
def cancel(run: Run, *, by: User) -> bool:
    """Stop a run; who asked for it and the owner of the question may. False when it had ended."""
    check_may(by, Permission.ASK_QUESTIONS)
    stored = Run.objects.select_for_update(of=("self",)).select_related("question").get(pk=run.pk)
    if not stored.is_open or by.pk not in (stored.asked_by_id, stored.question.owner_id):
        return False
    stored.state, stored.finished_at, stored.alive_until = RunState.CANCELLED, timezone.now(), None
    stored.save(update_fields=["state", "finished_at", "alive_until"])
    audit.record("run cancelled", by=by, about=stored)
    return True


@transaction.atomic
def uncover(run: Run, *, by: User) -> bool:
    """Show an effect although its diagnostics failed; who and when is kept. False if it was shown before."""
    check_may(by, Permission.ASK_QUESTIONS)
    stored = Run.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if stored.state != RunState.DONE or stored.uncovered_at is not None:
        return False
    stored.uncovered_by, stored.uncovered_at = by, timezone.now()
    stored.save(update_fields=["uncovered_by", "uncovered_at"])
    audit.record("effect uncovered", by=by, about=stored)
    return True
