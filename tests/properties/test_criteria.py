"""The compiled statement means what the plain meaning says, on every question and unkind rows."""

import pytest

from research.criteria.describe import canonical_hash, describe
from research.criteria.parse import parse
from research.criteria.render import to_json
from tests.properties.small_world import CATALOGUE, by_database, by_meaning, fill, random_world
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
