"""Every worked question: the expected answer of every patient, by the plain meaning and by SQL."""

import re

import pytest

from tests.spec.criteria.questions import WORKED
from tests.spec.criteria.stories import lines, row, world

pytestmark = pytest.mark.django_db

WORDS = {True: "yes", False: "no", None: "unknown"}
TOLD = {"yes": True, "no": False, "null": None}


def told(story):
    """The rows of a story as a small world."""
    people, rows = {}, []
    for part in filter(None, (p.strip() for p in story.split(";"))):
        kind, *words = part.split()
        if kind in ("F", "M"):
            people |= {"sex": kind, "birth": None if words == ["born", "unknown"] else words[0]}
        elif kind == "died":
            people["death"] = words[0]
        else:
            rows.append(told_row(kind, words))
    return world(*rows, **people)


def told_row(kind, words):
    name, _hash, own = kind.partition("#")
    times = [w for w in words if re.match(r"\d{4}-", w)]
    fields = dict(w.split("=") for w in words if "=" in w)
    stay = next((int(w[1:]) for w in words if w.startswith("@")), int(own) if own else None)
    return row(
        name,
        *times,
        stay=stay,
        id=int(own) if own else None,
        **{k: TOLD.get(v, float(v) if re.fullmatch(r"[\d.]+", v) else v) for k, v in fields.items()},
    )


STORIES = [pytest.param(q, s, id=f"{q.number}{s.patient}") for q in WORKED.values() for s in q.stories]


@pytest.mark.parametrize(("question", "story"), STORIES)
def test_a_patient_is_answered_as_written(question, story):
    found = lines(question.definition, told(story.rows))
    assert answers_of(found) == story.answers
    assert remaining(question.definition, found) == story.remains


def answers_of(found):
    """The answers of every index row in words."""
    rows = (", ".join(WORDS[a] for a in line.answers) for line in found)
    return " / ".join(filter(None, rows))


def remaining(definition, found):
    kept = sum(all(map(passes, definition["criteria"], line.answers)) for line in found)
    return {0: "no", 1: "yes"}.get(kept, f"{kept} rows")


def passes(criterion, answer):
    """Include drops what is unknown, exclude keeps it, unless the criterion says otherwise."""
    unknown = criterion.get("unknown", "drop" if "include" in criterion else "keep")
    if answer is None:
        return unknown == "keep"
    return answer is ("include" in criterion)


def test_48_questions_have_patients_who_remain_and_who_do_not():
    assert len(WORKED) >= 48
    for number in WORKED:
        assert {"no"} < {s.remains for s in WORKED[number].stories}, number


OPERATORS = (
    "f var first last nearest count max min sum mean covered_days days minutes age + - * / least case "
    "has = != < <= > >= between in known all any not at_least"
)


def words_of(plain):
    """Every key that a definition uses, at any depth."""
    if isinstance(plain, dict):
        return set(plain).union(*map(words_of, plain.values()))
    return set().union(*map(words_of, plain)) if isinstance(plain, list) else set()


@pytest.mark.parametrize("operator", OPERATORS.split())
def test_every_operator_has_a_worked_question(operator):
    assert any(operator in words_of(q.definition) for q in WORKED.values())


def test_every_worked_question_is_named_in_chinese():
    assert all(re.search("[\u4e00-\u9fff]", q.chinese) and "\n" not in q.chinese for q in WORKED.values())
