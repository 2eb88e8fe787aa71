"""The own sessions, the locked screen, and what a password must be."""

import hashlib
from datetime import timedelta

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from cardiology.actions import accounts
from cardiology.addresses import client_address
from cardiology.models import AuditEvent, PasswordMemory, Role, StaffSession, User
from cardiology.passwords import is_listed
from cardiology.queries.trust.accounts import browser_name
from cardiology.tasks import clear_sessions
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:150.0) Gecko/20100101 Firefox/150.0"
EDGE = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/150.0 Safari/537.36 Edg/150.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605 Version/19 Safari/604"


def come_in(username="cardiologist", browser=FIREFOX, password=PASSWORD):
    client = Client(headers={"user-agent": browser})
    client.post("/sign-in/", {"username": username, "password": password})
    return client


def is_in(client):
    return client.get("/ward/").status_code == 200


def mark_of_another(client):
    page = client.get("/account/sessions/").content.decode()
    marks = [part.split('"')[0] for part in page.split('name="session" value="')[1:]]
    return next(mark for mark in marks if mark != "others")


def end(client, mark, password=PASSWORD):
    return client.post("/account/sessions/end/", {"session": mark, "password": password})


def test_own_sessions_are_listed_and_ended(staff):
    here, there = come_in(), come_in(browser=PHONE)
    page = here.get("/account/sessions/").content.decode()
    assert "Firefox on Windows" in page
    assert "Safari on iPhone" in page
    assert there.cookies["sessionid"].value not in page, "a key in a page is a stolen session"
    end(here, mark_of_another(here))
    assert is_in(here)
    assert not is_in(there)


def test_all_others_are_ended_at_once(staff):
    here, there, elsewhere = come_in(), come_in(), come_in("head")
    end(here, "others")
    assert is_in(here)
    assert not is_in(there)
    assert is_in(elsewhere), "another person's"


def test_ending_one_s_own_sessions_asks_for_the_password(staff):
    """A screen that somebody left open is not enough to put its person out elsewhere."""
    here, there = come_in(), come_in(browser=PHONE)
    for mark in (mark_of_another(here), "others"):
        answer = end(here, mark, password="not mine")
        assert answer.status_code == 422
        assert "The password is not right." in answer.content.decode()
    assert end(here, "others", password="").status_code == 422
    assert is_in(there)
    for _time in range(3):
        answer = end(here, "others", password="guess")
    assert "/sign-in/" in answer["Location"], "five wrong ones end the session that guesses"
    assert not is_in(here)
    assert is_in(there)


def test_nobody_ends_the_session_of_another_by_its_mark(staff):
    head, doctor, twin = come_in("head"), come_in(), come_in()
    mark = mark_of_another(doctor)
    end(head, mark)
    assert is_in(doctor)
    assert is_in(twin)


def test_an_administrator_ends_the_sessions_of_others(staff, sign_in):
    theirs, mine = come_in(), sign_in(Role.ADMINISTRATOR)
    person = staff[Role.CARDIOLOGIST]
    assert "End sessions" in mine.get("/staff/accounts/").content.decode()
    mine.post(f"/staff/{person.pk}/sessions/end/")
    assert not is_in(theirs)
    event = AuditEvent.objects.get(event="sessions ended")
    assert (event.by_username, event.about_id, event.new) == ("administrator", person.pk, {"sessions": 1})
    mine.post(f"/staff/{staff[Role.ADMINISTRATOR].pk}/sessions/end/")
    assert mine.get("/staff/accounts/").status_code == 200, "not the one in which it is asked"


def test_who_leaves_is_out_at_once(staff):
    client = come_in()
    User.objects.filter(username="cardiologist").update(is_active=False)
    assert not is_in(client)


def test_signing_out_deletes_the_session(staff):
    client = come_in()
    client.post("/sign-out/")
    assert not StaffSession.objects.filter(user_id=staff[Role.CARDIOLOGIST].pk).exists()


