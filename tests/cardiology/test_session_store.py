"""Two requests of one person at once: what one of them writes into the session is not undone by the other."""

import pytest
from django.contrib.sessions.backends.base import UpdateError

from cardiology.models import Role
from cardiology.sessions import SessionStore

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(sign_in):
    """The session of one browser as two requests have read it."""
    key = sign_in(Role.FOLLOWUP_NURSE).session.session_key
    first, second = SessionStore(key), SessionStore(key)
    first["draft"] = "old"
    first.save()
    assert second["draft"] == "old"
    assert first["draft"] == "old"
    return first, second


def now(store):
    return SessionStore(store.session_key)


def test_a_message_and_a_lock_outlive_a_request_that_only_says_that_somebody_is_there(two):
    acts, refreshes = two
    acts["_messages"], acts["locked_at"] = "Red flags sent", 5
    acts.save()
    refreshes["seen_at"] = 7
    refreshes.save()
    found = now(acts)
    assert (found["_messages"], found["locked_at"], found["seen_at"]) == ("Red flags sent", 5, 7)
    assert refreshes["locked_at"] == 5


def test_what_one_request_took_away_does_not_come_back(two):
    acts, refreshes = two
    del acts["draft"]
    acts.save()
    refreshes["seen_at"] = 7
    refreshes.save()
    assert "draft" not in now(acts)


def test_of_two_that_change_the_same_the_last_counts(two):
    first, second = two
    first["draft"] = "first"
    first.save()
    second["draft"] = "second"
    second.save()
    assert now(first)["draft"] == "second"


def test_a_session_that_was_ended_meanwhile_stays_ended(two):
    acts, refreshes = two
    acts.flush()
    refreshes["seen_at"] = 7
    with pytest.raises(UpdateError):
        refreshes.save()
