"""Which questions, runs and releases a member of staff may see: own ones and those shared in the hospital."""

from django.db.models import Q, QuerySet

from cardiology.access import Permission, may
from cardiology.models import User
from research import disclosure
from research.models import Question, Release, Run


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
    """Exports of visible questions, for who may export."""
    if not may(user, Permission.EXPORT_ROWS):
        return Release.objects.none()
    return Release.objects.filter(question__in=questions(user)).select_related("made_by", "run__version")


def rule_for(user: User) -> disclosure.Rule:
    """How exactly this person sees counts: who may open records sees every one."""
    return disclosure.EXACT if may(user, Permission.READ_RECORDS) else disclosure.CAREFUL
