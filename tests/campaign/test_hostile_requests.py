"""Whatever is typed into a field, or written into an address, is answered: taken, refused, never an error.

Every page is opened, its forms are found, and sent with values that nobody types on purpose.
CAMPAIGN=long draws two hundred values of the corpus for each form, the short form one, by CAMPAIGN_SEED.
"""

import json
import random
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client

from cardiology.models import Role
from tests.campaign.conftest import LINES, LONG, MOST, SEED, Tally
from tests.conftest import employ, employ_all, open_north, open_south
from tests.contracts.access_table import VISITORS, address, lines, names_of, story

pytestmark = pytest.mark.slow
FORM, ADDRESS = (min(200, MOST), min(40, MOST)) if LONG else (1, 1)  # values for each of them
CORPUS = [
    "", " ", "\0", "a\0b", "'", '"><script>alert(1)</script>', "{{7*7}}{% debug %}", "%s%n%00", "\ud800",
    "\u202e\u200b\ufeff", "𠀀" * 50, "１２３．４", "１２３４５", "-1", "1e999", "NaN",
    "Infinity", "0x10", "9" * 40,
    "0", "2147483648", "9223372036854775808", "2026-02-30", "0000-00-00", "9999-12-31", "2026-13-01 25:61",
    "10000-01-01", "2026-03-02T09:00:00-20:26",
    "0001-01-01T00:00:00+14:00", "99999999999999999999-01-01",
    "=1+1", "@SUM(A1)", "\t\r\n", "true", "null", "[]", "{}",
    "[" * 5000, '{"a":' * 2000, "A" * 100_000, "../../etc/passwd", "＜0.01", "不详", "yes",
    "00000000-0000-4000-8000-000000000000",
]  # fmt: skip
QUERY = [
    "q", "page", "sort", "order", "from", "to", "day", "since", "part", "person", "event", "patient",
    "first", "last", "ward", "category", "names", "offset", "limit", "draft", "next", "purpose", "view",
    "starts_from", "starts_until",
    "month", "measure", "state", "kind", "of", "nurse", "pathway", "tab", "stay", "span", "group", "number",
]  # fmt: skip
NAUGHTY = Path(__file__).parents[1] / "data/naughty-strings/blns.json"
if LONG:
    CORPUS += json.loads(NAUGHTY.read_text(encoding="utf-8"))
PAGES = [line for line in lines() if line.method == "GET" and "200" in line.expected.values()]
SIGNED_OUT = {"sign_out", "lock", "session_end", "staff_sessions_end"}


class Forms(HTMLParser):
    """The forms of a page that are posted: where to, and the names of their fields."""

    def __init__(self):
        super().__init__()
        self.found, self.open = [], None

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        if tag == "form":
            is_posted = (told.get("method") or "").lower() == "post"
            self.open = (told.get("action") or told.get("hx-post") or "", {}) if is_posted else None
            if self.open:
                self.found.append(self.open)
        elif self.open and tag in ("input", "select", "textarea", "button") and told.get("name"):
            self.open[1].setdefault(told["name"], told.get("value") or "")

    def handle_endtag(self, tag):
        if tag == "form":
            self.open = None


@pytest.fixture(scope="module")
def house(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        atomic = transaction.atomic()
        atomic.__enter__()
        staff = employ_all(open_north())
        told = story(staff)
        people = {role.value: person for role, person in staff.items()}
        people["other hospital"] = employ(open_south(), Role.CARDIOLOGIST, "stranger")
        cookies = {}
        for visitor, person in people.items():
            browser = Client()
            browser.force_login(person)
            cookies[visitor] = browser.cookies[settings.SESSION_COOKIE_NAME].value
        yield told, cookies
        transaction.set_rollback(True)
        atomic.__exit__(None, None, None)


@pytest.fixture
def ask(house, db, settings):
    """One request of a role, taken back at once; the answer."""
    settings.USAGE_LIMITS = {}

    def one(role, method, url, given=None):
        browser = Client(raise_request_exception=False)
        browser.cookies[settings.SESSION_COOKIE_NAME] = house[1][role]
        with transaction.atomic():
            answer = getattr(browser, method)(url, given or {})
            if answer.streaming:
                b"".join(answer.streaming_content)
            transaction.set_rollback(True)
        return answer

    return one


@pytest.fixture(scope="module")
def counted(request):
    """Two lines of the campaign's table: addresses and forms."""
    tallies = {
        "get": Tally("Addresses with hostile words behind them"),
        "post": Tally("Forms with hostile values"),
    }
    yield tallies
    request.config.stash[LINES] += tallies.values()


def who_sees(line):
    """The first visitor for whom there is a page."""
    return next(visitor for visitor in VISITORS[1:] if line.expected[visitor] == "200")


def values(line, drawn, more=""):
    """Some values of the corpus, always the same ones for the same seed."""
    return random.Random(f"{SEED} {line.pattern} {line.arguments} {more}").sample(CORPUS, drawn)


def tried(line):
    return " ".join((line.pattern, *line.arguments.values()))


@pytest.mark.parametrize("line", PAGES, ids=tried)
def test_no_address_with_words_behind_it_is_an_error(line, house, ask, counted):
    wrong = []
    for name in names_of(line):
        url = address(house[0], name, line)
        for value in values(line, ADDRESS, "query"):
            try:
                asked = dict.fromkeys(QUERY, value.encode("utf-8", "surrogatepass")[:6000])
            except UnicodeEncodeError:
                continue
            answer = ask(who_sees(line), "get", url, asked)
            counted["get"].count(well=answer.status_code < 500)
            if answer.status_code >= 500:
                wrong.append(f"{url} with {value[:40]!r}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("line", PAGES, ids=tried)
def test_no_form_sent_with_anything_is_an_error(line, house, ask, counted):
    role, wrong = who_sees(line), []
    for name in names_of(line):
        if name in SIGNED_OUT:
            continue
        url = address(house[0], name, line)
        page = ask(role, "get", url)
        if "text/html" not in page.get("Content-Type", ""):
            continue
        forms = Forms()
        forms.feed(page.content.decode())
        for number, (action, fields) in enumerate(forms.found):
            if any(word in action for word in ("sign-out", "/lock/", "/unlock/", "setlang")):
                continue
            for value in values(line, FORM, number):
                answer = ask(role, "post", action or url, spoilt(fields, value))
                counted["post"].count(well=answer.status_code < 500)
                if answer.status_code >= 500:
                    wrong.append(
                        f"{action or url} {sorted(fields)} with {value[:40]!r}: {answer.status_code}"
                    )
    assert not wrong, "\n".join(wrong)


def spoilt(fields, value):
    """Every field of a form with this value, except the key that makes a second sending harmless."""
    safe = value.encode("utf-8", "surrogatepass")
    return {name: given if name in ("submission", "offered") else safe for name, given in fields.items()}
