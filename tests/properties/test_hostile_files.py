"""Whatever a file holds, the answer is a table, counts, or sentences; never a traceback or half a file."""

import csv
import io

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cardiology.actions.imports import Incoming, import_file
from cardiology.dictionary.registry import variables
from cardiology.intake.form import kinds
from cardiology.intake.mapping import model_of
from cardiology.intake.problems import Refused
from cardiology.intake.reading import read_table
from cardiology.models import Department, Hospital

STARTS = [
    b"", b"a,b\n", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff",
    b"PK\x03\x04", b"\x1f\x8b\x08", b"\xd0\xcf\x11\xe0",
]  # fmt: skip
HOSTILE = ["NaN", "Infinity", "1e400", "-0", "0x1F", "٣", "１２", "=1+1", "2026-13-45", "0000-00-00", "'"]
HOSTILE += ["\\N", "{}", "(unknown)", "true", "1,5", "24:00"]
HOSTILE += ["1" * 30, "9" * 400, "\x00", "< 5", "5 mg", "\u202eabc"]
LONG_OR_ODD = st.text(max_size=40) | st.sampled_from(HOSTILE) | st.floats().map(str) | st.integers().map(str)


@given(start=st.sampled_from(STARTS), rest=st.binary(max_size=300))
@example(start=b"", rest=b'"')
@settings(max_examples=400, deadline=None)
def test_any_bytes_are_a_table_or_are_refused(start, rest):
    try:
        table = read_table(start + rest)
    except Refused as refused:
        columns, length, told = [], 0, [p.sentence for p in refused.problems]
    else:
        columns, length, told = list(table.columns.values()), len(table), ["read"]
    assert told
    assert all(told)
    assert all(len(column) == length for column in columns)


@pytest.fixture
def hospital(db):
    hospital = Hospital.objects.create(code="north", name="North")
    Department.objects.create(hospital=hospital, name="Cardiology")
    rows = {"patient": "number,name\n1,A\n", "admission": "patient,number,admitted_at\n1,A1,2026-03-01\n"}
    for kind, text in rows.items():
        import_file(Incoming("x", text.encode()), kind=kind, hospital=hospital, by=None)
    return hospital


@pytest.mark.parametrize("kind", kinds())
@given(told=st.data())
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_cells_are_counted_or_told_by_row(hospital, kind, told):
    model = model_of(kind)
    names = [v.name for v in variables(model)]
    places = [] if kind == "patient" else ["patient"] if kind == "admission" else ["patient", "admission"]
    rows = told.draw(st.lists(st.lists(LONG_OR_ODD, min_size=len(names), max_size=len(names)), max_size=4))
    out = io.StringIO(newline="")
    csv.writer(out).writerows([[*places, *names], *([*["1", "A1"][: len(places)], *row] for row in rows)])
    before = model.objects.count()
    content = out.getvalue().encode("utf-8", "surrogatepass")
    new, told_wrong = 0, []
    try:
        new = import_file(Incoming("x", content), kind=kind, hospital=hospital, by=None).counts[kind]["new"]
    except Refused as refused:
        told_wrong = refused.problems
    assert model.objects.count() == before + new
    assert all(p.sentence for p in told_wrong)
