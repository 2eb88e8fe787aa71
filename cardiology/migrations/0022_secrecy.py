"""Identity numbers, telephone numbers and addresses are encrypted where they lie, and found by keyed digests.

Backwards they are plain again. The audit trail is append-only: what it told before stays as it was told.
"""

import json

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import connection, migrations, models
from psycopg2.extras import execute_values

from cardiology.secrecy import Place

AT_ONCE = 2000
SEALED = {  # table: (label, sealed columns, the column whose parts are found)
    "cardiology_patient": ("cardiology.patient", ("id_number", "address"), "id_number"),
    "cardiology_phone": ("cardiology.phone", ("number", "digits"), "digits"),
    "cardiology_contactperson": ("cardiology.contactperson", ("phone",), "phone"),
}
ID_NUMBER = Place("cardiology.patient.id_number")


def close(_apps, _editor):
    """Encrypt every row."""
    with connection.cursor() as cursor:
        for table, (label, columns, found_by) in SEALED.items():
            places = [Place(f"{label}.{column}") for column in columns]
            for rows in _batches(cursor, table, columns):
                closed = [
                    (key, *(place.seal(text) if text else text for place, text in zip(places, texts)),
                     Place(f"{label}.{found_by}").runs(dict(zip(columns, texts))[found_by] or ""))
                    for key, *texts in rows
                ]
                given = [*(f"{c} = v.{c}" for c in columns), f"{found_by}_runs = v.runs::smallint[]"]
                _write(cursor, table, given, ["id", *columns, "runs"], closed)
        _turn_beside(cursor, lambda place, text: place.seal(text))


def reveal(_apps, _editor):
    """Every row as it was before."""
    with connection.cursor() as cursor:
        for table, (label, columns, _found_by) in SEALED.items():
            places = [Place(f"{label}.{column}") for column in columns]
            for rows in _batches(cursor, table, columns):
                opened = [
                    (key, *(place.open(text) if text else text for place, text in zip(places, texts)))
                    for key, *texts in rows
                ]
                _write(cursor, table, [f"{c} = v.{c}" for c in columns], ["id", *columns], opened)
        _turn_beside(cursor, lambda place, text: place.open(text))


def _batches(cursor, table, columns):
    last = 0
    while True:
        cursor.execute(
            f"SELECT id, {', '.join(columns)} FROM {table} WHERE id > %s ORDER BY id LIMIT %s", [last, AT_ONCE]
        )
        rows = cursor.fetchall()
        if not rows:
            return
        yield rows
        last = rows[-1][0]


def _write(cursor, table, given, names, rows):
    statement = f"UPDATE {table} t SET {', '.join(given)} FROM (VALUES %s) v ({', '.join(names)}) WHERE t.id = v.id"
    execute_values(cursor.cursor, statement, rows, page_size=AT_ONCE)


def _turn_beside(cursor, turn):
    """The same texts where they were kept beside a row: confirmations, imported rows, merges."""
    _turn_json(cursor, "cardiology_patient", "confirmed", "confirmed::text LIKE '%%\"id_number\"%%'",
               lambda told: _confirmed(told, turn))
    _turn_json(cursor, "cardiology_importedrow", "old", "about = 'cardiology.patient' AND old IS NOT NULL",
               lambda told: _row("cardiology.patient", told, turn))
    _turn_json(cursor, "cardiology_merge", "manifest", "manifest <> '{}'", lambda told: _manifest(told, turn))


def _turn_json(cursor, table, column, where, change):
    cursor.execute(f"SELECT id, {column} FROM {table} WHERE {where}")
    for key, told in cursor.fetchall():
        turned = change(json.loads(told) if isinstance(told, str) else told)
        cursor.execute(f"UPDATE {table} SET {column} = %s WHERE id = %s", [json.dumps(turned), key])


def _confirmed(told, turn):
    for known in told.values():
        if isinstance(known, dict) and known.get("id_number"):
            known["id_number"] = turn(ID_NUMBER, known["id_number"])
    return told


def _row(label, row, turn):
    for known, columns, _found_by in SEALED.values():
        for column in columns if known == label else ():
            if row.get(column):
                row[column] = turn(Place(f"{label}.{column}"), row[column])
    return row


def _manifest(told, turn):
    for label, rows in told.get("created", {}).items():
        for row in rows.values():
            _row(label.lower(), row, turn)
    for label, rows in told.get("changed", {}).items():
        for differs in rows.values():
            for name, pair in differs.items():
                turned = [_row(label.lower(), {name: value}, turn)[name] for value in pair]
                differs[name] = turned
    return told


def runs():
    return django.contrib.postgres.fields.ArrayField(
        base_field=models.SmallIntegerField(), editable=False, null=True, size=None
    )


class Migration(migrations.Migration):

    dependencies = [
        ("cardiology", "0001_squashed_0021_security"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="phone", name="phone_part"),
        migrations.AddField(model_name="contactperson", name="phone_runs", field=runs()),
        migrations.AddField(model_name="patient", name="id_number_runs", field=runs()),
        migrations.AddField(model_name="phone", name="digits_runs", field=runs()),
        migrations.AlterField(
            model_name="contactperson", name="phone", field=models.TextField(blank=True, verbose_name="phone")
        ),
        migrations.AlterField(model_name="patient", name="id_number", field=models.TextField(null=True)),
        migrations.AlterField(model_name="phone", name="digits", field=models.TextField(editable=False)),
        migrations.AlterField(model_name="phone", name="number", field=models.TextField(verbose_name="number")),
        migrations.RunPython(close, reveal, elidable=False),
        migrations.AddIndex(
            model_name="contactperson", index=models.Index(fields=["phone"], name="contact_person_phone")
        ),
        migrations.AddIndex(
            model_name="contactperson",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["phone_runs"], name="contact_person_phone_part"
            ),
        ),
        migrations.AddIndex(
            model_name="patient",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["id_number_runs"], name="patient_id_number_part"
            ),
        ),
        migrations.AddIndex(model_name="phone", index=models.Index(fields=["digits"], name="phone_digits")),
        migrations.AddIndex(
            model_name="phone",
            index=django.contrib.postgres.indexes.GinIndex(fields=["digits_runs"], name="phone_part"),
        ),
    ]
