"""Every answer of the house tells the browser what it may do: pages, refusals, errors, static files."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import DatabaseError
from django.test import Client
from django.urls import NoReverseMatch, reverse

from cardiology.models import Bed, Role
from tests.cardiology.stories import admitted
from tests.contracts.access_table import addresses

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
TRIED = ({}, {"form": "csv"}, {"form": "xlsx"}, {"year": 2026, "month": 1})


def wrong(response):
    """What an answer fails to say."""
    policy = response.headers.get("Content-Security-Policy", "")
    missing = [name for name in settings.ALWAYS_SAID if name not in response.headers]
    if "sandbox" not in policy:
        missing += [d for d in ("default-src 'none'", "frame-ancestors 'none'") if d not in policy]
    if "unsafe" in policy or "Access-Control-Allow-Origin" in response.headers:
        missing.append(f"lets others in: {policy}")
    return missing


def guess(name, taken):
    """An address of this name, about rows that need not exist."""
    for fixed in TRIED:
        for text in ("1", "x", "00000000-0000-4000-8000-000000000000"):
            try:
                return reverse(
                    name, kwargs={a: fixed.get(a, 1 if a.endswith("_id") else text) for a in taken}
                )
            except NoReverseMatch:
                continue
    return ""


@pytest.mark.parametrize("role", [None, Role.HEAD, Role.DATA_MANAGER])
def test_every_address_says_it_to_everybody(role, staff, sign_in):
    browser = sign_in(role) if role else Client()
    browser.raise_request_exception = False
    asked, found = 0, []
    for name, taken in addresses().items():
        if url := guess(name, taken):
            asked += 1
            answer = browser.get(url)
            if missing := wrong(answer):
                found.append(f"{url}: {missing}")
            if "no-store" not in answer["Cache-Control"]:
                found.append(f"{url}: may be kept by the browser or by whatever stands in between")
    assert not found, "\n".join(found)
    assert asked > 0.9 * len(addresses())


def test_what_is_not_there_and_static_files_say_it_too():
    for url in ("/nothing/here/", "/static/css/tokens.css", "/static/nothing.css", "/sign-in/"):
        answer = Client().get(url)
        assert not wrong(answer), (url, answer.status_code, dict(answer.headers))
    assert Client().get("/static/css/tokens.css").status_code == 200


@pytest.mark.parametrize("method", ["TRACE", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACK", "X"])
def test_no_page_knows_another_method(method, sign_in):
    browser = sign_in(Role.HEAD)
    for url in ("/ward/", "/sign-in/", "/audit/", "/static/css/tokens.css", "/healthz", "/nothing/"):
        answer = browser.generic(method, url)
        assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, POST"), url
        assert not wrong(answer)
    if method in ("TRACE", "TRACK", "X"):
        assert browser.generic(method, "/api/v1/patient/").status_code == 405


def test_no_cookie_knows_a_patient(sign_in, staff):
    """A message that names somebody waits on the server, not in the browser."""
    browser, stay = sign_in(Role.WARD_NURSE), admitted(staff[Role.CARDIOLOGIST])
    bed = Bed.objects.exclude(pk=stay.bed_id).filter(ward__department__hospital=stay.hospital).first()
    moved = browser.post(f"/admissions/{stay.pk}/move/", {"bed": bed.pk})
    assert moved.status_code == 302
    assert set(moved.cookies) <= {"sessionid", "csrftoken"}
    assert stay.patient.name in browser.get("/ward/").text


def test_an_error_says_it_too(sign_in, monkeypatch):
    def fail(*_args, **_options):
        raise DatabaseError

    monkeypatch.setattr("cardiology.queries.audit_trail.page", fail)
    browser = sign_in(Role.DATA_MANAGER)
    browser.raise_request_exception = False
    answer = browser.get("/audit/")
    assert answer.status_code == 500
    assert not wrong(answer)


def test_a_program_without_encryption_is_refused_and_a_person_led_to_https(settings):
    settings.SECURE_SSL_REDIRECT = True
    for url in ("/api/v1/patient/", "/api/v1/schema/", "/followup/messages/news/"):
        answer = Client().post(url, {}, headers={"authorization": "Token x"})
        assert answer.status_code == 403
        assert answer.json()["code"] == "not_encrypted"
        assert not wrong(answer)
        assert Client().post(url, {}, secure=True).status_code in (401, 403)
        assert "not_encrypted" not in Client().post(url, {}, secure=True).text
    assert Client().get("/sign-in/")["Location"] == "https://testserver/sign-in/"


def test_behind_https_cookies_belong_to_this_host_only():
    """The settings are read once, in a process of their own, as a production house reads them."""
    asked = (
        "from django.conf import settings as s; print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME,"
        " s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_HSTS_SECONDS)"
    )
    env = {**os.environ, "BEHIND_HTTPS": "1", "DJANGO_SETTINGS_MODULE": "config.settings"}
    said = subprocess.run([sys.executable, "-c", asked], env=env, cwd=settings.BASE_DIR, text=True,
                          capture_output=True, check=True).stdout.split()  # fmt: skip
    assert said == ["__Host-sessionid", "__Host-csrftoken", "True", "True", "31536000"]
