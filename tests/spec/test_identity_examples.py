"""The worked examples of who may be one person."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cardiology import examples, identity
from cardiology.likeness import Said, near, plain_phone, signs

EXAMPLES = list(examples.read(Path(__file__).with_name("identity.md")))
FIRST = Said("张三", "zhang san", date(1960, 5, 1), "990101196005010311", frozenset({"13812345678"}))
QUICK = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
BODIES = st.builds(
    lambda born, last: f"990101{born:%Y%m%d}{last:03d}",
    st.dates(date(1900, 1, 1), date(2026, 1, 1)), st.integers(0, 999),
)  # fmt: skip


def of(subject):
    return [e for e in EXAMPLES if e.subject == subject]


def name(example):
    return "-".join(str(v) for v in example.inputs.values())


def told(value):
    return "" if value is None else str(value)


@pytest.mark.parametrize("example", of("number"), ids=name)
def test_what_a_number_says(example):
    number = told(example.inputs["number"])
    fault, citizen = identity.fault(number), identity.read(number)
    assert (fault.value if fault else f"{citizen.birth_on} {citizen.sex}") == example.expected


@pytest.mark.parametrize("example", of("near"), ids=name)
def test_near_dates(example):
    one, other = (date.fromisoformat(example.inputs[n]) for n in ("one", "other"))
    assert ("yes" if near(one, other) else "no") == example.expected
    assert near(one, other) == near(other, one)


@pytest.mark.parametrize("example", of("alike"), ids=name)
def test_signs(example):
    row = {name: told(value) for name, value in example.inputs.items()}
    phone = plain_phone(row["phone"])
    other = Said(
        row["name"], row["sound"], date.fromisoformat(row["born"]) if row["born"] else None, row["number"],
        frozenset([phone] if phone else []),
    )  # fmt: skip
    for found in (signs(FIRST, other), signs(other, FIRST)):
        assert ", ".join(sign.value for sign in found) == example.expected


@QUICK
@given(BODIES, st.integers(0, 17), st.sampled_from("0123456789"))
def test_one_wrong_place_is_always_noticed(body, place, digit):
    number = body + identity.check(body)
    typed = number[:place] + digit + number[place + 1 :]
    if typed != number:
        assert identity.read(typed) is None
        assert number in identity.neighbours(typed)


@QUICK
@given(BODIES, st.integers(0, 16))
def test_two_places_exchanged_are_always_noticed(body, place):
    number = body + identity.check(body)
    typed = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    if typed != number:
        assert identity.read(typed) is None
        assert number in identity.neighbours(typed)
