"""Whatever the day of discharge: days lie in their windows, and nobody is called twice in one week."""

from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from followup import holidays, planning, requeue, schedule, states
from followup.models import Outcome, VisitState
from followup.priority import Facts, priority

DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))
FACTS = st.builds(
    schedule.Facts,
    category=st.sampled_from(
        [
            "stemi",
            "ua",
            "hf",
            "ccs",
            "af",
            "valve",
            "hypertension",
            "myocarditis",
            "pe",
            "aortic",
            "cardiomyopathy",
        ]
    ),
    had_pci=st.booleans(),
    lvef=st.sampled_from([None, 30, 55]),
    classes=st.sampled_from(
        [None, frozenset(), frozenset({"oac"}), frozenset({"arni", "beta_blocker", "mra", "sglt2i"})]
    ),
    procedures=st.frozensets(
        st.sampled_from(
            ["cabg", "ablation", "pacemaker", "icd", "tissue_valve", "mechanical_valve", "closure"]
        ),
        max_size=3,
    ),
    conditions=st.frozensets(st.sampled_from(["af", "pe", "pericarditis", "dissection"]), max_size=2),
    valve_severity=st.sampled_from([None, "severe", "moderate", "mild"]),
    started=st.sampled_from([frozenset(), frozenset({"statin"})]),
    nyha=st.sampled_from([None, 1, 3]),
)


def planned(anchor, facts):
    wishes = [
        planning.Wish((p.id, v.code), v.target, v.opens_on, v.closes_on)
        for p in schedule.pathways_for(facts) for v in p.planned(anchor, facts)
    ]  # fmt: skip
    return wishes, planning.calls(wishes)


@given(DAYS, FACTS)
def test_calls_lie_in_every_window_they_serve_and_a_week_apart(anchor, facts):
    wishes, calls = planned(anchor, facts)
    assert sorted(str(w.key) for c in calls for w in c.wishes + c.folded) == sorted(
        str(w.key) for w in wishes
    )
    for call in calls:
        assert all(w.opens_on <= call.due_on <= w.closes_on for w in call.wishes)
    for one, other in zip(calls, calls[1:], strict=False):
        assert (other.due_on - one.due_on).days >= 7


def test_every_pathway_is_reached_by_some_patient():
    words = ["cabg", "ablation", "pacemaker", "icd", "tissue_valve", "mechanical_valve", "closure"]
    told = [
        *(schedule.Facts(category=c, valve_severity="mild") for c in
          ("stemi", "hf", "af", "valve", "hypertension", "myocarditis", "pe", "aortic", "cardiomyopathy")),
        *(schedule.Facts(category="af", procedures=frozenset({w})) for w in words),
        schedule.Facts(conditions=frozenset({"pericarditis"})),
        schedule.Facts(category="ccs", started=frozenset({"statin"})),
    ]  # fmt: skip
    assert {p.id for facts in told for p in schedule.pathways_for(facts)} == set(schedule.PATHWAYS)
    assert len(schedule.PATHWAYS) == 18


@given(DAYS, FACTS)
def test_what_repeats_goes_on_and_never_back(anchor, facts):
    for pathway in schedule.pathways_for(facts):
        last = pathway.planned(anchor, facts)[-1]
        for _ in range(5):
            following = pathway.after(last.code, anchor, facts)
            if following is None:
                break
            assert following.target > last.target
            assert following.opens_on <= following.target <= following.closes_on
            last = following


@given(DAYS)
def test_two_pathways_never_fold_a_window_away(anchor):
    _wishes, calls = planned(
        anchor, schedule.Facts(category="hf", had_pci=True, lvef=30, classes=frozenset())
    )
    assert not [c for c in calls if c.folded]


@given(DAYS)
def test_calls_of_acs_fall_on_working_days_where_the_window_has_one(anchor):
    _wishes, calls = planned(anchor, schedule.Facts(category="stemi"))
    for call in calls:
        window = [call.opens_on + timedelta(days=n) for n in range((call.closes_on - call.opens_on).days + 1)]
        assert holidays.is_working_day(call.due_on) or not any(map(holidays.is_working_day, window))


@given(DAYS, st.lists(st.tuples(st.integers(0, 60), st.integers(0, 20)), min_size=1, max_size=8))
def test_any_windows_at_all_are_a_week_apart(start, spans):
    wishes = []
    for n, (offset, length) in enumerate(spans):
        opens = start + timedelta(days=offset)
        wishes.append(planning.Wish(n, opens, opens, opens + timedelta(days=length)))
    calls = planning.calls(wishes)
    assert sorted(w.key for c in calls for w in c.wishes + c.folded) == list(range(len(spans)))
    assert all((b.due_on - a.due_on).days >= 7 for a, b in zip(calls, calls[1:], strict=False))


@given(DAYS, st.integers(0, 30), st.integers(0, 30), st.integers(0, 9), st.booleans())
def test_a_red_flag_and_a_promised_call_come_first(today, before, after, attempts, flag):
    now = datetime(today.year, today.month, today.day, 12)  # noqa: DTZ001
    window = today - timedelta(days=before), today, today + timedelta(days=after)
    plain = priority(Facts(*window, attempts=attempts), today=today, now=now)
    promised = priority(Facts(*window, callback_at=None, has_red_flag=True), today=today, now=now)
    assert promised.number > plain.number
    assert plain.reasons


@given(st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)), st.sampled_from(sorted(requeue.RULES)))  # noqa: DTZ001
def test_nobody_is_called_at_night(at, outcome):
    again = requeue.next_attempt(outcome, at, 1)
    assert again >= at
    if requeue.RULES[outcome].delay:
        assert 8 <= again.hour < 21


def test_states_cover_what_is_stored():
    assert set(states.TRANSITIONS) == set(states.OWNERS) == set(VisitState.values)
    assert set().union(*states.TRANSITIONS.values()) <= set(VisitState.values)
    assert set(requeue.RULES) <= set(Outcome.values)
