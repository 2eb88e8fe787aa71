"""Whatever is typed, a variable answers with a value or a sentence; what it writes, it reads back."""

import json
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cardiology.dictionary.moments import read_partial
from cardiology.dictionary.registry import every_variable
from cardiology.dictionary.text import read_text, write_text
from cardiology.dictionary.units import Typed, convert, read_number

NAUGHTY = json.loads((Path(__file__).parents[1] / "data/naughty_strings.json").read_text())
ODD = ("\x00", "1\x00", "\ud800", "9" * 50, "1e999", "-99999w", "+99999h", "0000", "0000-00", "٢٠١٩",
       "2019-02-30", "25:00", "², ½", "1 2 3", "-" * 400, "=1+1", "@SUM(A1)", "201913")  # fmt: skip
ALL = [(f"{m.__name__}.{v.name}", v) for m, v in every_variable() if not v.generated]
BY_KIND = {v.kind: v for _name, v in ALL}
NUMBERS = [pytest.param(v, id=name) for name, v in ALL if v.kind == "number"]
CONVERTED = [pytest.param(v, u, id=f"{name} {u}") for name, v in ALL for u in getattr(v, "units", ())]
DAYS = st.dates(date(1850, 1, 1), date(2300, 12, 31))
MOMENTS = st.datetimes(datetime(1992, 1, 1), datetime(2300, 12, 30))  # after summer time  # noqa: DTZ001
WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=40)


def several(variable):
    """Some of the answers in their order, or “none” alone."""
    codes = [code for code, _label in variable.flatchoices if code != "none"]
    some = st.sets(st.sampled_from(codes), min_size=1).map(lambda s: [c for c in codes if c in s])
    return st.one_of(some, st.just(["none"])) if len(codes) < len(variable.flatchoices) else some


def stored(variable):
    """Values as the database may hold them."""
    if variable.kind == "number":
        low, high = (Decimal(str(end)) for end in variable.possible)
        return st.decimals(low, high, places=6, allow_nan=False, allow_infinity=False)
    if variable.kind in ("choice", "flag"):
        return st.sampled_from([value for value, _label in variable.flatchoices])
    if variable.kind == "choices":
        return several(variable)
    if variable.kind == "date":
        return DAYS
    if variable.kind == "moment":
        return MOMENTS.map(lambda m: timezone.make_aware(m.replace(second=0, microsecond=0)))
    if variable.kind == "partial_date":
        return st.tuples(DAYS, st.sampled_from((4, 7, 10))).map(lambda two: two[0].isoformat()[: two[1]])
    return WORDS.map(str.strip).filter(bool).map(lambda text: text[: variable.max_length or 40].strip())


@pytest.mark.parametrize("variable", [pytest.param(v, id=name) for name, v in ALL])
@given(told=st.data())
@settings(max_examples=5, deadline=None)
def test_what_is_written_is_read_back(variable, told):
    value = told.draw(stored(variable))
    assume(value != "")
    assert read_text(variable, write_text(variable, value)).value == value


def test_a_line_ends_in_one_way_however_it_was_sent():
    told = "first\r\nsecond\rthird\nfourth\r\n"
    assert read_text(BY_KIND["note"], told).value == "first\nsecond\nthird\nfourth"


@given(DAYS, st.sampled_from((4, 7, 10)))
def test_a_partial_date_keeps_its_precision(day, length):
    text = day.isoformat()[:length]
    assert read_partial(text, today=date(2026, 11, 9)) == text


@pytest.mark.parametrize(("variable", "unit"), CONVERTED)
@given(value=st.decimals(Decimal("0.001"), 100_000, places=3))
@settings(max_examples=20, deadline=None)
def test_units_lead_there_and_back(variable, unit, value):
    there = convert(Typed(value, unit), to=variable.unit, factors=variable.units)
    back = there / Decimal(str(variable.units[unit]))
    assert abs(back - value) <= value * Decimal("1e-20")


@pytest.mark.parametrize(("variable", "unit"), CONVERTED)
def test_the_unit_of_the_column_counts_unless_the_text_has_one(variable, unit):
    factor = Decimal(str(variable.units[unit]))
    middle = (Decimal(str(variable.possible[0])) + Decimal(str(variable.possible[1]))) / 2
    typed = round(middle / factor, 3)
    read = read_text(variable, f"{typed:f}", unit)
    assert read.entered == {"value": f"{typed:f}", "unit": unit}
    assert read.value == round(typed * factor, 6)
    assert read_text(variable, f"{middle:f} {variable.unit}", unit).value == middle


@pytest.mark.parametrize("written", ["10^9/L", "×10⁹/L", "x10^9/L", "10*9/L", "x 10^9 / l"])
def test_a_count_of_cells_is_understood_however_its_power_is_written(written):
    assert convert(read_number(f"5.2 {written}"), to="10^9/L", factors={}) == Decimal("5.2")


def answer(variable, text):
    """The value that a text means, or the sentences that say why it means none; anything else is a defect."""
    try:
        return read_text(variable, text).value, []
    except ValidationError as error:
        return None, error.messages


@pytest.mark.parametrize("kind", sorted(BY_KIND))
def test_hostile_text_gives_a_value_or_a_sentence(kind):
    variable = BY_KIND[kind]
    for text in (*NAUGHTY, *ODD):
        value, sentences = answer(variable, text)
        assert value is not None or sentences or not text.strip(), text
        if value is not None:
            assert read_text(variable, write_text(variable, value)).value == value
            variable.run_validators(value)


@given(st.text(max_size=60))
@settings(max_examples=300, deadline=None)
def test_any_text_gives_a_value_or_a_sentence(text):
    for variable in BY_KIND.values():
        value, sentences = answer(variable, text)
        assert value is not None or sentences or not text.strip()


@pytest.mark.parametrize("text", ["a\x00b", "\x00"])
def test_the_model_itself_refuses_what_the_database_would(text):
    for _name, variable in ALL:
        if variable.kind in ("text", "code", "note", "partial_date"):
            with pytest.raises(ValidationError):
                variable.run_validators(text)


@pytest.mark.parametrize("variable", NUMBERS)
def test_what_is_impossible_is_refused_and_what_is_unusual_is_doubted(variable):
    low, high = (Decimal(str(end)) for end in variable.possible)
    for outside in (low - 1, high + 1):
        with pytest.raises(ValidationError):
            read_text(variable, f"{outside:f}")
    lowest_usual = Decimal(str((variable.plausible or variable.possible)[0]))
    assert read_text(variable, f"{low:f}").doubtful == (low < lowest_usual)
