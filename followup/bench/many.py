"""A department that has followed its patients for years: a small one, written many times over in SQL.

Copies keep their course, but what is still open in them lies far ahead, so that the list of today is the
one of a real department and not ninety of them.
"""

from typing import Any

from django.db import connection
from django.db.models import Model

from cardiology.models import Admission, Hospital, Patient, Phone
from followup.models import Contact, Plan, Visit

COPIED: tuple[type[Model], ...] = (Patient, Phone, Admission, Plan, Visit, Contact)
AHEAD = 150  # days by which open visits of copies are moved on
_ROOTS = {Patient: "id", Phone: "patient_id", Admission: "patient_id", Plan: "patient_id",
          Visit: "patient_id", Contact: "patient_id"}  # fmt: skip


def multiply(hospital: Hospital, *, visits: int) -> int:
    """Copy the patients of a hospital who are at home until so many visits are stored; how many there are."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE at_home AS SELECT id FROM cardiology_patient p WHERE hospital_id = %s AND "
            "merged_into_id IS NULL AND NOT EXISTS (SELECT 1 FROM cardiology_admission a "
            "WHERE a.patient_id = p.id AND a.discharged_at IS NULL)",
            [hospital.pk],
        )
        cursor.execute("SELECT count(*) FROM followup_visit WHERE patient_id IN (SELECT id FROM at_home)")
        times = -(-max(0, visits - Visit.objects.count()) // max(1, cursor.fetchone()[0]))
        step = {model: _last(model) for model in COPIED}
        for model in COPIED:
            _copy(cursor, model, step, times)
        cursor.execute("DROP TABLE at_home")
        for model in COPIED:
            cursor.execute(f"ANALYZE {model._meta.db_table}")
    return Visit.objects.count()


def _last(model: type[Model]) -> int:
    newest = model._default_manager.order_by("-pk").values_list("pk", flat=True).first()
    return int(newest or 0)


def _copy(cursor: Any, model: type[Model], step: dict[type[Model], int], times: int) -> None:
    table = model._meta.db_table
    fields = [f for f in model._meta.concrete_fields if not f.generated]
    names = ", ".join(f'"{f.column}"' for f in fields)
    values = ", ".join(_value(model, f, step) for f in fields)
    cursor.execute(
        f"INSERT INTO {table} ({names}) SELECT {values} FROM {table} s, generate_series(1, %s) k "
        f"WHERE s.{_ROOTS[model]} IN (SELECT id FROM at_home)",
        [times],
    )
    cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")


def _value(model: type[Model], field: Any, step: dict[type[Model], int]) -> str:
    """A column of a copy: its own keys and numbers, the same course."""
    column = f's."{field.column}"'
    if field.primary_key:
        return f"{column} + k * {step[model]}"
    if field.is_relation and field.related_model in step:
        return f"{column} + k * {step[field.related_model]}"
    if field.name == "bed":
        return "NULL"
    if field.name == "import_key":
        return f"CASE WHEN coalesce({column}, '') = '' THEN {column} ELSE {column} || '-' || k END"
    if field.name == "number" and model in (Patient, Admission):
        return f"{column} || '-' || k"
    if model is Visit and field.name in ("target_on", "due_on", "opens_on", "closes_on"):
        return f"CASE WHEN s.state = 'open' THEN {column} + {AHEAD} ELSE {column} END"
    return column
