"""Clocks that step, days that are 23 hours long, dates of a century: no date moves, nothing fails."""

import io
import random
import uuid
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from python_calamine import CalamineWorkbook
from rest_framework.test import APIClient

from cardiology.actions.imports import Incoming, import_file
from cardiology.models import Patient, Role, Timeline, Vitals
from cardiology.timeline.intervals import minutes
from tests.campaign.conftest import SEED
from tests.campaign.test_two_at_once import TYPED
from tests.cardiology.stories import admitted
from tests.conftest import employ, open_north

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")
FIRST, LAST = date(1900, 1, 1), date(2026, 11, 26)
ODD = [date(1904, 2, 29), date(2000, 2, 29), date(1900, 2, 28), date(1999, 12, 31), date(1970, 1, 1)]
STEPS = (timedelta(hours=-2), timedelta(days=1), timedelta(seconds=-1), timedelta(minutes=61))
NIGHTS = (
    datetime(2026, 12, 31, 23, 59, 58, tzinfo=SHANGHAI),
    datetime(2028, 2, 28, 23, 59, 58, tzinfo=SHANGHAI),
    datetime(2028, 2, 29, 23, 59, 58, tzinfo=SHANGHAI),
)
CLOCKS_FORWARD, CLOCKS_BACK = "1986-05-04", "1986-09-14"  # at 02:00


@pytest.fixture
def stay():
    return admitted(employ(open_north(), Role.CARDIOLOGIST, "doctor"))


@pytest.fixture
def doctor(stay):
    """The doctor's browser and the doctor's program."""
    browser, program = Client(raise_request_exception=False), APIClient(raise_request_exception=False)
    user = stay.hospital.staff.get(username="doctor")
    browser.force_login(user)
    program.force_authenticate(user)
    return browser, program


def signed_in(stay):
    browser = Client(raise_request_exception=False)
    browser.force_login(stay.hospital.staff.get(username="doctor"))
    return browser


def transitions():
    """The days on which China's clocks were put forward or back, from 1901 to 1991."""
    noons = (datetime(1901, 1, 1, 12) + timedelta(days=n) for n in range(365 * 91))  # noqa: DTZ001
    aware = [noon.replace(tzinfo=SHANGHAI) for noon in noons]
    return [
        after.date()
        for before, after in zip(aware, aware[1:], strict=False)
        if before.utcoffset() != after.utcoffset()
    ]


def days(often):
    """The days of the clock changes, odd ones, and some of the century."""
    chance = random.Random(SEED)
    drawn = [FIRST + timedelta(days=chance.randrange((LAST - FIRST).days)) for _ in range(often(10, 3000))]
    return sorted({*transitions(), *ODD, FIRST, LAST, *drawn})


def test_every_birth_date(stay, doctor, tally, often):
    """F13 birth dates of a century, clock changes too: form, program and spreadsheet say the same"""
    browser, program = doctor
    born = {f"B{number}": day for number, day in enumerate(days(often))}
    for number, day in born.items():
        told = {"number": number, "name": f"甲{number}", "sex": "male", "birth_on": f"{day}"}
        browser.post("/patients/new/", told | {"confirm_birth_on": "yes", "submission": str(uuid.uuid4())})
    stored = dict(Patient.objects.values_list("number", "birth_on"))
    for number, day in born.items():
        row = Patient.objects.filter(number=number).first()
        said = program.get(f"/api/v1/patient/{row.pk}/").json()["birth_on"] if row else None
        tally.count(well=stored.get(number) == day and said == day.isoformat())
    written = sheet(stay.hospital)
    for number, day in born.items():
        tally.count(well=written.get(number) == day.isoformat())
    assert len(transitions()) >= 20
    assert tally.all_survived, str(tally)


