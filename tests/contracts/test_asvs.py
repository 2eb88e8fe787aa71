"""asvs.md says of every item how it is kept: each test that it names is there, and no item is left out."""

import re
from collections import Counter
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
TABLE = (TESTS / "campaign/asvs.md").read_text(encoding="utf-8")
STATES = ("kept", "partly", "not kept", "house", "does not apply")
ITEMS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in TABLE.splitlines()
    if re.match(r"\| V\d", line)
]
APPLICABLE = {"1": 60, "2": 127, "3": 70}  # of 345; the other 88 are named above the table
NAMED = sorted(set(re.findall(r"`((?:\w+/)test_\w+(?:::\w+)?)`", TABLE)))


def test_no_item_is_left_out():
    assert len({item[0] for item in ITEMS}) == len(ITEMS)
    assert Counter(item[1] for item in ITEMS) == APPLICABLE
    assert {item[2] for item in ITEMS} == set(STATES)


def test_whatever_is_not_kept_says_why_and_is_of_the_third_level():
    lacking = [item for item in ITEMS if item[2] in ("partly", "not kept")]
    assert not [item for item in lacking if not item[3]]
    assert not [item[0] for item in lacking if item[1] == "1" or (item[2], item[1]) == ("not kept", "2")]


def test_what_is_counted_is_what_is_listed():
    counted = Counter((item[1], item[2]) for item in ITEMS)
    for level in APPLICABLE:
        row = " | ".join(str(counted[level, state]) for state in STATES)
        assert f"| {level} | {row} |" in TABLE


@pytest.mark.parametrize("named", NAMED)
def test_the_named_test_is_there(named):
    module, _colons, function = named.partition("::")
    source = (TESTS / f"{module}.py").read_text(encoding="utf-8")
    assert f"def {function}(" in source if function else "def test_" in source or "TestCase" in source
