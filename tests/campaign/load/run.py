"""Open a house of a hundred thousand patients under gunicorn, send seventy people in, print what they met.

LOAD_READY=1: the database of DATABASE_URL is filled already and is written to, so give a copy. Without it one
is made, filled with PATIENTS and dropped again. USERS, SECONDS: how many come, for how long.
"""

import csv
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import connection

from cardiology.models import Hospital
from config.supervisor import WEB_THREADS
from followup.bench import scratch
from tests.campaign.load.people import USERS, house_of
from tests.campaign.load.table import lines

PATIENTS, SECONDS = int(os.environ.get("PATIENTS", "100000")), int(os.environ.get("SECONDS", "300"))
PROCESSES, PORT = os.environ.get("WEB_CONCURRENCY", "2"), int(os.environ.get("LOAD_PORT", "8109"))
STAFF = Path(__file__).with_name("staff.py")
ARRIVE = 2  # people a second; counted is what follows, with everything warm


def main():
    """What `make load` runs; ends with 1 where a single answer was wrong."""
    with filled() as hospital, tempfile.TemporaryDirectory() as folder:
        house = Path(folder, "house.json")
        house.write_text(json.dumps(house_of(hospital)))
        with web(folder):
            told, wrong = visit(house, folder)
    for line in told:
        print(line)  # noqa: T201
    sys.exit(wrong > 0)


@contextmanager
def filled():
    """The hospital in a database that is filled, or in one of its own."""
    if os.environ.get("LOAD_READY"):
        yield Hospital.objects.order_by("pk").first()
        return
    with scratch.scratch_database():
        yield scratch.fill(PATIENTS, print).large


@contextmanager
def web(folder):
    """The web server as in production, without DEBUG, on the database of this process."""
    env = {**os.environ, "DATABASE_URL": url(), "WEB_CONCURRENCY": PROCESSES, "PLAIN_STATIC": "1"}
    env.pop("DEBUG", None)
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", f"--bind=127.0.0.1:{PORT}"]
    command += ["--worker-class=gthread", f"--threads={WEB_THREADS}", "--timeout=120", "--no-control-socket"]
    with Path(folder, "web.log").open("w") as log:
        server = subprocess.Popen(command, cwd=settings.BASE_DIR, env=env, stdout=log, stderr=log)
    try:
        wait_for(f"http://127.0.0.1:{PORT}/sign-in/")
        yield
    finally:
        server.terminate()
        try:
            server.wait(40)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def url():
    """The address of the database that this process works in."""
    told = connection.get_connection_params()
    owner = f"{quote(told.get('user') or '')}:{quote(told.get('password') or '', safe='')}"
    place = f"host={quote(told.get('host') or '', safe='')}&port={told.get('port') or 5432}"
    return f"postgres://{owner}@/{told['dbname']}?{place}"


def wait_for(address):
    deadline, ask = time.monotonic() + 60, urllib.request.build_opener(urllib.request.ProxyHandler({})).open
    while time.monotonic() < deadline:
        try:
            ask(address, timeout=5).close()
        except OSError:
            time.sleep(0.3)
        else:
            return
    raise SystemExit("The web server does not answer.")


def visit(house, folder):
    """Send the people in; the lines of the table, and how many answers were wrong."""
    command = [sys.executable, "-m", "locust", "-f", str(STAFF), "--headless", "--only-summary"]
    command += ["--users", str(USERS), "--spawn-rate", str(ARRIVE), "--run-time", f"{SECONDS}s"]
    command += ["--host", f"http://127.0.0.1:{PORT}", "--csv", f"{folder}/load", "--reset-stats"]
    command += ["--stop-timeout", "20", "--loglevel", "ERROR"]
    env = {**os.environ, "LOAD_HOUSE": str(house)}
    subprocess.run(command, env=env, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with Path(folder, "load_stats.csv").open() as stats, Path(folder, "load_failures.csv").open() as failures:
        failed = list(csv.DictReader(failures))
        return lines(list(csv.DictReader(stats)), failed), len(failed)
