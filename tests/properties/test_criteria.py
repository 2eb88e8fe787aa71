"""The compiled statement means what the plain meaning says, on every question and unkind rows."""

import json
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from research.criteria.describe import canonical_hash, describe
from research.criteria.lint import lint
from research.criteria.parse import DefinitionError, parse
from research.criteria.render import to_json
from tests.properties.random_definitions import Writer
from tests.properties.small_world import (
    CATALOGUE,
    by_database,
    by_meaning,
    counted,
    counted_plainly,
    fill,
    random_world,
)
from tests.spec.criteria.questions import QUESTIONS, definition

SEEDS = range(4)


@pytest.mark.django_db
@pytest.mark.parametrize("seed", SEEDS)
def test_both_meanings_agree_on_every_question(seed):
    people, rows = random_world(seed)
    fill(people, rows)
    index_rows = 0
    for number in QUESTIONS:
        asked = parse(definition(number), CATALOGUE)
        expected = by_meaning(asked, people, rows)
        assert by_database(asked) == expected, f"seed {seed}, question {number}"
        assert counted(asked) == counted_plainly(asked, expected), f"seed {seed}, question {number}"
        index_rows += len(expected)
    assert index_rows > len(QUESTIONS)


@pytest.mark.parametrize("number", QUESTIONS)
def test_a_question_survives_being_written_and_read(number):
    asked = parse(definition(number), CATALOGUE)
    assert parse(to_json(asked), CATALOGUE) == asked
    assert canonical_hash(parse(to_json(asked), CATALOGUE)) == canonical_hash(asked)


@pytest.mark.parametrize("number", QUESTIONS)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_question_can_be_told(number, language):
    asked = parse(definition(number), CATALOGUE)
    told = describe(asked, CATALOGUE, language)
    assert all(c.name in told for c in asked.criteria)
    assert asked.cut in told


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(6))
def test_both_meanings_agree_on_random_definitions(seed):
    people, rows = random_world(100 + seed, patients=12)
    fill(people, rows)
    for number in range(25):
        asked = parse(Writer(seed * 1000 + number).definition(), CATALOGUE)
        expected = by_meaning(asked, people, rows)
        assert by_database(asked) == approximately(expected), (seed, number, to_json(asked))
        assert counted(asked) == counted_plainly(asked, expected), (seed, number, to_json(asked))


def approximately(lines):
    return [replace(x, values=tuple(v if v is None else pytest.approx(v) for v in x.values)) for x in lines]


@pytest.mark.parametrize("seed", range(200))
def test_random_definitions_are_written_read_and_told(seed):
    asked = parse(Writer(seed).definition(), CATALOGUE)
    through_storage = json.loads(json.dumps(to_json(asked), sort_keys=True))
    assert parse(through_storage, CATALOGUE) == asked
    assert canonical_hash(parse(through_storage, CATALOGUE)) == canonical_hash(asked)
    for language in ("en", "zh-hans"):
        assert asked.cut in describe(asked, CATALOGUE, language)
    lint(asked, CATALOGUE)


WORDS = (
    "index",
    "of",
    "rows",
    "pick",
    "where",
    "in",
    "days",
    "has",
    "stay",
    "echo",
    "first",
    "get",
    "all",
    "f",
    "cut",
    "2024-01-01",
    "index.end",
    "criteria",
    "include",
    "name",
    "let",
    "variables",
    "merge",
)
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(WORDS),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(WORDS) | st.text(max_size=4), inner, max_size=4)
    ),
    max_leaves=20,
)


@settings(max_examples=300, deadline=None)
@given(ANY_JSON)
def test_reading_any_json_gives_problems_and_never_breaks(obj):
    with pytest.raises(DefinitionError) as caught:
        parse(obj, CATALOGUE)
    assert all(p.sentence for p in caught.value.problems)


@pytest.mark.parametrize("seed", range(300))
def test_a_definition_with_one_part_spoiled_is_refused_or_means_something(seed):
    random = Random(seed)
    plain = json.loads(json.dumps(definition(random.choice(list(QUESTIONS)))))
    spoil(plain, random)
    try:
        asked = parse(plain, CATALOGUE)
    except DefinitionError as error:
        problems = error.problems
    else:
        problems = [] if parse(to_json(asked), CATALOGUE) != asked else ["none"]
    assert problems


def spoil(obj, random):
    """Put something else in one place."""
    key = random.choice(list(obj) if isinstance(obj, dict) else range(len(obj)))
    if isinstance(obj[key], dict | list) and obj[key] and random.random() < 0.85:
        spoil(obj[key], random)
    else:
        obj[key] = random.choice(
            [None, True, -1, 0.5, 1e300, "x", "index", "lvef\0", [], {}, ["a", 1], {"rows": "echo"}]
        )
