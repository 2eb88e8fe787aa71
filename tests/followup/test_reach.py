"""When patients pick up: a table that a nurse can check."""

from datetime import datetime

import pytest

from followup.definitions import Attempt
from followup.reach import reach


@pytest.mark.parametrize(
    ("attempts", "expected"),
    [
        ("", (0, 0, None)),
        ("9 10*", (1, 2, None)),  # one answer is no habit
        ("9* 10* 15", (2, 3, (8, 12))),
        ("9* 10* 11 19* 20*", (4, 5, (18, 21))),  # in the evening always, in the morning two of three
        ("9 10 11 15*  16* 19", (2, 6, (12, 18))),
    ],
)
def test_the_best_part_of_the_day(attempts, expected):
    made = [Attempt(datetime(2026, 6, 1, int(a.rstrip("*"))), "*" in a) for a in attempts.split()]  # noqa: DTZ001
    found = reach(made)
    assert (found.answered, found.tried, found.best) == expected
