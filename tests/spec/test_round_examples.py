"""The worked examples of the ward round, as a nurse reads them."""

from datetime import date, datetime, time
from pathlib import Path

import pytest
from django.utils import timezone

from cardiology import examples, rounds
from cardiology.rounds import duties, likeness, shifts

EXAMPLES = list(examples.read(Path(rounds.__file__).parent / "examples/round.md"))


def of(subject):
    return pytest.mark.parametrize(
        "example",
        [e for e in EXAMPLES if e.subject == subject],
        ids=lambda e: "-".join(str(v) for v in e.inputs.values()),
    )


def at(text):
    return timezone.make_aware(datetime.fromisoformat(text))


@of("alike")
def test_names_that_are_taken_for_each_other(example):
    given = {name: text or "" for name, text in example.inputs.items()}
    one, other = (given["name"], given["pinyin"]), (given["other"], given["other_pinyin"])
    assert likeness.alike(one, other) == (example.expected == "yes")


@of("ends")
def test_when_a_tag_ends_by_itself(example):
    given = example.inputs
    until = date.fromisoformat(given["until"]) if given["until"] else None
    if example.expected == "refused":
        with pytest.raises(ValueError, match="date"):
            shifts.ends(given["lasts"], at(given["now"]), until)
    else:
        assert shifts.ends(given["lasts"], at(given["now"]), until) == at(example.expected)


@of("overdue")
def test_when_a_task_is_overdue(example):
    due = time.fromisoformat(example.inputs["due_time"]) if example.inputs["due_time"] else None
    found = shifts.is_overdue(date.fromisoformat(example.inputs["due_on"]), due, at(example.inputs["now"]))
    assert found == (example.expected == "yes")


@of("duties")
def test_what_the_record_asks_for(example):
    given = dict(example.inputs)
    given["planned"] = date.fromisoformat(given["planned"]) if given["planned"] else None
    given["phases"] = frozenset(given["phases"])
    found = duties.duties(duties.Facts(**given), date(2026, 11, 26))
    assert "+".join(d.place for d in found) == example.expected.replace("nothing", "")
