"""The test databases are copies of one that was migrated once, instead of each being migrated again.

Migrating builds every model many times over and takes most of a minute; a copy takes a second. The original
stands beside the database that the tests were given and says in its comment which migrations made it; other
migrations, or another Django, make it anew. Workers of one run wait for the first. NO_TEMPLATE=1: without.
"""

import hashlib
import os
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection

LOCK = 20_261_126


def of_migrations() -> str:
    """What the original is made from; changed by any change of a migration."""
    told = hashlib.sha256(django.get_version().encode())
    for path in sorted(Path(settings.BASE_DIR).glob("*/migrations/*.py")):
        told.update(path.name.encode() + path.read_bytes())
    return told.hexdigest()


def template(name: str) -> str:
    """The original for the test databases of the database `name`; made where there is none of today."""
    original, wanted = f"test_{name}_original", of_migrations()
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        try:
            cursor.execute(
                "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [original]
            )
            if cursor.fetchone() != (wanted,):
                quoted = connection.ops.quote_name(original)
                cursor.execute(f"DROP DATABASE IF EXISTS {quoted} WITH (FORCE)")
                cursor.execute(f"CREATE DATABASE {quoted}")
                migrate(original)
                cursor.execute(f"COMMENT ON DATABASE {quoted} IS %s", [wanted])
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
    return original


def migrate(name: str) -> None:
    """Every migration, into a new database."""
    connection.close()
    before = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = name
    try:
        call_command("migrate", verbosity=0, interactive=False)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


def use_copies() -> None:
    """From now on test databases are made from the original."""
    if not os.environ.get("NO_TEMPLATE"):
        connection.settings_dict["TEST"]["TEMPLATE"] = template(connection.settings_dict["NAME"])
