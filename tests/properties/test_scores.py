"""An unknown input never lets a score say something else: it only makes it say less."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cardiology.scores import SCORES


def answer(asked):
    if asked.kind == "number":
        low, high = asked.possible
        whole = float(low).is_integer() and float(high).is_integer()
        return st.integers(int(low), int(high)) if whole else st.floats(low, high, allow_nan=False)
    if asked.kind == "series":
        return st.dictionaries(st.integers(0, 200), st.floats(*asked.possible), min_size=1, max_size=6)
    if asked.kind == "day":
        return st.integers(0, 200)
    return st.sampled_from(asked.words) if asked.words else st.booleans()


@pytest.mark.parametrize("score", SCORES.values(), ids=lambda score: score.id)
@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_forgetting_an_input_only_makes_a_score_say_less(score, data):
    """Each input in turn, of every score."""
    whole = {asked.name: data.draw(answer(asked), asked.name) for asked in score.inputs}
    told = score(whole)
    for asked in score.inputs:
        if asked.required:
            says_less(score, told, whole, asked.name)


def says_less(score, told, whole, forgotten):
    less = score({**whole, forgotten: None})
    if less.value is not None:
        assert score.settles, (score.id, forgotten)
        assert (less.value, less.category) == (told.value, told.category), (score.id, forgotten)
        return
    assert forgotten in less.missing
    assert (less.risk, less.category, less.band, less.also) == (None, None, "", None)
    if less.least is not None and told.value is not None:
        slack = 0.5 if score.id.startswith("precise") else 1e-9  # of these the total is rounded
        assert less.least - slack <= told.value <= less.most + slack, (score.id, forgotten)


@pytest.mark.parametrize("score", SCORES.values(), ids=lambda score: score.id)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_whatever_is_possible_gives_a_number_or_says_that_it_does_not_apply(score, data):
    told = score({asked.name: data.draw(answer(asked), asked.name) for asked in score.inputs})
    assert not told.missing
    assert told.value is not None or told.category == "not_applicable"
    assert told.value is None or math.isfinite(told.value)
    assert told.risk is None or 0 <= told.risk <= 1
