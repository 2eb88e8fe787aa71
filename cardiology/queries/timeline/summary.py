"""The timeline of a stay as it is read, on the patient page and on paper."""

from cardiology.models import Admission, Timeline
from cardiology.models.timeline import situation
from cardiology.queries.completion import concerns
from cardiology.queries.timeline.judged import Course, course_of
from cardiology.queries.timeline.reading import times_of
from cardiology.timeline.sources import ESTIMATED


def timeline_of(stay: Admission, row: Timeline | None) -> Course | None:
    """The drawn course and its intervals; None where none is asked of the stay nor there."""
    if row is None and not concerns(Timeline, stay):
        return None
    entered = row.entered if row else {}
    estimated = {n for n, told in entered.items() if told.get("precision") == ESTIMATED}
    return course_of(times_of(row), situation(stay, row), estimated)
