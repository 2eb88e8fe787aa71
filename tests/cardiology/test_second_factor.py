"""The second factor: set up by an app's first code, asked at each sign-in, and of some roles always."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pyotp
import pytest
import time_machine
from django.db import connection
from django.test import Client

from cardiology import secrecy
from cardiology.actions.trust import factors
from cardiology.models import AuditEvent, RecoveryCode, Role, SecondFactor, StaffSession
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
START = datetime(2026, 3, 2, 8, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
PAGE = "/account/second-factor/"


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as travel:
        yield travel


def secret_shown(page):
    return re.search(r"<code>([A-Z2-7]{32})</code>", page).group(1)


def set_up(client):
    """Takes the app that the page offers; its secret and the recovery codes."""
    page = client.get(PAGE).content.decode()
    secret = secret_shown(page)
    offered = re.search(r'name="offered" value="([^"]+)"', page).group(1)
    answer = client.post(PAGE, {"offered": offered, "code": pyotp.TOTP(secret).now()})
    codes = re.findall(r"<code>([A-Z0-9]{5}-[A-Z0-9]{5})</code>", answer.content.decode())
    return secret, codes


def password_step(client, username="cardiologist", onward=""):
    return client.post("/sign-in/", {"username": username, "password": PASSWORD, "next": onward})


def is_in(client):
    return client.get("/ward/").status_code == 200


@pytest.fixture
def enrolled(staff, sign_in, clock):
    secret, codes = set_up(sign_in(Role.CARDIOLOGIST))
    clock.shift(timedelta(minutes=1))
    return secret, codes


def test_looking_at_the_offer_stores_nothing(sign_in):
    sign_in(Role.CARDIOLOGIST).get(PAGE)
    assert not SecondFactor.objects.exists()


def test_the_app_is_taken_by_its_first_right_code_only(sign_in, clock):
    client = sign_in(Role.CARDIOLOGIST)
    page = client.get(PAGE).content.decode()
    offered = re.search(r'name="offered" value="([^"]+)"', page).group(1)
    answer = client.post(PAGE, {"offered": offered, "code": "000000"})
    assert answer.status_code == 422
    assert secret_shown(answer.content.decode()) == secret_shown(page), "the picture must stay the same"
    assert not SecondFactor.objects.exists()
    _secret, codes = set_up(client)
    assert len(set(codes)) == 10
    assert "no-store" in client.get(PAGE)["Cache-Control"]


def test_an_offer_made_to_somebody_else_is_worth_nothing(staff, clock):
    theirs = factors.offer(staff[Role.HEAD])
    assert factors.enrol(staff[Role.CARDIOLOGIST], theirs.sealed, pyotp.TOTP(theirs.secret).now()) == []


def test_the_database_knows_neither_secret_nor_codes(enrolled):
    secret, codes = enrolled
    with connection.cursor() as cursor:
        cursor.execute("select secret from cardiology_secondfactor")
        told = cursor.fetchone()[0]
        cursor.execute("select string_agg(digest, ' ') from cardiology_recoverycode")
        told += cursor.fetchone()[0]
    assert secret not in told
    assert not any(code.replace("-", "") in told for code in codes)


def test_the_secret_survives_a_new_key_of_the_house(enrolled, settings):
    secret, codes = enrolled
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "n" * 60
    client = Client()
    password_step(client)
    assert client.post("/sign-in/code/", {"code": pyotp.TOTP(secret).now()}).status_code == 302
    password_step(client)
    assert client.post("/sign-in/code/", {"code": codes[0]}).status_code == 302
    settings.SECRET_KEY_FALLBACKS = []
    password_step(client)
    assert client.post("/sign-in/code/", {"code": codes[1]}).status_code == 422, "refused, not an error"


def test_the_password_alone_does_not_come_in(enrolled):
    secret, _codes = enrolled
    client = Client()
    assert password_step(client, onward="/critical/")["Location"] == "/sign-in/code/"
    assert not is_in(client)
    assert client.post("/sign-in/code/", {"code": "123456"}).status_code == 422
    assert not is_in(client)
    before = client.cookies["sessionid"].value
    answer = client.post("/sign-in/code/", {"code": pyotp.TOTP(secret).now()})
    assert answer["Location"] == "/critical/"
    assert is_in(client)
    assert client.cookies["sessionid"].value != before
    assert AuditEvent.objects.filter(event="signed in").latest("pk").new == {"second factor": True}


def test_a_code_counts_once_and_its_neighbours_for_slow_clocks(enrolled, clock):
    secret, _codes = enrolled
    first = Client()
    code = pyotp.TOTP(secret).now()
    password_step(first)
    assert first.post("/sign-in/code/", {"code": f" {code[:3]} {code[3:]} "}).status_code == 302
    second = Client()
    password_step(second)
    assert second.post("/sign-in/code/", {"code": code}).status_code == 422, "the same code twice"
    clock.shift(timedelta(seconds=60))
    late = pyotp.TOTP(secret).at(datetime.now(tz=START.tzinfo) - timedelta(seconds=30))
    assert second.post("/sign-in/code/", {"code": late}).status_code == 302


def test_full_width_digits_are_digits(enrolled):
    secret, _codes = enrolled
    client = Client()
    password_step(client)
    wide = pyotp.TOTP(secret).now().translate({ord("0") + n: chr(0xFF10 + n) for n in range(10)})
    assert client.post("/sign-in/code/", {"code": wide}).status_code == 302


def test_a_recovery_code_opens_once(enrolled):
    _secret, codes = enrolled
    for expected in (302, 422):
        client = Client()
        password_step(client)
        assert client.post("/sign-in/code/", {"code": codes[0].lower()}).status_code == expected
    assert RecoveryCode.objects.filter(used_at=None).count() == 9
    assert AuditEvent.objects.filter(event="recovery code used").count() == 1


def test_five_wrong_codes_rest_the_factor_even_for_the_right_one(enrolled, clock):
    secret, _codes = enrolled
    client = Client()
    password_step(client)
    for _time in range(5):
        assert client.post("/sign-in/code/", {"code": "x"}).status_code == 422
    refused = client.post("/sign-in/code/", {"code": pyotp.TOTP(secret).now()})
    assert refused.status_code == 422
    assert "15 minutes" in refused.content.decode()
    clock.shift(timedelta(minutes=14, seconds=50))
    password_step(client)
    assert client.post("/sign-in/code/", {"code": pyotp.TOTP(secret).now()}).status_code == 422
    clock.shift(timedelta(seconds=11))
    assert client.post("/sign-in/code/", {"code": pyotp.TOTP(secret).now()}).status_code == 302


def test_the_first_step_is_forgotten_after_five_minutes(enrolled, clock):
    secret, _codes = enrolled
    client = Client()
    password_step(client)
    clock.shift(timedelta(minutes=5, seconds=1))
    answer = client.post("/sign-in/code/", {"code": pyotp.TOTP(secret).now()})
    assert answer["Location"] == "/sign-in/"
    assert not is_in(client)


def test_a_role_that_needs_one_comes_nowhere_without(staff, settings, clock):
    settings.SECOND_FACTOR_ROLES = frozenset({"head"})
    client = Client()
    assert password_step(client, "head", "/ward/")["Location"] == PAGE
    assert client.get("/ward/")["Location"] == PAGE
    assert client.get("/api/v1/patient/").status_code == 403
    assert client.post("/patients/search/", {"q": "x"}).status_code == 403
    assert "Your role needs one" in client.get(PAGE).content.decode()
    set_up(client)
    assert is_in(client)
    assert password_step(Client(), "cardiologist", "/ward/")["Location"] == "/ward/", "not asked of others"


def test_an_administrator_resets_it_and_the_trail_says_who(staff, enrolled, sign_in):
    theirs = Client()
    password_step(theirs)
    theirs.post("/sign-in/code/", {"code": enrolled[1][0]})
    assert is_in(theirs)
    person = staff[Role.CARDIOLOGIST]
    address = f"/staff/{person.pk}/second-factor/reset/"
    assert sign_in(Role.HEAD).post(address).status_code == 403
    assert sign_in(Role.ADMINISTRATOR).post(address).status_code == 302
    assert not SecondFactor.objects.exists()
    assert not is_in(theirs)
    event = AuditEvent.objects.get(event="second factor removed")
    assert (event.by_username, event.about_id) == ("administrator", person.pk)


def test_renewing_and_removing_ask_for_the_password(enrolled, sign_in):
    client = sign_in(Role.CARDIOLOGIST)
    for address in ("codes/", "remove/"):
        assert client.post(PAGE + address, {"password": "wrong"}).status_code == 422
    assert RecoveryCode.objects.count() == 10
    renewed = client.post(PAGE + "codes/", {"password": PASSWORD}).content.decode()
    assert not any(code in renewed for code in enrolled[1])
    assert client.post(PAGE + "remove/", {"password": PASSWORD}).status_code == 302
    assert not SecondFactor.objects.exists()


def test_whoever_guesses_at_an_open_screen_is_put_out(enrolled, sign_in):
    client = sign_in(Role.CARDIOLOGIST)
    for _time in range(5):
        answer = client.post(PAGE + "codes/", {"password": "guess"})
    assert "/sign-in/" in answer["Location"]
    assert client.get(PAGE).status_code == 302
    assert RecoveryCode.objects.count() == 10


def test_what_is_sealed_is_read_by_this_house_only(settings):
    sealed = secrecy.seal("secret")
    assert "secret" not in sealed
    assert secrecy.unseal(sealed) == "secret"
    for broken in ("", "x", sealed[:-2]):
        with pytest.raises(secrecy.Unreadable):
            secrecy.unseal(broken)
    settings.SECRET_KEY = "o" * 60
    with pytest.raises(secrecy.Unreadable):
        secrecy.unseal(sealed)


def test_sessions_name_their_person(staff, sign_in):
    sign_in(Role.HEAD)
    assert StaffSession.objects.get().user_id == staff[Role.HEAD].pk
