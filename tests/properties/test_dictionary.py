"""What a form field of any variable reads: it writes back unchanged, and never answers with anything but
a value or a sentence."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from hypothesis import assume, example, given
from hypothesis import strategies as st

from cardiology.codes import laboratory
from cardiology.dictionary import moments
from cardiology.dictionary.registry import every_variable
from cardiology.dictionary.units import Typed, convert, read_number

VARIABLES = [v for _model, v in every_variable()]
BY_KIND = {kind: [v for v in VARIABLES if v.kind == kind] for kind in {v.kind for v in VARIABLES}}
HOSPITAL = ZoneInfo("Asia/Shanghai")
TODAY, NOW = date(2026, 3, 2), datetime(2026, 3, 2, 9, 30, tzinfo=HOSPITAL)
DAYS = st.dates(date(1850, 1, 1), date(2300, 12, 31))
ODD = st.text() | st.text("0123456789.,<>=+-~ eE/:年月日mgdLµ%", max_size=40)


def of_kind(*kinds):
    return st.sampled_from([v for kind in kinds for v in BY_KIND[kind]])


def again(variable, value):
    """The value after it was shown in its field and sent back."""
    field = variable.formfield()
    return field.clean(str(field.prepare_value(value)))


@given(of_kind("number"), st.data())
def test_numbers_come_back(variable, data):
    low, high = variable.possible
    value = data.draw(st.decimals(Decimal(str(low)), Decimal(str(high)), places=variable.decimals))
    assert again(variable, value) == value


@given(of_kind("choice", "flag"), st.data())
def test_answers_come_back(variable, data):
    answer = data.draw(st.sampled_from([value for value, _label in variable.flatchoices]))
    assert again(variable, answer) == answer


@given(of_kind("date"), DAYS)
def test_days_come_back(variable, day):
    assert again(variable, day) == day


@given(of_kind("moment"), DAYS, st.times().map(lambda t: t.replace(second=0, microsecond=0)))
def test_instants_come_back_to_the_minute(variable, day, clock):
    at = datetime.combine(day, clock, tzinfo=HOSPITAL)
    assume(
        at.astimezone(ZoneInfo("UTC")).astimezone(HOSPITAL).replace(tzinfo=None) == at.replace(tzinfo=None)
    )
    assume(at.fold == 0)
    assume(at.utcoffset() == timedelta(hours=8))  # before 1901, and in old summers, the clocks went otherwise
    assert again(variable, at) == at


@given(of_kind("partial_date"), DAYS, st.sampled_from((4, 7, 10)))
def test_partial_dates_keep_their_precision(variable, day, precision):
    written = day.isoformat()[:precision]
    assert again(variable, written) == written


@given(DAYS)
def test_a_month_is_read_in_every_spelling(day):
    for written in (
        f"{day:%Y-%m}",
        f"{day.year}/{day.month}",
        f"{day.year}年{day.month}月",
        f"{day.year}.{day.month}",
    ):
        assert moments.read_partial(written, today=TODAY) == f"{day:%Y-%m}"


@given(of_kind("text", "code", "note"), st.text(st.characters(codec="utf-8"), min_size=1, max_size=40))
def test_texts_come_back(variable, text):
    assume("\0" not in text)
    assume(text.strip() == text)
    assume(len(text) <= (variable.max_length or 40))
    assert again(variable, text) == text


# What is measured in more than one unit: a variable, or a laboratory test, with its conversions.
MEASURED = [(v.name, v.unit, dict(v.units)) for v in BY_KIND["number"] if v.units]
MEASURED += [(test.code, test.unit, dict(test.units)) for test in laboratory.table() if test.units]


@given(st.sampled_from(MEASURED), st.data())
def test_units_convert_there_and_back(measured, data):
    _name, usual, factors = measured
    unit, factor = data.draw(st.sampled_from(sorted(factors.items())))
    value = data.draw(st.decimals(Decimal("0.01"), Decimal(10_000), places=3))
    there = convert(read_number(f"{value} {unit}"), to=usual, factors=factors)
    back = convert(Typed(there, usual), to=unit, factors={usual: 1 / Decimal(str(factor))})
    assert abs(back - value) <= value * Decimal("1e-9")


def told(read, *args, **named):
    """What was read, and the sentences of a refusal."""
    try:
        return read(*args, **named), ["read"]
    except ValidationError as error:
        return None, error.messages


@given(st.sampled_from(VARIABLES), ODD)
@example(BY_KIND["number"][0], "1" * 400)
@example(BY_KIND["number"][0], "1e400")
@example(BY_KIND["moment"][0], "+99999w")
@example(BY_KIND["date"][0], "-99999w")
@example(BY_KIND["partial_date"][0], "0000-00")
@example(BY_KIND["text"][0], "\0")
def test_whatever_is_typed_gives_a_value_or_a_sentence(variable, text):
    value, sentences = told(variable.formfield().clean, text)
    assert all(sentences)
    if value is not None:
        variable.clean(value, None)


@given(ODD)
def test_numbers_are_read_or_refused_in_words(text):
    typed, sentences = told(read_number, text)
    assert all(sentences)
    assert typed is None or typed.value.is_finite()


@given(ODD | st.from_regex(r"[+-]\d{1,5}(m|min|h|d|w)", fullmatch=True))
@example("-99999w")
@example("+99999w")
def test_times_are_read_within_reason_or_refused_in_words(text):
    day, first = told(moments.read_date, text, today=TODAY)
    at, second = told(moments.read_moment, text, now=NOW)
    part, third = told(moments.read_partial, text, today=TODAY)
    assert all([*first, *second, *third])
    for read in (day, at):
        assert read is None or 1850 <= read.year <= 2300
    assert part is None or moments.read_partial(part, today=TODAY) == part


def test_every_kind_is_tried():
    tried = {"number", "choice", "flag", "date", "moment", "partial_date", "text", "code", "note"}
    assert set(BY_KIND) == tried


@pytest.mark.parametrize("variable", BY_KIND["number"], ids=lambda v: f"{v.model.__name__}.{v.name}")
def test_the_ends_of_what_is_possible_are_possible(variable):
    field = variable.formfield()
    for end in variable.possible:
        assert field.clean(f"{Decimal(str(end)):f}") == Decimal(str(end))
