"""Asking, changing and naming questions."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cardiology import audit
from cardiology.access import Permission, check_may, hospital_of
from cardiology.actions.sections import StaleRevision
from cardiology.models import User
from research import draft
from research.models import Question, QuestionVersion, Study
from research.queries import definitions


@transaction.atomic
def create(title: str, definition: dict[str, Any], *, by: User) -> Question:
    """Start a question from a definition; it belongs to who asks and is seen by nobody else."""
    check_may(by, Permission.ASK_QUESTIONS)
    question = Question(hospital=hospital_of(by), title=title.strip(), owner=by, draft=definition)
    question.full_clean()
    question.save()
    audit.record("question created", by=by, about=question, new={"title": question.title})
    return question


@transaction.atomic
def change(
    question: Question, definition: dict[str, Any], *, by: User, revision: int | None = None
) -> Question:
    """Put another definition in the place of the draft. It may still have problems; versions may not.

    StaleRevision when somebody (or another window) changed it since `revision`.
    """
    stored = _mine(question, by)
    if revision is not None and stored.revision != revision:
        raise StaleRevision(stored)  # type: ignore[arg-type]
    old, stored.draft = stored.draft, definition
    if old == definition:
        return stored
    stored.revision += 1
    stored.changed_at = timezone.now()
    stored.save(update_fields=["draft", "revision", "changed_at"])
    audit.record(
        "question changed", by=by, about=stored, old={"definition": old}, new={"definition": definition}
    )
    return stored


@transaction.atomic
def describe(question: Question, *, title: str, is_shared: bool, study: str, by: User) -> Question:
    """Rename a question, share it with the hospital or not, and say which study it belongs to."""
    stored = _mine(question, by)
    old = audit.state(stored)
    stored.title, stored.is_shared = title.strip(), is_shared
    stored.study = _study(study.strip(), by) if study.strip() else None
    stored.changed_at = timezone.now()
    stored.full_clean()
    stored.save()
    before, after = audit.changes(old, audit.state(stored))
    audit.record("question described", by=by, about=stored, old=before, new=after)
    return stored


@transaction.atomic
def save(question: Question, *, name: str, by: User) -> QuestionVersion:
    """Save the draft as a named version that never changes. Saving the same again gives what is there.

    ValidationError when the definition has problems or findings that must be put right first.
    """
    stored = _mine(question, by)
    reading = definitions.read(stored.draft, stored.hospital_id)
    if not reading.can_be_saved:
        raise ValidationError(_("Put the problems of the definition right before you save a version."))
    latest = stored.versions.first()
    if latest and latest.sha256 == reading.sha256 and latest.name == name.strip():
        return latest
    version = QuestionVersion(
        question=stored,
        number=latest.number + 1 if latest else 1,
        name=name.strip(),
        definition=draft.asked(stored.draft),
        sha256=reading.sha256,
        sentence="\n".join(reading.sentences),
        saved_by=by,
    )
    version.full_clean()
    version.save()
    audit.record(
        "version saved", by=by, about=stored, new={"number": version.number, "sha256": version.sha256}
    )
    return version


def _mine(question: Question, by: User) -> Question:
    """The question, locked; only its owner changes it."""
    check_may(by, Permission.ASK_QUESTIONS)
    stored = Question.objects.select_for_update(of=("self",)).get(pk=question.pk)
    if stored.owner_id != by.pk:
        raise PermissionDenied(_("Only its owner changes a question; make a copy of your own."))
    return stored


def _study(title: str, by: User) -> Study:
    study, is_new = Study.objects.get_or_create(
        hospital=hospital_of(by), title=title[:160], defaults={"owner": by}
    )
    if is_new:
        audit.record("study opened", by=by, about=study, new={"title": study.title})
    return study
