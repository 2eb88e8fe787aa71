"""Coming in, staying in, and what belongs to the own account."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from axes.models import AccessAttempt
from django.conf import settings as configured
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client

from cardiology.models import AuditEvent, Role, User
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
START = datetime(2026, 3, 2, 8, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


def sign_in_as(client, username, password=PASSWORD):
    return client.post("/sign-in/", {"username": username, "password": password})


def is_in(client, **headers):
    return client.get("/ward/", headers=headers).status_code == 200


def test_passwords_are_kept_with_argon2(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    user = User(username="x")
    user.set_password(PASSWORD)
    assert user.password.startswith("argon2$argon2id")


def test_five_failures_lock_the_sign_in_for_a_quarter_of_an_hour(staff, settings):
    settings.AXES_ENABLED = True
    client = Client()
    with time_machine.travel(START, tick=False) as clock:
        answers = [sign_in_as(client, "head", "wrong") for _time in range(5)]
        assert [a.status_code for a in answers] == [200, 200, 200, 200, 429]
        assert "15 minutes" in answers[-1].content.decode()
        assert sign_in_as(client, "head").status_code == 429
        assert sign_in_as(Client(), "cardiologist").status_code == 302, "another account is not locked"
        clock.shift(timedelta(minutes=16))
        assert sign_in_as(client, "head").status_code == 302


def test_the_locked_page_says_so_in_the_products_own_words(staff, settings):
    settings.AXES_ENABLED = True
    client = Client()
    for _time in range(5):
        answer = sign_in_as(client, "head", "wrong")
    assert "registration/locked_out.html" in [t.name for t in answer.templates]
    assert "<h1>Sign-in is locked</h1>" in answer.content.decode()


class Counted(MD5PasswordHasher):
    """How often a password was turned into its digest."""

    work = 0

    def encode(self, password, salt):
        Counted.work += 1
        return super().encode(password, salt)


def work_of(name, password):
    """What a sign-in with these words costs, and what it answers."""
    Counted.work = 0
    answer = Client().post("/sign-in/", {"username": name, "password": password})
    return (
        Counted.work,
        answer.status_code,
        re.sub(rf'value="({name}|\w{{64}})"|"X-CSRFToken": "\w+"|data-clock="[^"]+"', "", answer.text),
    )


def test_a_sign_in_does_not_tell_who_is_known(staff, settings):
    """48: one digest and one answer for a wrong password, for a name that nobody has, for who has left."""
    settings.PASSWORD_HASHERS = ["tests.cardiology.test_sign_in.Counted"]
    for person in staff.values():
        person.set_password(PASSWORD)
        person.save()
    User.objects.filter(username="ward_nurse").update(is_active=False)
    assert work_of("head", PASSWORD)[1] == 302
    wrong = work_of("head", "wrong")
    assert wrong[:2] == (1, 200)
    assert work_of("nobody", "wrong") == work_of("ward_nurse", PASSWORD) == wrong


def test_a_name_that_nobody_has_is_locked_like_any_other(staff, settings):
    settings.AXES_ENABLED = True
    told = {
        name: [sign_in_as(Client(), name, "wrong").status_code for _time in range(6)]
        for name in ("head", "nobody")
    }
    assert told["head"] == told["nobody"] == [200, 200, 200, 200, 429, 429]


def test_an_idle_session_ends(staff):
    client = Client()
    with time_machine.travel(START, tick=False) as clock:
        sign_in_as(client, "cardiologist")
        assert is_in(client)
        clock.shift(timedelta(seconds=configured.SESSION_IDLE_SECONDS - 60))
        assert is_in(client)
        clock.shift(timedelta(seconds=configured.SESSION_IDLE_SECONDS + 60))
        assert not is_in(client)


def test_a_clock_that_is_put_back_keeps_no_idle_session_alive(staff):
    client = Client()
    with time_machine.travel(START, tick=False) as clock:
        sign_in_as(client, "cardiologist")
        clock.shift(timedelta(hours=-2))
        assert is_in(client)
        clock.shift(timedelta(seconds=configured.SESSION_IDLE_SECONDS + 60))
        assert not is_in(client)


def test_a_page_that_refreshes_itself_does_not_keep_a_session_alive(staff):
    client = Client()
    with time_machine.travel(START, tick=False) as clock:
        sign_in_as(client, "cardiologist")
        assert is_in(client)
        for _minute in range(31):
            clock.shift(timedelta(minutes=1))
            last = is_in(client, **{"X-Background": "1"})
        assert not last


def test_a_busy_session_ends_after_its_longest_time(staff):
    client = Client()
    with time_machine.travel(START, tick=False) as clock:
        sign_in_as(client, "cardiologist")
        for _quarter in range(4 * 12):
            assert is_in(client)
            clock.shift(timedelta(minutes=15))
        clock.shift(timedelta(minutes=1))
        assert not is_in(client)


def test_the_password_is_changed_and_other_sessions_end(staff):
    here, elsewhere = Client(), Client()
    sign_in_as(here, "cardiologist")
    sign_in_as(elsewhere, "cardiologist")
    new = "a-quite-different-phrase"
    weak = {"old_password": PASSWORD, "new_password1": "short", "new_password2": "short"}
    assert "at least 12" in here.post("/password/", weak).content.decode()
    answer = here.post("/password/", weak | {"new_password1": new, "new_password2": new})
    assert answer.status_code == 302
    assert is_in(here)
    assert not is_in(elsewhere)
    assert sign_in_as(Client(), "cardiologist", new).status_code == 302
    event = AuditEvent.objects.get(event="password changed")
    assert (event.by_username, event.new) == ("cardiologist", None)


def test_the_language_is_chosen_before_the_sign_in():
    client = Client()
    page = client.get("/sign-in/").content.decode()
    assert 'name="language" value="zh-hans"' in page
    client.post("/i18n/setlang/", {"language": "zh-hans", "next": "/sign-in/"})
    assert 'lang="zh-hans"' in client.get("/sign-in/").content.decode()


def test_the_language_goes_with_the_person(staff):
    first, second = Client(), Client()
    sign_in_as(first, "cardiologist")
    first.post("/i18n/setlang/", {"language": "zh-hans", "next": "/ward/"})
    assert User.objects.get(username="cardiologist").language == "zh-hans"
    sign_in_as(second, "cardiologist")
    assert 'lang="zh-hans"' in second.get("/ward/").content.decode()
    second.post("/i18n/setlang/", {"language": "en", "next": "/ward/"})
    assert 'lang="en"' in second.get("/ward/").content.decode()
    assert AuditEvent.objects.filter(event="language chosen").count() == 2


@pytest.mark.parametrize("language", ["xx", "", "zh-hans\0", "x" * 500])
def test_a_language_that_there_is_not_changes_nothing(sign_in, language):
    client = sign_in(Role.HEAD)
    assert client.post("/i18n/setlang/", {"language": language, "next": "//evil.example/"}).status_code == 302
    assert User.objects.get(role=Role.HEAD).language == ""


def test_the_language_switch_does_not_lead_elsewhere(sign_in):
    answer = sign_in(Role.HEAD).post("/i18n/setlang/", {"language": "en", "next": "//evil.example/"})
    assert answer["Location"] == "/"


@pytest.mark.parametrize("onward", ["100", "//evil.example/", "javascript:alert(1)", "\0"])
def test_the_sign_in_leads_to_pages_of_ours_only(staff, onward):
    said = {"username": "head", "password": PASSWORD, "next": onward}
    assert Client().post("/sign-in/", said)["Location"] == "/"


def test_a_sign_in_makes_a_new_key(staff):
    """What somebody planted in the browser before is worth nothing afterwards."""
    client = Client()
    sign_in_as(client, "cardiologist")
    planted = client.cookies["sessionid"].value
    sign_in_as(client, "cardiologist")
    assert client.cookies["sessionid"].value != planted
    thief = Client()
    thief.cookies["sessionid"] = planted
    assert not is_in(thief)


def test_a_long_password_counts_to_its_last_letter(staff):
    long = "Ärger über 心脏 and more " * 5 + "A"
    staff[Role.HEAD].set_password(long)
    staff[Role.HEAD].save()
    for wrong in (long[:-1], f"{long[:-1]}a", long.lower(), long[:64], f" {long}"):
        assert sign_in_as(Client(), "head", wrong).status_code == 200, wrong
    assert sign_in_as(Client(), "head", long).status_code == 302


def test_a_refused_sign_in_is_noted_without_the_password(staff, settings, caplog):
    settings.AXES_ENABLED = True
    sign_in_as(Client(), "head", "wrong-battery-horse")
    assert AccessAttempt.objects.filter(username="head", failures_since_start=1).exists()
    assert "failure" in caplog.text
    assert "wrong-battery-horse" not in caplog.text + str(AccessAttempt.objects.values_list())
