"""Who comes, and what they look for: accounts with sessions, patients, stays, a question."""

import json
import os
import random
import time

from django.conf import settings
from django.test import Client
from django.utils import timezone

from cardiology.actions.quality import counting
from cardiology.models import Admission, Patient, Role, User
from research.actions import census, questions
from research.examples import EXAMPLES
from tests.campaign.conftest import SEED

USERS = int(os.environ.get("USERS", "70"))
LOOKED_FOR, SUMMARIES, EXPORTED = 2_000, 200, 10_000


def house_of(hospital):
    """Everything that the visitors know, for the file that they read."""
    as_worker()
    dice = random.Random(SEED)
    patients = list(Patient.objects.filter(hospital=hospital).order_by("pk").values("id", "number", "name"))
    stays = Admission.objects.filter(hospital=hospital)
    ended = stays.exclude(discharged_at=None).order_by("-admitted_at")
    return {
        "seed": SEED, "run": int(time.time()), "now": f"{timezone.localtime():%Y-%m-%d %H:%M}",
        "sessions": {role.value: sessions(hospital, role) for role in Role},
        "patients": dice.sample(patients, min(LOOKED_FOR, len(patients))),
        "stays": list(stays.filter(discharged_at=None).values_list("pk", flat=True)),
        "ended": list(ended.values_list("pk", flat=True)[:SUMMARIES]),
        "question": question(hospital), "ten_thousand": period(stays),
    }  # fmt: skip


def as_worker():
    """What the worker has done in a house that is open for a while: minutes for a hundred thousand."""
    counting.count_due()
    census.sweep()


def sessions(hospital, role):
    """Keys of sessions of people with this role, each of a person of its own."""
    found = []
    for number in range(USERS):
        person, _new = User.objects.get_or_create(
            username=f"load-{role.value}-{number}", hospital=hospital, role=role,
            defaults={"department": hospital.departments.first(), "display_name": f"L {number}"},
        )  # fmt: skip
        browser = Client()
        browser.force_login(person)
        found.append(browser.cookies[settings.SESSION_COOKIE_NAME].value)
    return found


def question(hospital):
    """The longest of the example questions, shared with every researcher."""
    by = User.objects.filter(hospital=hospital, role=Role.RESEARCHER).first()
    said = max((example.said() for example in EXAMPLES), key=lambda said: len(json.dumps(said)))
    made = questions.create("Load", {**said, "cut": timezone.localdate().isoformat()}, by=by)
    made.is_shared = True
    made.save()
    return made.pk


def period(stays):
    """The days between which the last ten thousand stays began."""
    begun = list(stays.order_by("-admitted_at").values_list("admitted_at", flat=True)[:EXPORTED])
    return [f"{timezone.localdate(day)}" for day in (begun[-1], begun[0])]
