"""Migrations back and forward on a filled database: what none of them was about is what it was."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from cardiology.models import Role
from tests.campaign.conftest import LONG
from tests.cardiology.stories import discharged, treated_stemi
from tests.conftest import employ, open_north

APPS = ("research", "followup", "cardiology")  # the higher ones go back first
KEPT_BY_DJANGO = ("django_migrations", "django_content_type", "auth_permission")
COLUMNS = """
SELECT c.table_name, c.column_name FROM information_schema.columns c
JOIN pg_tables t ON t.schemaname = c.table_schema AND t.tablename = c.table_name
WHERE c.table_schema = 'public'
"""
SUM = """SELECT count(*), md5(string_agg("{column}"::text, ',' ORDER BY "{column}"::text)) FROM "{table}" """
pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def columns():
    """Every column of the house, by its table."""
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS)
        return {pair for pair in cursor.fetchall() if pair[0] not in KEPT_BY_DJANGO}


def sums(wanted):
    """Number of values and a checksum of each column."""
    found = {}
    with connection.cursor() as cursor:
        for table, column in sorted(wanted):
            cursor.execute(SUM.format(table=table, column=column))
            found[table, column] = cursor.fetchone()
    return found


def steps_back(app):
    """The newest migrations of an app down to its root, which is never taken back."""
    loader = MigrationLoader(connection)
    (leaf,) = loader.graph.leaf_nodes(app)
    return [name for label, name in reversed(loader.graph.forwards_plan(leaf)) if label == app]


def fill():
    """A department of the size of this run."""
    if LONG:
        call_command("demonstration", password="correct-horse-battery", patients=300, verbosity=0)
        return
    doctor = employ(open_north(), Role.CARDIOLOGIST, "doctor")
    for number in ("0001", "0002"):
        discharged(treated_stemi(doctor, number, name=f"甲{number}"), doctor)


def test_back_and_forward(tally):
    """F8 each migration back, then all forward, on a filled database: every other column is the same"""
    fill()
    before, everything = sums(columns()), columns()
    try:
        for app in APPS:
            for earlier in steps_back(app)[1:]:
                call_command("migrate", app, earlier, verbosity=0, interactive=False)
        kept = everything & columns()
        behind = sums(kept)
    finally:
        call_command("migrate", verbosity=0, interactive=False)
    after = sums(columns())
    assert set(after) == everything
    assert kept
    for place in kept:
        tally.count(well=before[place] == after[place])
    assert behind
    assert tally.all_survived, [place for place in kept if before[place] != after[place]]
