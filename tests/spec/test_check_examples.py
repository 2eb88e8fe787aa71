"""Every check of the record passes and finds what its tables show, and speaks of variables that exist."""

from collections import Counter, defaultdict
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from cardiology import checks, examples
from cardiology.checks import BY_SECTION, CHECKS
from cardiology.checks.check import FAMILIES, Where, found_in
from cardiology.checks.facts import Facts, Row
from cardiology.dictionary.registry import declared, variables

CHINA = timezone(timedelta(hours=8))
NOW = datetime(2026, 11, 30, 12, tzinfo=CHINA)
FOLDER = Path(checks.__file__).parent / "examples"
EXAMPLES = [e for path in sorted(FOLDER.glob("*.md")) for e in examples.read(path, str)]
KNOWN = {(m._meta.model_name, v.name): v for m in declared() for v in variables(m)}
PART_OF = {"lesion", "device"}  # each is part of the first row above it


def value(variable, text):
    """What a cell means, by the variable that it is of."""
    if not text:
        return None
    if variable.kind == "number":
        return float(text)
    if variable.kind == "moment":
        return datetime.fromisoformat(text).replace(tzinfo=CHINA)
    if variable.kind == "date":
        return date.fromisoformat(text)
    return tuple(text.split("+")) if type(variable).__name__ == "Choices" else text


def stay(inputs):
    """The facts of a stay in which only the cells of one example are known."""
    rows = defaultdict(lambda: defaultdict(dict))
    for column, text in inputs.items():
        place, _dot, name = column.partition(".")
        section, _hash, number = place.partition("#")
        known = value(KNOWN[section, name], text)
        if known is not None:
            rows[section][int(number or 1)][name] = known
    return Facts(
        NOW,
        {
            section: tuple(Row(section, v, n, 1 if section in PART_OF else None) for n, v in found.items())
            for section, found in rows.items()
        },
    )


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: f"{e.subject}-{e.expected}")
def test_example(example):
    check, facts = CHECKS[example.subject], stay(example.inputs)
    found = any(found_in(facts, [check]))
    assert ("found" if found else "passes") == example.expected


class Named(dict):
    """The sections of a stay, of which only those that a check names may be looked at."""

    def __init__(self, sections, named):
        super().__init__(sections)
        self.named = named

    def get(self, section, default=None):
        assert section in self.named, f"looks at {section}"
        return super().get(section, default)

    def __contains__(self, section):
        return self.get(section) is not None


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: f"{e.subject}-{e.expected}")
def test_a_check_looks_at_no_section_that_it_does_not_name(example):
    check = CHECKS[example.subject]
    any(found_in(Facts(NOW, Named(stay(example.inputs).sections, check.sections)), [check]))


def test_no_variable_is_called_like_a_part_of_a_row():
    assert not {name for _section, name in KNOWN} & set(Row.__slots__)


def test_every_check_has_an_example_that_passes_and_one_that_is_found():
    shown = Counter((e.subject, e.expected) for e in EXAMPLES)
    ours = {c for c in CHECKS if not c.startswith("T")}  # those of the timeline: timeline/examples/order.md
    assert {c for c in ours if not (shown[c, "passes"] and shown[c, "found"])} == set()
    assert {subject for subject, _outcome in shown} == ours


def test_there_are_enough_and_no_identity_is_given_twice():
    declared_ = [c.id for module in checks.MODULES for c in module.CHECKS]
    assert len(declared_) == len(set(declared_)) == len(CHECKS) >= 120 + 38


@pytest.mark.parametrize("check", CHECKS.values(), ids=lambda c: c.id)
def test_a_check_says_what_it_is(check):
    unknown = [n for n in check.names if tuple(n.split(".")) not in KNOWN]
    assert not unknown, f"{check.id} speaks of {unknown}, which the dictionary does not have."
    assert check.family in FAMILIES
    assert check.source
    assert str(check.sentence).endswith((".", "?"))
    assert Where.NIGHTLY in check.where


@pytest.mark.parametrize("check", CHECKS.values(), ids=lambda c: c.id)
def test_nothing_is_found_where_nothing_is_known(check):
    empty = Facts(NOW, {section: (Row(section, {}),) for section in BY_SECTION})
    known = [n for n in check.names if n not in check.lacks.split()]
    if known:
        assert not any(found_in(empty, [check]))
