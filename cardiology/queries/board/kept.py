"""What the ward keeps in mind of its stays: the tags that are true now, and the tasks."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from cardiology.access import visible_to
from cardiology.models import Admission, Ending, Lasts, Tag, Task, User
from cardiology.rounds import shifts, words
from cardiology.wording import clock, day

HISTORY = 20  # tags and tasks that are over, shown for a stay


@dataclass(frozen=True)
class ShownTag:
    """A tag in words."""

    pk: int
    word: str
    until: str
    ended: str = ""


@dataclass(frozen=True)
class ShownTask:
    """A task in words."""

    pk: int
    text: str
    due: str
    who: str
    is_overdue: bool = False
    is_today: bool = False  # due today, overdue, or settled today
    is_mine: bool = False  # for the reader, the reader's role, or anybody
    place: tuple[date, time] = (date.max, time.max)  # in the order of what is due
    ending: str = ""
    ended_words: str = ""


@dataclass(frozen=True)
class Kept:
    """What is kept in mind of one stay now."""

    tags: list[ShownTag] = field(default_factory=list)
    tasks: list[ShownTask] = field(default_factory=list)

    @property
    def open(self) -> list[ShownTask]:
        return [t for t in self.tasks if not t.ending]

    @property
    def open_today(self) -> list[ShownTask]:
        return [t for t in self.tasks if t.is_today and not t.ending]

    @property
    def done_today(self) -> list[ShownTask]:
        return [t for t in self.tasks if t.is_today and t.ending == Ending.DONE]

    @property
    def is_overdue(self) -> bool:
        return any(t.is_overdue for t in self.tasks)


def kept(user: User, stays: Iterable[Admission]) -> dict[int, Kept]:
    """By stay: tags that are true now, tasks that are open or were settled today. Two queries."""
    now, ids = timezone.localtime(), [s.pk for s in stays]
    found: dict[int, Kept] = defaultdict(Kept)
    for tag in visible_to(user, Tag).filter(true_at(now), admission__in=ids).order_by("expires_at", "pk"):
        found[tag.admission_id].tags.append(_tag(tag, now))
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    tasks = visible_to(user, Task).filter(Q(ended_at=None) | Q(ended_at__gte=midnight), admission__in=ids)
    for task in tasks.select_related("for_person", "ended_by").order_by("due_on", "due_time", "pk"):
        found[task.admission_id].tasks.append(_task(task, now, user))
    return found


def true_at(now: datetime) -> Q:
    """The tags that have not ended, by themselves or by somebody."""
    return Q(expires_at__gt=now, ended_at=None)


def over(user: User, stay: Admission) -> tuple[list[ShownTag], list[ShownTask]]:
    """The tags and tasks of a stay that are over, latest first; of an ended stay also what was not done."""
    now = timezone.localtime()
    tags = visible_to(user, Tag).filter(admission=stay).exclude(true_at(now)).order_by("-expires_at")
    tasks = visible_to(user, Task).filter(admission=stay).order_by("-ended_at")
    tasks = tasks.filter(ended_at__isnull=False) if stay.is_open else tasks
    return (
        [_over(t, now) for t in tags.select_related("made_by", "ended_by")[:HISTORY]],
        [_task(t, now, user) for t in tasks.select_related("for_person", "ended_by")[:HISTORY]],
    )


def words_in_use(user: User) -> list[tuple[int, str]]:
    """(a tag that bears it, word) of the tags that are true on the user's wards now."""
    tags = visible_to(user, Tag).filter(true_at(timezone.now()), admission__discharged_at=None)
    found = dict(tags.order_by("-pk").values_list("word", "pk"))
    return sorted(((pk, words.shown(word)) for word, pk in found.items()), key=lambda pair: pair[1])


def bearing(user: User, tag_id: int) -> set[int]:
    """The stays that bear the same word now as this tag, which may be over."""
    same = visible_to(user, Tag).filter(pk=tag_id).values("word")
    return set(visible_to(user, Tag).filter(true_at(timezone.now()), word__in=same)
               .values_list("admission_id", flat=True))  # fmt: skip


def offered(user: User) -> list[dict[str, Any]]:
    """The tags that take one click: word as stored and as shown, how long it holds."""
    own = list(user.department.tag_words.values_list("word", "lasts")) if user.department else []
    return [
        {"word": word, "shown": words.shown(word), "lasts": lasts, "holds": Lasts(lasts).label}
        for word, lasts in own or words.OFFERED.items()
    ]


def _tag(tag: Tag, now: datetime) -> ShownTag:
    return ShownTag(tag.pk, words.shown(tag.word), when(tag.expires_at, now))


def _over(tag: Tag, now: datetime) -> ShownTag:
    """A tag that is over: who put it on, and who took it off or when it ended by itself."""
    told = {"by": tag.made_by, "made": when(tag.made_at, now), "off": tag.ended_by or "",
            "at": when(tag.ended_at or tag.expires_at, now)}  # fmt: skip
    taken = _("%(by)s %(made)s, taken off by %(off)s %(at)s")
    text = (taken if tag.ended_at else _("%(by)s %(made)s, ended by itself %(at)s")) % told
    return ShownTag(tag.pk, words.shown(tag.word), "", text)


def _settled(task: Task, now: datetime) -> str:
    if task.ended_at is None:
        return ""
    label = str(Ending(task.ending).label)
    return f"{label}, {task.ended_by} {when(task.ended_at, now)}"


def _task(task: Task, now: datetime, user: User) -> ShownTask:
    is_open, whose = not task.ending, (task.for_person_id or task.for_role)
    at = f"{task.due_time:%H:%M}" if task.due_time else ""
    due = at or _("today") if task.due_on == now.date() else f"{day(task.due_on)} {at}".strip()
    return ShownTask(
        pk=task.pk,
        text=task.text,
        due=due,
        who=str(task.for_person or (task.get_for_role_display() if task.for_role else "")),
        is_overdue=is_open and shifts.is_overdue(task.due_on, task.due_time, now),
        is_today=not is_open or task.due_on <= now.date(),
        is_mine=not whose or whose in (user.pk, user.role),
        place=(task.due_on, task.due_time or time.max),
        ending=task.ending,
        ended_words=_settled(task, now),
    )


def when(at: datetime, now: datetime) -> str:
    """An instant near now: the time alone where it is today."""
    local = timezone.localtime(at)
    if local.date() == now.date():
        return clock(at)
    if local.hour == local.minute == 0:  # the end of a day is the end of the one before
        before = local.date() - timedelta(days=1)
        if before == now.date():
            return _("the end of today")
        return _("the end of %(day)s") % {"day": day(before)}
    if local.date() == now.date() + timedelta(days=1):
        return _("tomorrow %(time)s") % {"time": clock(at)}
    return f"{day(at)} {clock(at)}"
