"""A network that swallows everything: the line is given up. Needs root and `ip` (iproute2)."""

import contextlib
import os
import shutil
import subprocess
import sys
import time

import pytest
from django.conf import settings
from django.db import OperationalError, connection

from tests.campaign.conftest import LONG

SPACE, HERE, THERE = "campaign", "10.203.77.1", "10.203.77.2"
GIVEN_UP_WITHIN = 40  # seconds: tcp_user_timeout, and what the kernel takes to notice
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not LONG, reason="takes half a minute: make campaign"),
    pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("ip"), reason="needs root and iproute2"),
]


def ip(*words):
    subprocess.run(["ip", *words], check=True, capture_output=True)


@pytest.fixture
def far_away():
    """The database behind a cable to a network of its own: the port of the line there."""
    where = connection.get_connection_params().get("host") or ""
    if not where.startswith("/"):
        pytest.skip("the database has no socket that can be reached from another network")
    try:
        ip("netns", "add", SPACE)
        ip("link", "add", "campaign0", "type", "veth", "peer", "name", "campaign1")
        ip("link", "set", "campaign1", "netns", SPACE)
        ip("addr", "add", f"{HERE}/30", "dev", "campaign0")
        ip("link", "set", "campaign0", "up")
        ip("-n", SPACE, "addr", "add", f"{THERE}/30", "dev", "campaign1")
        ip("-n", SPACE, "link", "set", "campaign1", "up")
    except subprocess.CalledProcessError as error:
        pytest.skip(f"this machine makes no networks: {error.stderr.decode().strip()}")
    far = subprocess.Popen(
        ["ip", "netns", "exec", SPACE, sys.executable, "-m", "tests.campaign.proxy", THERE,
         f"{where}/.s.PGSQL.{connection.get_connection_params().get('port') or 5432}"],
        stdout=subprocess.PIPE, text=True, cwd=settings.BASE_DIR,
    )  # fmt: skip
    yield int(far.stdout.readline())
    far.kill()
    far.wait()
    far.stdout.close()
    with contextlib.suppress(subprocess.CalledProcessError):
        ip("link", "del", "campaign0")
    ip("netns", "del", SPACE)


@pytest.mark.django_db(transaction=True)
def test_a_line_that_swallows_everything(far_away, tally):
    """F6 the cable to the database is pulled while a thread waits for an answer: it is given up"""
    connection.close()
    before = connection.settings_dict
    there = {"host": THERE, "port": far_away, "sslmode": "disable", "gssencmode": "disable"}
    connection.settings_dict = {**before, "OPTIONS": {**before.get("OPTIONS", {}), **there}}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            ip("link", "set", "campaign0", "down")
            began = time.monotonic()
            with pytest.raises(OperationalError):
                cursor.execute("SELECT 2")
        tally.count(well=time.monotonic() - began < GIVEN_UP_WITHIN)
    finally:
        connection.close()
        connection.settings_dict = before
    assert tally.all_survived, str(tally)
