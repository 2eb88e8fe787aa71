"""What makes a possible value doubtful, as a table: jumps from the last value, numbers in another unit."""

from decimal import Decimal

import pytest

from cardiology.codes import laboratory
from cardiology.dictionary.registry import variables
from cardiology.models import Vitals
from cardiology.plausibility import Change, other_unit

WEIGHT = next(v for v in variables(Vitals) if v.name == "weight").change


@pytest.mark.parametrize(
    ("test", "last", "now", "asks"),
    [
        ("cr", "80", "119.9", False),
        ("cr", "80", "120", True),
        ("cr", "120", "80", False),
        ("hb", "140", "110", True),
        ("hb", "140", "111", False),
        ("hb", "110", "140", False),
    ],
)
def test_jumps_of_results(test, last, now, asks):
    assert laboratory.find(test).change.is_jump(Decimal(last), Decimal(now)) is asks


@pytest.mark.parametrize(("now", "asks"), [("77", True), ("76.9", False), ("63", True), ("63.1", False)])
def test_a_weight_jumps_both_ways(now, asks):
    assert WEIGHT.is_jump(Decimal(70), Decimal(now)) is asks


def test_every_declared_change_names_its_source_and_one_measure():
    changes = [t.change for t in laboratory.table() if t.change] + [WEIGHT]
    for change in changes:
        assert change.source
        assert sum(part is not None for part in (change.factor, change.amount, change.share)) == 1


@pytest.mark.parametrize(
    ("test", "typed", "meant"),
    [
        ("cr", "1.2", "mg/dL"),
        ("cr", "80", None),
        ("cr", "9000", None),
        ("glu", "126", "mg/dL"),
        ("hb", "13.5", "g/dL"),
        ("tc", "200", "mg/dL"),
        ("k", "7", None),
    ],
)
def test_a_bare_number_in_another_unit(test, typed, meant):
    known = laboratory.find(test)
    found = other_unit(Decimal(typed), dict(known.units), known.possible, known.plausible)
    assert (found and found[0]) == meant


def test_two_units_that_fit_are_not_guessed_between():
    factors = {"a": 10, "b": 20}
    assert other_unit(Decimal(1), factors, (0, 100), (5, 50)) is None
    assert other_unit(Decimal(1), {"a": 10, "A": 10}, (0, 100), (5, 50)) == ("a", Decimal(10))


def test_a_change_from_nothing_is_none():
    assert not Change("both", share=Decimal("0.1")).is_jump(Decimal(0), Decimal(0))
