"""Which questions, runs and releases a member of staff may see: own ones and those shared in the hospital."""

from django.db.models import Q, QuerySet

from cardiology.access import Permission, may
from cardiology.models import User
from research import disclosure
from research.models import Question, Release, ReleaseKind, Run, RunState, Study


def questions(user: User) -> QuerySet[Question]:
    """Questions that this person may open."""
    if not may(user, Permission.ASK_QUESTIONS) or user.hospital_id is None:
        return Question.objects.none()
    mine = Q(owner=user) | Q(is_shared=True)
    return Question.objects.filter(mine, hospital_id=user.hospital_id).select_related("owner", "study")


def runs(user: User) -> QuerySet[Run]:
    """Runs of the questions that this person may open."""
    return Run.objects.filter(question__in=questions(user)).select_related("question", "version", "asked_by")


def releases(user: User) -> QuerySet[Release]:
    """Releases of visible questions; for who reviews, all of the hospital. Rows for who may export only."""
    if not may(user, Permission.ASK_QUESTIONS) or user.hospital_id is None:
        return Release.objects.none()
    mine = Q(question__in=questions(user)) | Q(made_by=user)
    if may(user, Permission.REVIEW_RELEASES):
        mine = Q()
    found = Release.objects.filter(mine, hospital_id=user.hospital_id).defer("content", "patients")
    if not may(user, Permission.EXPORT_ROWS):
        found = found.filter(kind=ReleaseKind.RESULTS)
    return found.select_related("made_by", "hospital", "question__study", "run__version")


def may_read(user: User, run: Run) -> bool:
    """Whether this person reads the result of a run: who may open records does; others what was released."""
    if rule_for(user).exact:
        return True
    return any(release.is_open for release in releases(user).filter(run=run, kind=ReleaseKind.RESULTS))


def same(run: Run) -> dict[str, list[int]]:
    """Other runs of the same analysis of the same rows or data cut: which gave the same, which did not."""
    others = Run.objects.filter(
        question=run.question_id, kind=run.kind, sha256=run.sha256, parameters=run.parameters,
        cohort=run.cohort_id, data_cut=run.data_cut, state=RunState.DONE,
    ).exclude(pk=run.pk).exclude(result_sha256="")  # fmt: skip
    found = list(others.values_list("pk", "result_sha256").order_by("pk"))
    return {
        "alike": [pk for pk, sha in found if sha == run.result_sha256],
        "different": [pk for pk, sha in found if sha != run.result_sha256],
    }


def studies(user: User) -> QuerySet[Study]:
    """Studies with a question that this person may open, and own ones."""
    if not may(user, Permission.ASK_QUESTIONS) or user.hospital_id is None:
        return Study.objects.none()
    mine = Q(owner=user) | Q(questions__in=questions(user))
    return Study.objects.filter(mine, hospital_id=user.hospital_id).select_related("owner").distinct()


def rule_for(user: User) -> disclosure.Rule:
    """How exactly this person sees counts: who may open records sees every one."""
    return disclosure.EXACT if may(user, Permission.READ_RECORDS) else disclosure.CAREFUL
