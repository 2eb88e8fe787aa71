"""What seventy people do: read by locust, which knows nothing of Django. The people come from a file.

Half of them are cardiologists, a third nurses, the rest head, researchers and the data manager. Before each
thing that a hand does (a page opened, an answer typed, a form saved) they think for five to ten seconds; a
name or a number is typed in one go, with the short pauses at which the page asks.
"""

import itertools
import json
import os
import random
import re
import time
import uuid
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from locust import HttpUser, between, task

HOUSE = json.loads(Path(os.environ["LOAD_HOUSE"]).read_text())
DICE = random.Random(HOUSE["seed"])
NUMBERS = itertools.count(1)
TYPING = 0.4  # seconds for two letters: at each such pause the page asks
HIDDEN = re.compile(r'name="(submission|revision|offered)"[^>]*value="([^"]*)"')


class Staff(HttpUser):
    """Somebody who is signed in."""

    abstract = True
    wait_time = between(5, 10)
    role = ""

    def on_start(self):
        self.client.cookies.set("sessionid", HOUSE["sessions"][self.role].pop())
        self.see("/", "first page")

    def see(self, url, name):
        """A page; anything but what is expected is a failure."""
        with self.client.get(url, name=name, catch_response=True) as answer:
            self.judge(answer, {200})
        return answer

    def send(self, url, name, form, kinds, *, part=False):
        """A form that is sent; a redirection is the end of it."""
        headers = {"X-CSRFToken": self.client.cookies.get("csrftoken", "")}
        headers |= {"HX-Request": "true"} if part else {}
        with self.client.post(
            url, form, name=name, headers=headers, allow_redirects=False, catch_response=True
        ) as answer:
            self.judge(answer, kinds)
        return answer

    def judge(self, answer, kinds):
        if answer.status_code in kinds and "/sign-in/" not in answer.url:
            answer.success()
        else:
            said = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", answer.text or ""))[:300]
            answer.failure(f"{answer.status_code} instead of {sorted(kinds)}: {said}")

    def type_ahead(self, words):
        """A search as it is typed: a request for each pause."""
        for end in range(2, len(words) + 1, 2):
            self.send("/patients/search/", "patient search, per pause", {"q": words[:end]}, {200}, part=True)
            time.sleep(TYPING)


class OnTheWard(Staff):
    """Whoever works with patients in bed."""

    abstract = True

    @task(4)
    def find_by_number(self):
        self.type_ahead(DICE.choice(HOUSE["patients"])["number"])

    @task(2)
    def find_by_name(self):
        self.type_ahead(DICE.choice(HOUSE["patients"])["name"])

    @task(3)
    def ward_board(self):
        self.see("/ward/", "ward board")

    @task(6)
    def chart(self):
        self.see(f"/patients/{DICE.choice(HOUSE['patients'])['id']}/", "patient chart")

    @task(5)
    def vital_signs(self):
        """Typed with two pauses, kept each time, then saved."""
        stay = DICE.choice(HOUSE["stays"])
        page = self.see(f"/admissions/{stay}/vitals/", "vital signs, empty form")
        told = dict(HIDDEN.findall(page.text)) | {"submission": str(uuid.uuid4())}
        at = datetime.fromisoformat(HOUSE["now"]) - timedelta(minutes=next(NUMBERS))
        told |= {"measured_at": f"{at:%Y-%m-%d %H:%M}", "heart_rate": str(DICE.randint(60, 99))}
        self.wait()
        self.send(f"/drafts/{stay}/vitals/0/0/", "autosave", told, {200, 204}, part=True)
        self.wait()
        told |= {"systolic_bp": str(DICE.randint(100, 149)), "respiratory_rate": "16"}
        self.send(f"/drafts/{stay}/vitals/0/0/", "autosave", told, {200, 204}, part=True)
        self.wait()
        self.send(f"/admissions/{stay}/vitals/", "save section", told, {302})


class Cardiologist(OnTheWard):
    """Admits, reads, writes, discharges."""

    role, weight = "cardiologist", 35

    @task(2)
    def register_and_admit(self):
        """A new patient with a stay, without a bed: nobody here makes one free."""
        number = f"L{HOUSE['run']}-{next(NUMBERS)}"
        told = {"number": number, "name": f"甲{number}", "sex": "male", "birth_on": "1961-05-01"}
        told |= {"submission": str(uuid.uuid4())}
        made = self.send("/patients/new/", "register a patient", told, {302})
        if made.status_code != 302:
            return
        stay = {
            "admitted_at": HOUSE["now"],
            "category": "stemi",
            "arrival_mode": "ambulance",
            "number": number,
        }
        where = urlsplit(made.headers["Location"]).path
        self.wait()
        self.send(where, "admit", stay | {"submission": str(uuid.uuid4())}, {302})

    @task(1)
    def discharge_summary(self):
        self.see(f"/admissions/{DICE.choice(HOUSE['ended'])}/discharge-summary.pdf", "discharge PDF")


class WardNurse(OnTheWard):
    """Vital signs, all day."""

    role, weight = "ward_nurse", 12


class FollowupNurse(Staff):
    """Calls one patient after the other; most do not answer."""

    role, weight = "followup_nurse", 13

    @task(2)
    def call_list(self):
        self.see("/followup/", "call list")

    @task(3)
    def one_call(self):
        page = self.see("/followup/next/", "next call, opened")
        found = re.search(r"/followup/calls/(\d+)/check/", page.text)
        if not found or 'name="submission"' not in page.text:
            return
        url = f"/followup/calls/{found[1]}/"
        told = dict(HIDDEN.findall(page.text)) | {"outcome": "no_answer", "then": "list"}
        self.wait()
        self.send(f"{url}check/", "call, answers kept", told, {200}, part=True)
        self.wait()
        self.send(url, "save call", told, {302, 409})  # 409: another nurse was faster


class Head(Staff):
    """Looks at the figures."""

    role, weight = "head", 5

    @task(4)
    def board(self):
        self.see("/reports/board/", "quality dashboard")

    @task(1)
    def month(self):
        self.see("/reports/", "month report")


class Researcher(Staff):
    """Asks."""

    role, weight = "researcher", 4

    @task(2)
    def question(self):
        self.see(f"/research/questions/{HOUSE['question']}/", "question page")

    @task(3)
    def count(self):
        self.see(f"/research/questions/{HOUSE['question']}/count/", "cohort count, preview")

    @task(1)
    def exact(self):
        self.see(f"/research/questions/{HOUSE['question']}/count/?exact=1", "cohort count, exact")


class DataManager(Staff):
    """Takes rows out."""

    role, weight = "data_manager", 1

    @task
    def rows(self):
        first, last = HOUSE["ten_thousand"]
        self.see(f"/export/admission.xlsx?first={first}&last={last}", "Excel export, 10,000 rows")
