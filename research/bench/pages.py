"""Pages of a large department beside the same pages of a small one, through the whole web stack."""

import logging
from collections.abc import Callable, Iterator
from datetime import timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from cardiology.models import Admission, Hospital, Role, User
from followup.bench.scratch import House
from research.actions import questions
from research.bench.cohorts import after_pci
from research.bench.ratio import Ratio, seconds
from research.models import Question

Address = Callable[[Hospital], str]
PAGES: tuple[tuple[str, Role, Address], ...] = (
    ("ward list", Role.CARDIOLOGIST, lambda h: reverse("ward")),
    ("bed board", Role.CARDIOLOGIST, lambda h: reverse("ward_beds")),
    ("patient page", Role.CARDIOLOGIST, lambda h: reverse("patient", args=[_patient(h)])),
    ("discharge page", Role.CARDIOLOGIST, lambda h: reverse("discharge", args=[_stay(h)])),
    ("call list", Role.FOLLOWUP_NURSE, lambda h: reverse("followup:call_list")),
    ("month report", Role.HEAD, lambda h: reverse("month", args=[*_last_month()])),
    ("questions", Role.RESEARCHER, lambda h: reverse("research:questions")),
    ("question page", Role.RESEARCHER, lambda h: reverse("research:question", args=[_question(h)])),
    ("counts of a question", Role.RESEARCHER, lambda h: reverse("research:count", args=[_question(h)])),
    ("patient search", Role.CARDIOLOGIST, lambda h: reverse("patient_search")),
)
POSTED = {"patient search": {"q": "王"}}  # what is typed never stands in an address


def measure(house: House) -> Iterator[Ratio | str]:
    """Each page that there is; a page that does not answer with 200 is told, not timed."""
    logging.getLogger("axes").setLevel(logging.WARNING)  # tells of every sign-in
    for label, role, address in PAGES:
        try:
            large, small = (
                _page(house.user(hospital, role), address(hospital), POSTED.get(label))
                for hospital in (house.large, house.small)
            )
        except NoReverseMatch:
            yield f"{label}: there is no such page yet"
            continue
        except _NotShown as answer:
            yield f"{label}: answered {answer}"
            continue
        yield Ratio(label, "same page, small department", large[0], small[0], f"{large[1]} queries")


class _NotShown(Exception):  # an answer, not an error
    """The status of a page that was not shown."""


def _page(user: User, address: str, posted: dict[str, str] | None) -> tuple[float, int]:
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)

    def ask() -> None:
        send = client.post if posted else client.get
        status = send(address, posted, secure=True).status_code
        if status != 200:
            raise _NotShown(status)

    ask()
    with CaptureQueriesContext(connection) as captured:
        ask()
    queries = len(captured)  # the next request forgets them
    return seconds(ask), queries


def _patient(hospital: Hospital) -> int:
    """The patient in bed for longest."""
    stays = Admission.objects.filter(hospital=hospital, discharged_at__isnull=True)
    return stays.order_by("admitted_at").values_list("patient", flat=True)[0]


def _stay(hospital: Hospital) -> int:
    """The open stay that lasts longest."""
    stays = Admission.objects.filter(hospital=hospital, discharged_at__isnull=True)
    return stays.order_by("admitted_at").values_list("pk", flat=True)[0]


def _question(hospital: Hospital) -> int:
    """The question of the bench, put by the researcher of the hospital."""
    by = User.objects.get(hospital=hospital, role=Role.RESEARCHER)
    asked = Question.objects.filter(owner=by).first()
    return (asked or questions.create("Weak hearts after PCI", after_pci(), by=by)).pk


def _last_month() -> tuple[int, int]:
    day = timezone.localdate().replace(day=1) - timedelta(days=1)
    return day.year, day.month
