"""What the wards of a demonstration keep in mind of the patients in bed: a few tags and tasks."""

from datetime import datetime, time, timedelta

from cardiology.models import Admission, Ending, Hospital, Role, Tag, Task, User
from cardiology.rounds import shifts

TAGS = (
    ("Nil by mouth", "noon"),
    ("Watch closely", "shift"),
    ("Puncture site", "shift"),
    ("Bed rest", "morning"),
)
# text, hours from now, for which role
TASKS = (
    ("复查心电图", 1, Role.WARD_NURSE),
    ("复查肌钙蛋白", 2, Role.WARD_NURSE),
    ("与家属谈话", 4, Role.CARDIOLOGIST),
    ("24 小时出入量", 20, Role.WARD_NURSE),
    ("申请心脏超声", 3, Role.CARDIOLOGIST),
)
EVERY = 3  # of the stays in bed


def keep_in_mind(hospital: Hospital, now: datetime) -> None:
    """Every third patient in bed has a tag and a task, some done already. `now` in hospital time."""
    nurse = User.objects.filter(hospital=hospital, role=Role.WARD_NURSE).order_by("pk").first()
    here = Admission.objects.filter(hospital=hospital, discharged_at__isnull=True, bed__isnull=False)
    if nurse is None:
        return
    tags, tasks = [], []
    for n, stay in enumerate(here.order_by("bed__label")[::EVERY]):
        word, lasts = TAGS[n % len(TAGS)]
        tags.append(
            Tag(admission=stay, word=word, expires_at=shifts.ends(lasts, now), made_by=nurse, made_at=now)
        )
        text, hours, role = TASKS[n % len(TASKS)]
        due = now + timedelta(hours=hours)
        task = Task(admission=stay, text=text, for_role=role, made_by=nurse, made_at=now,
                    due_on=due.date(), due_time=time(due.hour))  # fmt: skip
        if n % 4 == 3:
            task.ending, task.ended_by, task.ended_at = Ending.DONE, nurse, now
        tasks.append(task)
    Tag.objects.bulk_create(tags)
    Task.objects.bulk_create(tasks)
