"""Parts of the running house are killed while doctors save: what was acknowledged is there, once."""

import contextlib
import os
import shutil
import signal
import tempfile
import threading
import time
from pathlib import Path

import pytest

from tests.campaign.conftest import LONG
from tests.campaign.house import Doctor, Filled

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not LONG, reason="starts the whole house: make campaign"),
]
PAUSE = 30  # a part that dies five times in two minutes ends the house: that is another promise
TABLE = {
    "vitals": ("cardiology_vitals", "measured_at"),
    "labresult": ("cardiology_labresult", "collected_at"),
}


@pytest.fixture(scope="module")
def house():
    """One house for all kills of a run; the next one finds it as the last one left it."""
    var = Path(tempfile.mkdtemp(prefix="house-"))
    var.chmod(0o711)
    house = Filled(var)
    yield house
    house.end(signal.SIGTERM)
    shutil.rmtree(var, ignore_errors=True)


def children(pid):
    """The processes that a part works with: gunicorn's workers behind their master."""
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in listed]


def kill(house, part, dice):
    """kill -9 of the part itself, or of one of the processes it works with."""
    pid = house.parts()[part]
    victims = [pid] if part == "scheduler" else [pid, *children(pid)]
    with contextlib.suppress(ProcessLookupError):
        os.kill(dice.choice(victims), signal.SIGKILL)


def stored_once(house, doctor):
    """How many of the acknowledged rows are there once, with one line in the audit trail each."""
    table, column = TABLE[doctor.section]
    rows = house.ask(
        f"SELECT to_char({column} AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI'), count(*), "
        f"(SELECT count(*) FROM cardiology_auditevent a WHERE a.about_id = min(t.id) AND event <> 'opened' "
        f"AND lower(about) LIKE %s) FROM {table} t GROUP BY 1",
        f"%{doctor.section}",
    )
    return {at for at, count, audited in rows if (count, audited) == (1, 1)}


def under_load(house, part, rounds, dice, tally, section="vitals"):
    """Kill a part so many times while doctors save; count every acknowledged row."""
    house.until_well()
    ending = threading.Event()
    first = {"PostgreSQL": 0, "web server": 2, "worker": 4, "scheduler": 6}[part]
    doctors = [Doctor(house, first + n, ending, section) for n in range(2)]
    for doctor in doctors:
        doctor.start()
    for _round in range(rounds):
        time.sleep(0.5 + dice.random())
        kill(house, part, dice)
        time.sleep(0.5)
        tally.count(well=house.until_well())
        time.sleep(PAUSE if rounds > 2 else 0)
    ending.set()
    for doctor in doctors:
        doctor.join(60)
        there = stored_once(house, doctor)
        for at in doctor.acknowledged:
            tally.count(well=at in there)
        assert not doctor.odd, house.last_error()
        assert doctor.acknowledged
    return [at for doctor in doctors for at in doctor.acknowledged]


def test_postgresql(house, tally, dice, often):
    """F10 kill -9 of PostgreSQL while doctors save"""
    under_load(house, "PostgreSQL", often(1, 20), dice, tally)
    assert tally.all_survived, str(tally)


def test_web_server(house, tally, dice, often):
    """F9 kill -9 of the web server or its worker while doctors save"""
    under_load(house, "web server", often(1, 20), dice, tally)
    assert tally.all_survived, str(tally)


def test_worker(house, tally, dice, often):
    """F11 kill -9 of the worker: every critical result has its call, once"""
    told = under_load(house, "worker", often(1, 20), dice, tally, "labresult")
    deadline = time.monotonic() + 60
    calls = "SELECT count(*), count(DISTINCT result_id) FROM cardiology_criticalcall"
    while house.ask(calls)[0][0] < len(told) and time.monotonic() < deadline:
        time.sleep(0.5)
    ((rows, results),) = house.ask(calls)
    tally.count(well=rows == results >= len(told))
    assert tally.all_survived, str(tally)


def test_scheduler(house, tally, dice, often):
    """F11 kill -9 of the scheduler: it beats again"""
    under_load(house, "scheduler", often(1, 20), dice, tally)
    assert tally.all_survived, str(tally)
