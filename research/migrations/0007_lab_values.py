"""The index of laboratory results by test carries the value and the stay.

A question that reads one test of everybody then reads the index alone, not a page of the largest table for
every result. It replaces the index of the same columns and name, so that writing a result costs no more.
"""

from django.db import migrations

NAME = "lab_test_patient_time"
COLUMNS = "cardiology_labresult (test, patient_id, collected_at)"


class Migration(migrations.Migration):
    dependencies = [("cardiology", "0001_initial"), ("research", "0006_study")]

    operations = [
        migrations.RunSQL(
            f"DROP INDEX {NAME}; CREATE INDEX {NAME} ON {COLUMNS} INCLUDE (admission_id, value, id)",
            f"DROP INDEX {NAME}; CREATE INDEX {NAME} ON {COLUMNS}",
        )
    ]
