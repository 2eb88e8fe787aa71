"""A copied test database is what the migrations make, and a changed migration makes a new original."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from config.launcher import _names_tests
from tests import template_database


@pytest.mark.django_db
def test_nothing_is_left_to_migrate():
    executor = MigrationExecutor(connection)
    assert not executor.migration_plan(executor.loader.graph.leaf_nodes())


def test_a_changed_migration_is_another_original(settings, tmp_path):
    migration = tmp_path / "cardiology" / "migrations" / "0001_initial.py"
    migration.parent.mkdir(parents=True)
    migration.write_text("one")
    settings.BASE_DIR = tmp_path
    before = template_database.of_migrations()
    assert template_database.of_migrations() == before
    migration.write_text("another")
    assert template_database.of_migrations() != before


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ([], False),
        (["-m", "not slow and not journey"], False),
        (["tests/house"], True),
        (["tests/contracts/test_access.py::test_one", "-x"], True),
        (["-n0"], True),
    ],
)
def test_a_choice_by_mark_alone_is_shared_by_the_workers(arguments, named):
    assert _names_tests(arguments) is named