def test_sessions_that_ran_out_are_forgotten_and_others_are_not(staff):
    come_in()
    over = StaffSession.objects.get()
    StaffSession.objects.update(expire_date=timezone.now() - timedelta(minutes=1))
    client = come_in()
    clear_sessions()
    left = StaffSession.objects.get()
    assert left.session_key != over.session_key
    assert client.get("/ward/").status_code == 200


@pytest.mark.parametrize(
    ("told", "name"),
    [(FIREFOX, "Firefox on Windows"), (EDGE, "Edge on Windows"), (PHONE, "Safari on iPhone"), ("", ""),
     ("curl/8 <script>", "curl/8 script")],
)  # fmt: skip
def test_browsers_have_names(told, name):
    assert browser_name(told) == name


def test_an_address_is_believed_from_our_proxy_only(rf, settings):
    asked = rf.get(
        "/",
        headers={"x-forwarded-for": "6.6.6.6, 10.0.0.7", "x-forwarded-proto": "https"},
        REMOTE_ADDR="127.0.0.1",
    )
    assert client_address(asked) == "127.0.0.1"
    settings.BEHIND_HTTPS = True
    assert client_address(asked) == "10.0.0.7"


# --- the locked screen -----------------------------------------------------------------------------


def test_a_locked_screen_shows_and_takes_nothing(staff):
    client = come_in()
    client.post("/lock/")
    assert client.get("/ward/?x=1")["Location"] == "/unlock/?next=%2Fward%2F%3Fx%3D1"
    assert client.post("/patients/search/", {"q": "x"}).status_code == 423
    assert client.get("/ward/news/", headers={"HX-Request": "true"}).status_code == 423
    assert client.get("/api/v1/patient/").status_code == 423
    assert client.get("/session/").json()["locked"] is True
    assert client.get("/unlock/").status_code == 200


def test_the_password_leads_back_to_the_page(staff):
    client = come_in()
    client.post("/lock/")
    assert client.post("/unlock/", {"password": "wrong", "next": "/critical/"}).status_code == 422
    answer = client.post("/unlock/", {"password": PASSWORD, "next": "/critical/"})
    assert answer["Location"] == "/critical/"
    assert is_in(client)
    events = list(AuditEvent.objects.order_by("pk").values_list("event", flat=True))
    assert [e for e in events if "screen" in e] == ["screen locked", "screen unlocked"]


@pytest.mark.parametrize("onward", ["//evil.example/", "https://evil.example/", "javascript:alert(1)", ""])
def test_unlocking_leads_nowhere_else(staff, onward):
    client = come_in()
    assert client.post("/unlock/", {"password": PASSWORD, "next": onward})["Location"] == "/"


def test_five_wrong_passwords_end_a_locked_session(staff):
    client = come_in()
    client.post("/lock/")
    answers = [client.post("/unlock/", {"password": "wrong"}).status_code for _time in range(5)]
    assert answers == [422, 422, 422, 422, 302]
    assert client.get("/unlock/")["Location"].startswith("/sign-in/")


def test_wrong_passwords_at_the_lock_count_as_at_the_sign_in(staff, settings):
    settings.AXES_ENABLED = True
    client = come_in()
    client.post("/lock/")
    for _time in range(5):
        client.post("/unlock/", {"password": "wrong"})
    assert Client().post("/sign-in/", {"username": "cardiologist", "password": PASSWORD}).status_code == 429


def test_every_page_can_be_locked_and_says_when_it_locks_itself(sign_in, settings):
    settings.LOCK_AFTER_SECONDS = 420
    page = sign_in(Role.HEAD).get("/ward/").content.decode()
    assert 'data-lock-after="420"' in page
    assert "data-unlock" in page


# --- passwords ------------------------------------------------------------------------------------


def test_long_passwords_need_nothing_else(staff):
    validate_password("correct horse battery staple", staff[Role.HEAD])
    validate_password("x" * 60 + "心脏", staff[Role.HEAD])
    for weak in ("short", "cardiology123", "心内科心内科心内科心内科", "administrator1", "password1234"):
        with pytest.raises(ValidationError):
            validate_password(weak, User(username="administrator"))


