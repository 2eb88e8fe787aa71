"""Two people in one form, and one form sent many times: nothing is overwritten, nothing is there twice."""

import threading
import uuid

import pytest
from django.db import connection
from django.test import Client

from cardiology.actions.quality import counting
from cardiology.models import AuditEvent, CountedMonth, Role, User, Vitals
from tests.cardiology.stories import ARRIVAL, admitted
from tests.conftest import employ, open_north

pytestmark = pytest.mark.django_db(transaction=True)
NAMES = ("systolic_bp", "heart_rate", "respiratory_rate")
TYPED = {
    "measured_at": "2026-03-02 09:00",
    "systolic_bp": "120",
    "heart_rate": "80",
    "respiratory_rate": "16",
}


def at_once(*attempts):
    """The answers of requests that begin together, each in a thread and on a connection of its own."""
    start, answers = threading.Barrier(len(attempts)), [None] * len(attempts)

    def go(place, attempt):
        try:
            start.wait(20)
            answers[place] = attempt()
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=told) for told in enumerate(attempts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def place():
    """Two doctors and a patient who is there."""
    hospital = open_north()
    doctors = [employ(hospital, role, role.value) for role in (Role.CARDIOLOGIST, Role.HEAD)]
    return admitted(doctors[0]), [signed_in(doctor) for doctor in doctors]


def test_two_editors(place, tally, dice, often):
    """F1 two editors of one row at the same moment"""
    stay, (one, two) = place
    for _round in range(often(4, 500)):
        row = Vitals.objects.create(
            patient=stay.patient, admission=stay, measured_at=ARRIVAL, systolic_bp=120, heart_rate=80
        )
        mine, theirs = dice.sample(NAMES, 2)
        values = {mine: str(dice.randint(60, 99)), theirs: str(dice.randint(30, 35))}
        values = {k: str(dice.randint(10, 29)) if k == "respiratory_rate" else v for k, v in values.items()}
        url, sent = f"/records/vitals/{row.pk}/", {"revision": row.revision, "confirm_systolic_bp": "yes"}
        sent |= {"confirm_heart_rate": "yes", "confirm_respiratory_rate": "yes"}
        answers = at_once(
            *[
                lambda client=client, name=name, url=url, sent=sent, values=values: client.post(
                    url, TYPED | sent | {name: values[name], "submission": str(uuid.uuid4())}
                )
                for client, name in ((one, mine), (two, theirs))
            ]
        )
        told = [answer.status_code for answer in answers]
        row.refresh_from_db()
        winner = mine if told[0] == 302 else theirs
        loser = theirs if winner == mine else mine
        tally.count(
            well=sorted(told) == [302, 409]
            and getattr(row, winner) == int(values[winner])
            and values[loser] in answers[told.index(409)].text
        )
    assert tally.all_survived, str(tally)


def test_a_form_sent_many_times(place, tally, often):
    """F2 one form sent at the same moment, up to twenty times"""
    stay, (client, _two) = place
    url = f"/admissions/{stay.pk}/vitals/"
    for times in often([2, 5], [n for n in (2, 5, 10, 20) for _ in range(25)]):
        clients = [Client() for _ in range(times)]
        for each in clients:
            each.cookies = client.cookies
        key, before = str(uuid.uuid4()), Vitals.objects.count()
        answers = at_once(*[
            lambda each=each, key=key: each.post(url, TYPED | {"submission": key}) for each in clients
        ])  # fmt: skip
        row = Vitals.objects.latest("pk")
        tally.count(
            well=Vitals.objects.count() == before + 1
            and {answer.status_code for answer in answers} == {302}
            and len({answer.url for answer in answers}) == 1
            and AuditEvent.objects.filter(about_id=row.pk, about__iendswith="vitals").count() == 1
        )
    assert tally.all_survived, str(tally)


def test_an_answer_that_was_lost(place, tally, often):
    """F3 saved, the answer lost on its way, sent again three times"""
    stay, (client, _two) = place
    url = f"/admissions/{stay.pk}/vitals/"
    for _round in range(often(2, 50)):
        sent, before = TYPED | {"submission": str(uuid.uuid4())}, Vitals.objects.count()
        first, *again = [client.post(url, sent) for _ in range(4)]
        tally.count(well=Vitals.objects.count() == before + 1 and {a.url for a in again} == {first.url})
    assert tally.all_survived, str(tally)


def test_a_session_that_ended(place, tally, dice, often):
    """F4 F5 the session ends while a form is open: the draft is there after the next sign-in"""
    stay, (client, _two) = place
    user = client.session["_auth_user_id"]
    for _round in range(often(2, 100)):
        key, rate = str(uuid.uuid4()), str(dice.randint(50, 140))
        client.post(f"/drafts/{stay.pk}/vitals/0/0/", TYPED | {"heart_rate": rate, "submission": key})
        client.session.flush()
        refused = client.post(f"/admissions/{stay.pk}/vitals/", TYPED | {"submission": key})
        client.force_login(User.objects.get(pk=user))
        page = client.get(f"/admissions/{stay.pk}/vitals/")
        tally.count(well=refused.status_code in (302, 403) and f'value="{rate}"' in page.text)
        client.post(f"/admissions/{stay.pk}/vitals/", TYPED | {"heart_rate": rate, "submission": key})
    assert tally.all_survived, str(tally)


def test_two_workers_count(tally, monkeypatch):
    """F11 two workers count the board of one hospital side by side"""
    open_north()
    months, both = [], threading.Barrier(2)

    def meet(_hospital, month):
        months.append(month)
        if len(months) <= both.parties:  # the first of each: whoever finds no month does not come
            both.wait(20)

    monkeypatch.setattr(counting, "count", meet)
    at_once(counting.count_due, counting.count_due)
    once = len(months) == len(set(months)) == CountedMonth.objects.exclude(counted_at=None).count()
    tally.count(well=once and len(months) == counting.MONTHS)
    assert sorted(months) == sorted(CountedMonth.objects.values_list("month", flat=True))
