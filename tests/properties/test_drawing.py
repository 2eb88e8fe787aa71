"""The drawn course: no label on another, nothing outside, no peak lost, whatever was recorded."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from cardiology.drawing import shapes
from cardiology.drawing.axis import axis
from cardiology.drawing.board import INK
from cardiology.drawing.course import HEAD, WIDTH, Words, picture, plot
from cardiology.drawing.funnel import MARK, Unit, funnel, places
from cardiology.drawing.labels import GAP, in_rows
from cardiology.drawing.lanes import LATEST, NAMES, Happening, Measured, Span, Value, drugs, happenings, strip
from cardiology.drawing.shapes import Text, cut, width
from cardiology.drawing.svg import paint
from cardiology.drawing.thinning import thin

START = datetime(2026, 3, 2, 8, 17, tzinfo=UTC)
WORDS = Words(
    lambda at: f"{at:%d-%b-%Y}", lambda at: f"{at:%H:%M}", lambda at: f"day {(at - START).days + 1}"
)
texts = st.text("abcdefgh ij急性前壁心肌梗死0123456789·<&", max_size=60)
lengths = st.integers(0, 60 * 24 * 60)  # a stay of nothing to sixty days, in minutes


@st.composite
def stays(draw):
    """A time axis, and minutes on and beside it."""
    minutes = draw(lengths)
    shown = plot(START, START + timedelta(minutes=minutes))
    beside = st.integers(-120, minutes + 120).map(lambda m: START + timedelta(minutes=m))
    return shown, draw(st.lists(beside, max_size=40)), draw(st.lists(texts, min_size=40, max_size=40))


def texts_of(lane):
    """Every text of a lane: (left, right, top, bottom)."""
    every = [*lane.still, *(s for spot in lane.spots for s in spot.shapes)]
    return [
        (t.left, t.right, t.y - shapes.SIZE + 2, t.y + 2) for t in every if isinstance(t, Text) and t.text
    ]


def overlapping(boxes):
    return [
        (a, b)
        for i, a in enumerate(boxes)
        for b in boxes[:i]
        if a[0] < b[1] and b[0] < a[1] and a[2] < b[3] and b[2] < a[3]
    ]


@given(stays())
@settings(deadline=None)
def test_no_two_labels_of_happenings_overlap_and_none_leaves_the_plot(told):
    shown, instants, words = told
    found = [Happening(at, text, text) for at, text in zip(instants, words, strict=False)]
    lane = happenings("Procedures", found, shown, "square", shapes.TEXT)
    boxes = texts_of(lane)
    assert not overlapping(boxes)
    assert all(left >= 0 and right <= WIDTH - LATEST + 0.01 for left, right, _top, _bottom in boxes)
    assert all(top >= 0 and bottom <= lane.height for _left, _right, top, bottom in boxes)
    assert len(lane.spots) == sum(shown.holds(at) for at in instants)  # a mark is never lost


@given(stays(), st.booleans())
@settings(deadline=None)
def test_no_two_labels_of_drugs_overlap(told, once):
    shown, instants, words = told
    spans = [
        Span(at, None if i % 3 else at + timedelta(days=i), text, text, once=once and not i % 2)
        for i, (at, text) in enumerate(zip(instants, words, strict=False))
    ]
    rows = [(f"drug {i}", spans[i : i + 3]) for i in range(0, len(spans), 3)]
    lane = drugs("Antithrombotics", rows, shown, shapes.BLUE)
    assert not overlapping(texts_of(lane))
    boxes = texts_of(lane)
    assert all(right <= WIDTH - LATEST and bottom <= lane.height for _left, right, _top, bottom in boxes)


@given(
    stays(),
    st.lists(st.floats(0.01, 1e6), min_size=40, max_size=40),
    st.booleans(),
    st.sampled_from([(10, 26), (None, 26), (10, None), (None, None), (26, 26)]),
)
@settings(deadline=None)
def test_a_strip_keeps_its_values_inside_and_its_labels_apart(told, numbers, is_log, limits):
    shown, instants, words = told
    flags = ("N", "H", "L", "HH", "")
    values = [
        Value(at, number, flags[i % 5], "tip")
        for i, (at, number) in enumerate(zip(sorted(instants), numbers, strict=False))
    ]
    lane = strip(Measured(words[0], "ng/L", values, "4016 H ↑", *limits, is_log), shown)
    assert not overlapping(texts_of(lane))
    marks = [s for spot in lane.spots for s in spot.shapes]
    assert all(0 <= m.y <= lane.height and NAMES <= m.x <= WIDTH - LATEST for m in marks)
    assert len(lane.spots) + lane.left_out == sum(shown.holds(at) for at in instants)


@given(lengths)
@settings(deadline=None)
def test_days_and_hours_stand_apart_for_every_length_of_a_stay(minutes):
    shown = plot(START, START + timedelta(minutes=minutes))
    head = picture("Course", [], shown, WORDS).lanes[0][1]
    boxes = texts_of(head)
    assert not overlapping(boxes)
    assert all(left >= 0 and right <= WIDTH and bottom <= HEAD for left, right, _top, bottom in boxes)
    assert len([b for b in boxes if b[0] >= NAMES]) >= 1 or minutes < 60 * 24


@given(st.lists(st.tuples(st.floats(0, 800), st.floats(-1e6, 1e6)), max_size=300))
def test_thinning_loses_no_peak_and_not_the_last_value(pairs):
    points = [(x, value, i) for i, (x, value) in enumerate(sorted(pairs))]
    kept = thin(points, 10)
    assert kept == [p for p in points if p in kept]
    if points:
        assert kept[-1] == points[-1]
        assert max(v for _x, v, _i in kept) == max(v for _x, v, _i in points)
        assert min(v for _x, v, _i in kept) == min(v for _x, v, _i in points)
        assert len(kept) <= 2 * 81 + 1


@given(st.lists(st.tuples(st.floats(190, 980), st.floats(0, 300), texts), max_size=60))
def test_labels_in_rows_keep_their_distance(marks):
    marks = sorted((x, min(x + long, 984), text) for x, long, text in marks)
    rows = {}
    for (start, end, _text), place in zip(marks, in_rows(marks, 190, 984, 6), strict=True):
        if place.row < 6:
            rows.setdefault(place.row, []).append(
                (min(start, place.left), max(end, place.left + width(place.text)))
            )
    for spans in rows.values():
        spans.sort()
        assert all(a[1] + GAP <= b[0] for a, b in zip(spans, spans[1:], strict=False))


@given(texts, st.floats(0, 400))
def test_a_cut_text_fits(text, room):
    assert width(cut(text, room)) <= room


def test_what_was_written_is_escaped():
    shown = axis(START, START + timedelta(days=1), NAMES, 900)
    lane = happenings("A", [Happening(START, "<b>&", '"<script>')], shown, "dot", shapes.BLUE)
    svg = paint(picture("<i>", [lane], shown, WORDS))
    assert "<b>" not in svg
    assert "<script>" not in svg
    assert "<i>" not in svg


units = st.builds(
    lambda label, n, share, own: Unit(label, round(n * share), n, own),
    texts, st.integers(1, 400), st.floats(0, 1), st.booleans(),
)  # fmt: skip


@given(st.lists(units, min_size=2, max_size=40))
def test_no_name_of_a_funnel_stands_on_another_or_on_a_mark(told):
    found = places(told, reach=max(10, round(1.1 * max(u.n for u in told))))
    assert sorted(map(repr, told)) == sorted(repr(p.unit) for p in found)
    assert overlapping([p.edges for p in found if p.edges]) == []
    for named in (p for p in found if p.edges):
        left, right, top, foot = named.edges
        others = [p for p in found if p is not named and (p.x, p.y) != (named.x, named.y)]
        near = [p for p in others if left < p.x + MARK and p.x - MARK < right]
        assert not [p for p in near if top < p.y + MARK and p.y - MARK < foot]


def test_a_funnel_says_every_unit_to_who_points_at_it():
    close = [Unit(f"Dr {name}", 40, 50) for name in "ABCDEFGH"]
    drawn = funnel(close, 0.8, words={"title": "Funnel", "mean": "mean", "n": "patients"})
    assert all(f"<title>{unit.label}: 40/50, 80 %</title>" in drawn for unit in close)
    assert 1 <= drawn.count(f'fill="{INK}">Dr ') < len(close)  # the names that found room
