"""Whatever the times are: moving them all together changes nothing, and an unknown stays unknown."""

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from cardiology.drawing.chest_pain import Mark, Span, course
from cardiology.timeline import POINTS, Situation, intervals, order
from cardiology.timeline.entry import Column

NAMES = [p.name for p in POINTS]
NOW = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
minute = st.integers(0, 20_000).map(lambda m: datetime(2026, 11, 1, tzinfo=UTC) + timedelta(minutes=m))
courses = st.dictionaries(st.sampled_from(NAMES), st.none() | minute)
stays = st.builds(
    Situation,
    st.sampled_from([None, "own", "ambulance", "transfer_non_pci", "in_hospital"]),
    st.sampled_from([None, "stemi", "nstemi", "ua"]),
    st.sampled_from([None, "primary_pci", "lysis", "lysis_pci", "none"]),
)


def said(times, stay):
    judged = [(j.interval.name, j.minutes, j.state, j.missing) for j in intervals.judge(times, stay)]
    return judged, [c.rule.id for c in order.conflicts(times, stay)]


@given(courses, stays, st.integers(-500_000, 500_000))
def test_moving_all_times_by_the_same_changes_nothing(times, stay, by):
    moved = {n: at and at + timedelta(minutes=by) for n, at in times.items()}
    assert said(moved, stay) == said(times, stay)


@given(courses, stays)
def test_an_unknown_point_makes_its_intervals_unknown_and_never_zero(times, stay):
    found = intervals.minutes(times)
    for judged in intervals.judge(times, stay):
        ends = (judged.interval.start, judged.interval.end)
        known = all(times.get(n) is not None for n in ends)
        assert (judged.minutes is not None) == known == (judged.interval.name in found)
        assert (judged.state == "unknown") == (not known)
        assert set(judged.missing) == {n for n in ends if times.get(n) is None}


@given(st.dictionaries(st.sampled_from(NAMES), minute, min_size=1))
def test_a_column_that_is_written_out_reads_back_as_itself(times):
    texts = {n: timezone.localtime(at).strftime("%Y-%m-%d %H:%M") for n, at in times.items()}
    column = Column(texts, NOW, NOW, {})
    assert {n: r.at for n, r in column.readings.items()} == times


@given(st.dictionaries(st.sampled_from(NAMES), st.text("0123456789:.+-~?nhdm door ecgfmc", max_size=9)))
def test_any_column_is_read_without_breaking(texts):
    for reading in Column(texts, NOW, NOW, {}).readings.values():
        assert reading.at or reading.unknown or reading.error


@given(st.lists(minute, max_size=8), st.integers(0, 90))
def test_the_picture_is_well_formed_and_stays_inside_its_frame(instants, target):
    marks = [Mark(f"p{i}", "<b>", at, "08:00") for i, at in enumerate(instants)]
    spans = [Span("a & b", "p0", "p1", 30, target, "late", "late")] if len(marks) > 1 else []
    drawn = course(marks, spans, title="Course", unit="min")
    if len(marks) < 2:
        assert drawn == ""
        return
    root = ElementTree.fromstring(drawn)
    width = float(root.attrib["viewBox"].split()[2])
    for rect in root.iter("{http://www.w3.org/2000/svg}rect"):
        left, wide = float(rect.attrib["x"]), float(rect.attrib["width"])
        assert 0 <= left <= left + wide <= width + 0.1
