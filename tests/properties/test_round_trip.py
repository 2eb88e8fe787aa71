"""What is taken out as a file and brought back unchanged changes nothing, whatever the values are."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cardiology.actions.imports import Incoming, import_file
from cardiology.dictionary.registry import variables
from cardiology.intake.form import kinds
from cardiology.intake.mapping import model_of
from cardiology.models import Department, Hospital, Role, User
from cardiology.resources import as_csv, as_xlsx, export_rows
from tests.cardiology.stories import admitted
from tests.properties.test_dictionary import several

EARLY, LATE = datetime(1995, 1, 1), datetime(2026, 11, 1)  # noqa: DTZ001
# No control characters: a spreadsheet cannot hold them. Edges are stripped, as every form does.
texts = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co", "Zl", "Zp"))
    | st.sampled_from("=+-@'\"\n\t,;|"),
    max_size=30,
).map(str.strip).filter(lambda t: t and "\ufffe" not in t and not (t[0] == "(" and t[-1] == ")"))  # fmt: skip


def values_of(variable):
    """Values that the variable accepts, or none with or without a reason."""
    if variable.kind in ("choice", "flag"):
        value = st.sampled_from([v for v, _label in variable.flatchoices])
    elif variable.kind == "choices":
        value = several(variable)
    elif variable.kind == "number":
        low, high = variable.possible
        value = st.decimals(Decimal(str(low)), Decimal(str(high)), places=6)
    elif variable.kind == "date":
        value = st.dates(date(1900, 1, 1), date(2026, 11, 1))
    elif variable.kind == "moment":
        value = st.datetimes(EARLY, LATE, timezones=st.just(UTC))
    elif variable.kind == "partial_date":
        value = st.sampled_from(["2019", "2019-03", "2019-03-05"])
    else:
        value = texts.map(lambda t: t[: variable.max_length or 200].strip())
    if not variable.null:
        return value
    reasons = [str(r) for r in variable.missing if r != "not_recorded"]
    return st.one_of(value, st.none(), st.sampled_from(reasons).map(lambda r: (r,)) if reasons else st.none())


@pytest.fixture
def manager(db):
    hospital = Hospital.objects.create(code="north", name="North")
    Department.objects.create(hospital=hospital, name="Cardiology")
    people = {"hospital": hospital, "department": hospital.departments.get()}
    User.objects.create_user("head", role=Role.HEAD, **people)
    return User.objects.create_user("manager", role=Role.DATA_MANAGER, **people)


SECTIONS = [k for k in kinds() if k not in ("patient", "admission", "lesion", "device", "classdecision")]


@pytest.mark.parametrize("kind", SECTIONS)
@pytest.mark.parametrize("form", ["csv", "xlsx"])
@settings(
    max_examples=8,
    deadline=timedelta(seconds=20),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(told=st.data())
def test_out_and_back_in_changes_nothing(manager, kind, form, told):
    model = model_of(kind)
    model.objects.all().delete()
    stay = admitted_once(manager)
    row = model(patient=stay.patient, admission=stay)
    for variable in [v for v in variables(model) if not v.generated]:
        value = told.draw(values_of(variable), label=variable.name)
        if isinstance(value, tuple):
            row.missing[variable.name] = value[0]
        else:
            setattr(row, variable.attname, value or None)
    tidy(row)
    row.save()
    before = model.objects.values().get()
    content = export_rows(kind, form, by=manager)
    outcome = import_file(Incoming("x", content), kind=kind, hospital=manager.hospital, by=manager)
    assert outcome.counts[kind] == {"new": 0, "changed": 0, "same": 1, "conflict": 0}
    assert model.objects.values().get() == before


def admitted_once(manager):
    from cardiology.models import Admission

    return Admission.objects.first() or admitted(User.objects.get(username="head"))


def tidy(row):
    """Pairs that the record's own constraints hold together."""
    for ends, starts in (
        ("ended_at", "started_at"),
        ("stopped_on", "started_on"),
        ("systolic_bp", "diastolic_bp"),
    ):
        if getattr(row, ends, None) is not None and getattr(row, starts, None) is not None:
            setattr(row, ends, getattr(row, starts) if ends != "systolic_bp" else None)


@given(rows=st.lists(st.lists(texts, min_size=3, max_size=3), min_size=1, max_size=5))
@settings(max_examples=60, deadline=None)
def test_any_texts_survive_both_file_forms(rows):
    from cardiology.intake.reading import read_table

    header = ["a", "b", "c"]
    for write in (as_csv, as_xlsx):
        table = read_table(write([header, *rows]))
        assert [list(r) for r in zip(*table.columns.values(), strict=True)] == rows
