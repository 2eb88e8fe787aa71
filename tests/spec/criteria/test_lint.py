"""What can be read but is refused, or warned of, when it is saved."""

import pytest

from research.criteria.lint import lint
from research.criteria.parse import parse
from tests.properties.small_world import CATALOGUE
from tests.spec.criteria.questions import QUESTIONS, definition

ECHO = {"has": {"rows": "echo"}}
PROC = {"rows": "proc"}


def ask(*criteria, of=None, pick="first", **rest):
    return {
        "index": {"of": of or PROC, "pick": pick},
        "criteria": list(criteria),
        "cut": "2024-12-31",
        **rest,
    }


def inside(rows, depth):
    return {"rows": rows, **({"where": {"has": inside(rows, depth - 1)}} if depth > 1 else {})}


def window(*windows):
    return {
        "name": "w",
        "include": {"has": {"rows": "echo", "in": [{"of": "index", "days": w} for w in windows]}},
    }


CASES = [
    ("a list that nothing uses", ask(lists={"x": ["a"]}), "error", "lists.x", "not used"),
    ("a pick that nothing uses", ask(let={"e": {"first": {"rows": "echo"}}}), "error", "let.e", "not used"),
    (
        "an empty list",
        ask({"name": "a", "include": {"in": [{"f": "index.code"}, "x"]}}, lists={"x": []}),
        "error",
        "lists.x",
        "empty",
    ),
    (
        "a window that ends before it starts",
        ask(window([5, 1])),
        "error",
        "criteria[0].include",
        "ends before",
    ),
    (
        "two windows without a common day",
        ask(window([None, -1], [0, 9])),
        "error",
        "criteria[0].include",
        "exclude each",
    ),
    (
        "the same included and excluded",
        ask({"name": "a", "include": ECHO}, {"name": "b", "exclude": ECHO}),
        "error",
        "criteria[1].exclude",
        "nobody remains",
    ),
    (
        "selections nested too deeply",
        ask({"name": "a", "include": {"has": inside("lab", 4)}}),
        "error",
        "criteria[0].include",
        "nested",
    ),
    (
        "an index window open to the future",
        ask(of={**PROC, "in": {"dates": ["2024-01-01", "2025-12-31"]}}),
        "error",
        "index.of.in",
        "future",
    ),
    (
        "several rows of a patient with one death",
        ask({"name": "d", "include": {"known": {"f": "patient.death"}}}, pick="each"),
        "warning",
        "criteria[0].include",
        "clustered",
    ),
    (
        "a variable from after the index",
        ask(
            variables={"l": {"last": {"rows": "echo", "in": {"of": "index", "days": [0, 30]}}, "get": "lvef"}}
        ),
        "warning",
        "variables.l",
        "immortal",
    ),
]


@pytest.mark.parametrize(
    ("plain", "severity", "path", "words"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_lint_finds(plain, severity, path, words):
    found = lint(parse(plain, CATALOGUE), CATALOGUE)
    assert [(f.severity, f.path) for f in found] == [(severity, path)]
    assert words in found[0].sentence


@pytest.mark.parametrize("number", QUESTIONS)
def test_no_question_of_the_corpus_is_refused(number):
    found = lint(parse(definition(number), CATALOGUE), CATALOGUE)
    assert [f for f in found if f.severity == "error"] == []


def test_units_that_differ_are_refused(hospital):
    from research.catalogue import catalogue

    sums = {
        "+": [{"last": {"rows": "vitals"}, "get": "weight"}, {"last": {"rows": "vitals"}, "get": "height"}]
    }
    plain = {"index": {"of": {"rows": "stay"}, "pick": "each"}, "cut": "2026-01-01", "variables": {"x": sums}}
    kinds = catalogue(hospital.pk)
    assert [(f.path, f.sentence) for f in lint(parse(plain, kinds), kinds)] == [
        ("variables.x", "Different units meet: cm, kg.")
    ]
