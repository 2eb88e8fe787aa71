"""The running house under load: people save without pause and remember what they were told."""

import contextlib
import http.cookiejar
import re
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import psycopg2

from config.embedded_postgres import EmbeddedPostgres
from tests.conftest import PASSWORD
from tests.house.test_whole import ROOT, House, environment

FILL = f"""
from tests.conftest import employ, open_north
from tests.cardiology.stories import admitted
from cardiology.models import Role
from django_celery_beat.models import PeriodicTask, IntervalSchedule
doctor = employ(open_north(), Role.CARDIOLOGIST, "doctor")
assert doctor.check_password({PASSWORD!r})
stay = admitted(doctor)
soon, _ = IntervalSchedule.objects.get_or_create(every=1, period="seconds")
for task in PeriodicTask.objects.filter(name__in=["heartbeat", "critical results"]):
    task.interval = soon
    task.save()
print("STAY", stay.pk)
"""
MINUTE = timedelta(minutes=1)
FIRST = datetime(2026, 3, 2, 9, 0)  # noqa: DTZ001
HALF_A_DAY = 700  # minutes: the results of two doctors lie within the day for which somebody is called
OF_ONE = timedelta(days=5)  # of vital signs: nobody ever comes into the minutes of the next doctor
PACE = {"labresult": 1.2}  # seconds from one row to the next: half a day lasts for twenty rounds


class Filled(House):
    """A house with a doctor and a patient, and a hand on its parts."""

    def __init__(self, var):
        super().__init__(var)
        self.url = EmbeddedPostgres(var, var / "log" / "postgres.log").url
        answer = subprocess.run(
            [sys.executable, "manage.py", "shell", "-c", FILL], cwd=ROOT, env=environment(var),
            capture_output=True, text=True, check=True, timeout=120,
        )  # fmt: skip
        self.stay = int(re.search(r"STAY (\d+)", answer.stdout).group(1))

    def ask(self, statement, *values):
        with contextlib.closing(psycopg2.connect(self.url)) as database, database.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchall()

    def last_error(self):
        """The last traceback in the web server's log: what an unexpected answer was about."""
        _before, found, told = (self.var / "log" / "web.log").read_text().rpartition("Traceback")
        return found + told[:6000]

    def until_well(self, seconds=60):
        """Whether everything is well again before the time is over."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError, ValueError):
                if self.health() == "ok":
                    return True
            time.sleep(0.3)
        return False


class Doctor(threading.Thread):
    """Saves one row after the other; what is not acknowledged is sent again under the same key."""

    def __init__(self, house, number, ending, section="vitals"):
        super().__init__(daemon=True)
        self.house, self.number, self.ending, self.section = house, number, ending, section
        self.acknowledged, self.odd = [], []
        self.begun = datetime.now(ZoneInfo("Asia/Shanghai"))
        jar = http.cookiejar.CookieJar()
        self.browser = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(jar), NoRedirect()
        )
        self.jar, self.base = jar, f"http://127.0.0.1:{house.port}"
        self.browser.open(f"{self.base}/sign-in/", timeout=20).read()
        assert self.send("/sign-in/", {"username": "doctor", "password": PASSWORD}) == 302

    def send(self, path, form):
        """The status of a posted form; 0 where nothing came back."""
        token = next(c.value for c in self.jar if c.name == "csrftoken")
        sent = urllib.parse.urlencode(form | {"csrfmiddlewaretoken": token}).encode()
        try:
            with self.browser.open(f"{self.base}{path}", sent, timeout=20) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code
        except (OSError, http.client.HTTPException):
            return 0

    def run(self):
        for count in range(1, HALF_A_DAY if self.section == "labresult" else OF_ONE // MINUTE):
            if self.ending.wait(PACE.get(self.section, 0)):
                return
            at, key = self.moment(count), str(uuid.uuid4())
            form = {"submission": key, **self.filled(at)}
            while (status := self.send(f"/admissions/{self.house.stay}/{self.section}/", form)) != 302:
                if status not in (0, 503):
                    self.odd.append(status)
                    return
                time.sleep(0.1)
            self.acknowledged.append(f"{at:%Y-%m-%d %H:%M}")

    def moment(self, count):
        """A minute of this row alone. Results are of today: nobody is called for those of last March."""
        if self.section == "labresult":
            return self.begun - MINUTE * (count + HALF_A_DAY * (self.number % 2))
        return FIRST + OF_ONE * self.number + MINUTE * count

    def filled(self, at):
        if self.section == "labresult":
            told = {"collected_at": f"{at:%Y-%m-%d %H:%M}", "test": "k", "value_text": "7.4"}
            return told | {"confirm_value_text": "yes"}
        return {"measured_at": f"{at:%Y-%m-%d %H:%M}", "heart_rate": "80"}


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """A save is answered with a redirection; following it is no part of it."""

    def redirect_request(self, *_told):
        return None