def sheet(hospital):
    """Birth dates by number as they stand in the spreadsheet of the data manager."""
    manager = Client()
    manager.force_login(employ(hospital, Role.DATA_MANAGER, "manager"))
    answer = manager.get("/export/patient.xlsx", {"names": "1"})
    content = answer.getvalue() if answer.streaming else answer.content
    head, *rows = CalamineWorkbook.from_object(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    number, born = head.index("number"), head.index("birth_on")
    return {row[number]: str(row[born])[:10] for row in rows}


def test_hours_that_were_not_and_hours_that_were_twice(stay, doctor, tally):
    """F13 moments around a change of clocks: what is stored is what was typed, or it is refused"""
    browser, _program = doctor
    for day in (CLOCKS_FORWARD, CLOCKS_BACK):
        for clock in ("00:59", "01:00", "01:30", "02:00", "02:30", "02:59", "03:00", "03:30"):
            typed = f"{day} {clock}"
            Vitals.objects.all().delete()
            sent = TYPED | {"measured_at": typed, "submission": str(uuid.uuid4())}
            status = browser.post(f"/admissions/{stay.pk}/vitals/", sent).status_code
            rows = [f"{v.measured_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" for v in Vitals.objects.all()]
            tally.count(well=(status, rows) in ((302, [typed]), (422, [])))
    assert tally.all_survived, str(tally)


def test_offsets_that_only_python_knows(stay, doctor, tally):
    """F13 an instant with an offset that the database does not know: form, file, program and filter"""
    browser, program = doctor
    typed, url = "2026-03-02T09:00:00-20:26", f"/admissions/{stay.pk}/vitals/"
    sent = TYPED | {"measured_at": typed, "submission": str(uuid.uuid4())}
    tally.count(well=browser.post(url, sent).status_code == 302)
    body = {"patient": stay.patient_id, "admission": stay.pk, "measured_at": typed, "heart_rate": 80}
    tally.count(well=program.post("/api/v1/vitals/", body, format="json").status_code == 201)
    file = f"patient,admission,measured_at,heart_rate\n0001,A0001,{typed},80\n".encode()
    import_file(Incoming("x.csv", file), kind="vitals", hospital=stay.hospital, by=None)
    moment = datetime.fromisoformat(typed).astimezone(UTC)
    tally.count(well=Vitals.objects.filter(measured_at=moment).count() == Vitals.objects.count() == 3)
    for odd in (typed, "0001-01-01T00:00:00+14:00", "9999-12-31T23:00:00-14:00"):
        answer = program.get("/api/v1/vitals/", {"starts_until": odd})
        tally.count(well=answer.status_code in (200, 400))
    assert tally.all_survived, str(tally)


def test_minutes_over_a_change_of_clocks(stay, tally):
    """F13 door to wire over midnight and over a change of clocks: minutes that passed"""
    for zone, door, wire, passed in (
        ("Asia/Shanghai", "1986-05-04 01:30", "1986-05-04 03:10", 40),
        ("Asia/Shanghai", "1986-09-13 23:30", "1986-09-14 02:30", 240),
        ("Asia/Shanghai", "2026-12-31 23:40", "2027-01-01 00:50", 70),
        ("Europe/Berlin", "2026-03-29 01:30", "2026-03-29 03:10", 40),
    ):
        ends = [datetime.fromisoformat(end).replace(tzinfo=ZoneInfo(zone)) for end in (door, wire)]
        row = Timeline.objects.create(
            patient=stay.patient, admission=stay, door_at=ends[0], wire_crossed_at=ends[1]
        )
        row.refresh_from_db()
        for told in (ends, [row.door_at, row.wire_crossed_at]):
            found = minutes(dict(zip(("door_at", "wire_crossed_at"), told, strict=True)))
            tally.count(well=found["door_to_wire"] == passed)
        row.delete()
    assert tally.all_survived, str(tally)


def test_a_clock_that_steps_while_people_work(stay, tally, often):
    """F13 the server's clock steps, at a year's end and on a leap day: forms go on, sent twice stay one"""
    url, draft = f"/admissions/{stay.pk}/vitals/", f"/drafts/{stay.pk}/vitals/0/0/"
    for night in NIGHTS:
        for step in STEPS * often(1, 10):
            key, before = str(uuid.uuid4()), Vitals.objects.count()
            with time_machine.travel(night, tick=True) as clock:
                browser = signed_in(stay)
                told = [browser.get(url).status_code]
                kept = browser.post(draft, TYPED | {"submission": key}).status_code
                clock.shift(step)
                if step > timedelta(minutes=30):
                    browser = signed_in(stay)  # the session is over
                told += [browser.post(url, TYPED | {"submission": key}).status_code for _ in range(2)]
                told.append(browser.get("/ward/").status_code)
            is_well = told == [200, 302, 302, 200] and kept == 200 and Vitals.objects.count() == before + 1
            tally.count(well=is_well)
    assert tally.all_survived, str(tally)
