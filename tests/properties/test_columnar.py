"""The whole corpus runs unchanged on DuckDB, over the same rows, and gives what the plain meaning gives."""

import pytest

from research.criteria.parse import parse
from tests.properties.columnar import by_columns, counted_by_columns, filled
from tests.properties.random_definitions import Writer
from tests.properties.small_world import CATALOGUE, by_meaning, counted_plainly, random_world
from tests.properties.test_criteria import approximately
from tests.spec.criteria.questions import QUESTIONS, WORKED, definition
from tests.spec.criteria.test_questions import answers_of, told


@pytest.mark.parametrize("seed", range(2))
def test_every_question_means_the_same_on_duckdb(seed):
    people, rows = random_world(seed)
    database = filled(people, rows)
    for number in QUESTIONS:
        asked = parse(definition(number), CATALOGUE)
        expected = by_meaning(asked, people, rows)
        assert by_columns(database, asked) == expected, f"seed {seed}, question {number}"
        assert counted_by_columns(database, asked) == counted_plainly(asked, expected), (seed, number)


@pytest.mark.parametrize("seed", range(3))
def test_random_definitions_mean_the_same_on_duckdb(seed):
    people, rows = random_world(200 + seed, patients=12)
    database = filled(people, rows)
    for number in range(20):
        asked = parse(Writer(seed * 1000 + number).definition(), CATALOGUE)
        expected = by_meaning(asked, people, rows)
        assert by_columns(database, asked) == approximately(expected), (seed, number)
        assert counted_by_columns(database, asked) == counted_plainly(asked, expected), (seed, number)


def test_every_patient_of_the_worked_questions_is_answered_as_written_on_duckdb():
    for question in WORKED.values():
        asked = parse(question.definition, CATALOGUE)
        for story in question.stories:
            people, rows = told(story.rows)
            found = by_columns(filled(people, rows), asked)
            assert found == by_meaning(asked, people, rows), (question.number, story.patient)
            assert answers_of(found) == story.answers, (question.number, story.patient)
