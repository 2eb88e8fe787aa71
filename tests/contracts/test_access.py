"""Who gets what at every address: access.md is the table, one row per address and method.

A denied request writes nothing but the denial, which names who asked for what; looking changes nothing.
To add an address, add one row to access.md.
"""

import re

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cardiology.models import Role
from tests.contracts.access_table import VISITORS, address, addresses, lines, names_of

WRITES = re.compile(r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM|TRUNCATE)\s+"?(\w+)"?', re.I)
NOT_OURS = ("cardiology_staffsession", "cardiology_usage")
AUDIT = "cardiology_auditevent"
READING = {AUDIT, "cardiology_adviceanswer"}  # that a record was opened, and which advice was shown then
LEFT_BEHIND = {  # what looking leaves on purpose
    "followup:call": {"followup_visit"},  # whoever opens the call screen has the patient for a few minutes
    "followup:self_report": {"followup_knock"},  # how often links were tried
    "research:compare": {"research_told"},  # a count that was told stands for later ones
}
DENIED = ("sign-in", "401", "403", "404", "405")
LINES = list(lines())


class Undone(Exception):
    """Takes back what one visitor did, so that the next finds the same."""


def test_every_address_is_in_the_table():
    listed = {name for line in LINES for name in names_of(line)}
    missing = sorted(set(addresses()) - listed)
    assert not missing, "not in tests/contracts/access.md, add a row each: " + ", ".join(missing)


def test_the_table_has_no_address_that_is_gone():
    gone = [line.pattern for line in LINES if not names_of(line)]
    assert not gone, "in tests/contracts/access.md, but there is no such address: " + ", ".join(gone)


def ask(browser, method, url):
    """What the visitor gets, the tables that were written, and the denials that were noted."""
    written, denials = [], []
    try:
        with transaction.atomic(), CaptureQueriesContext(connection) as asked:
            response = browser.generic(method, url, content_type="application/x-www-form-urlencoded")
            raise Undone
    except Undone:
        for query in asked.captured_queries:
            tables = [table for table in WRITES.findall(query["sql"]) if table not in NOT_OURS]
            is_denial = tables == [AUDIT] and "'denied'" in query["sql"]
            (denials if is_denial else written).extend(tables)
    is_turned_away = response.status_code == 302 and response["Location"].startswith(reverse("sign_in") + "?")
    return "sign-in" if is_turned_away else str(response.status_code), written, denials


def must_be_noted(line, visitor, got):
    """Whether a refusal belongs into the audit: of a role that may not, and of another hospital's row."""
    own = {line.expected[role.value] for role in Role} - {"403", "404"}
    if visitor == "other hospital" and got == "404":
        return bool(own)  # else the address leads nowhere for anybody
    return visitor != "anonymous" and got == "403"


def places_of(line, told):
    """The addresses of one row, by name."""
    return {name: address(told, name, line) for name in names_of(line)}


def wrong_at(line, places, visitors):
    """What differs from the table at the addresses of one row."""
    wrong = []
    for name, url in places.items():
        for visitor in VISITORS:
            got, written, denials = ask(visitors[visitor], line.method, url)
            if got != line.expected[visitor]:
                wrong.append(f"{visitor}: {line.method} {url} gave {got}, expected {line.expected[visitor]}")
            if line.method == "GET" and set(written) - READING - LEFT_BEHIND.get(name, set()):
                wrong.append(f"{visitor}: looking at {url} changed {sorted(set(written))}")
            if must_be_noted(line, visitor, got) and not denials or denials and got not in ("403", "404"):
                wrong.append(f"{visitor}: {line.method} {url} gave {got}, denials noted: {len(denials)}")
            if got in DENIED and written:
                wrong.append(f"{visitor}: {line.method} {url} was denied ({got}) and yet wrote {written}")
    return wrong


@pytest.mark.django_db
@pytest.mark.parametrize("line", LINES, ids=lambda n: " ".join((n.pattern, *n.arguments.values(), n.method)))
def test_everybody_gets_what_the_table_says(line, told, visitors):
    wrong = wrong_at(line, places_of(line, told), visitors)
    assert not wrong, "\n".join(wrong)