@pytest.mark.parametrize("stolen", ["1q2w3e4r5t6y", "123456qwerty", "Megaparol12345", "FinalFantasy"])
def test_a_password_that_was_stolen_elsewhere_is_refused(staff, stolen):
    with pytest.raises(ValidationError, match="was stolen somewhere"):
        validate_password(stolen, staff[Role.HEAD])


def test_a_house_brings_a_larger_list_of_stolen_passwords(tmp_path):
    """The file that the downloader of Have I Been Pwned writes: SHA-1, colon, how often; ordered."""
    words = [f"stolen phrase {number}" for number in range(1, 1000, 2)]
    digests = sorted(hashlib.sha1(word.encode(), usedforsecurity=False).hexdigest().upper() for word in words)
    file = tmp_path / "pwned.txt"
    file.write_text("".join(f"{digest}:{place}\r\n" for place, digest in enumerate(digests)))
    assert all(is_listed(file, word) for word in words)
    assert not any(is_listed(file, f"stolen phrase {number}") for number in range(0, 1000, 2))
    (tmp_path / "empty.txt").touch()
    assert not is_listed(tmp_path / "empty.txt", words[0])


@pytest.fixture
def classified(settings):
    kinds = {"NAME": "cardiology.passwords.Kinds", "OPTIONS": {"least": 3}}
    before = {"NAME": "cardiology.passwords.NotBefore", "OPTIONS": {"last": 5}}
    settings.AUTH_PASSWORD_VALIDATORS = [*settings.AUTH_PASSWORD_VALIDATORS, kinds, before]
    settings.PASSWORD_MAX_AGE_DAYS = 90


def test_classified_passwords_have_several_kinds_and_are_new(staff, classified):
    person = staff[Role.HEAD]
    with pytest.raises(ValidationError, match="At least 3"):
        validate_password("correct horse battery staple".replace(" ", ""), person)
    for number in range(6):
        person.set_password(f"Correct-horse-{number}")
        person.save()
        accounts.note_password_change(person)
    with pytest.raises(ValidationError, match="last 5"):
        validate_password("Correct-horse-1", person)
    validate_password("Correct-horse-0", person)


def test_classified_passwords_are_changed_every_ninety_days(staff, classified):
    User.objects.update(date_joined=timezone.now() - timedelta(days=91))
    client = come_in()
    assert client.get("/ward/")["Location"] == "/password/"
    new = "Quite-different-phrase-7"
    asked = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert client.post("/password/", asked)["Location"] == "/"
    assert is_in(client)
    PasswordMemory.objects.update(at=timezone.now() - timedelta(days=91))
    assert not is_in(come_in(password=new))


def test_long_passwords_are_never_forced_to_change(staff):
    User.objects.update(date_joined=timezone.now() - timedelta(days=4000))
    assert is_in(come_in())


def test_a_password_that_an_administrator_gave_is_good_for_one_sign_in(staff, sign_in):
    User.objects.filter(role=Role.ADMINISTRATOR).update(is_staff=True)
    mine = sign_in(Role.ADMINISTRATOR)
    given = "given-by-the-office-1"
    person = staff[Role.CARDIOLOGIST]
    mine.post(f"/admin/cardiology/user/{person.pk}/password/",
              {"usable_password": "true", "password1": given, "password2": given})  # fmt: skip
    client = come_in(password=given)
    assert client.get("/ward/")["Location"] == "/password/"
    new = "a-phrase-of-my-own"
    client.post("/password/", {"old_password": given, "new_password1": new, "new_password2": new})
    assert is_in(client)
    assert is_in(come_in(password=new))


def test_a_new_account_chooses_its_own_password_first(staff, sign_in):
    User.objects.filter(role=Role.ADMINISTRATOR).update(is_staff=True)
    given = "given-by-the-office-1"
    form = {"username": "newcomer", "display_name": "", "role": "cardiologist", "language": "",
            "hospital": staff[Role.HEAD].hospital_id, "usable_password": "true",
            "password1": given, "password2": given}  # fmt: skip
    assert sign_in(Role.ADMINISTRATOR).post("/admin/cardiology/user/add/", form).status_code == 302
    assert come_in("newcomer", password=given).get("/ward/")["Location"] == "/password/"
