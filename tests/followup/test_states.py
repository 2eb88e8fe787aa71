"""The picture of the states is the table of transitions: every box, every arrow, in both languages."""

import re

import pytest
from django.urls import reverse
from django.utils import translation

from cardiology.models import Role
from followup.models import VisitState
from followup.state_picture import picture
from followup.states import TRANSITIONS

LABELS = dict(VisitState.choices)


def shapes(transitions):
    ((_y, lane),) = picture(transitions, LABELS, "States").lanes
    return lane.still


def arrows(transitions):
    """Heads of arrows are the only lines of three points."""
    return sum(len(getattr(s, "points", ())) == 3 for s in shapes(transitions))


def test_every_state_has_its_box_and_every_transition_its_arrow():
    assert {s.text for s in shapes(TRANSITIONS) if hasattr(s, "text")} == {str(v) for v in LABELS.values()}
    assert arrows(TRANSITIONS) == sum(map(len, TRANSITIONS.values()))


def test_a_transition_taken_out_of_the_rules_is_gone_from_the_picture():
    less = TRANSITIONS | {"open": TRANSITIONS["open"] - {"died"}}
    assert arrows(less) == arrows(TRANSITIONS) - 1


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_page_shows_picture_and_table(sign_in, language):
    client = sign_in(Role.FOLLOWUP_NURSE)
    client.cookies["django_language"] = language
    page = client.get(reverse("followup:states")).content.decode()
    with translation.override(language):
        names = [str(label) for label in LABELS.values()]
    assert all(len(re.findall(re.escape(name), page)) >= 2 for name in names)  # in the picture and the table
    assert reverse("followup:states") in client.get(reverse("reference")).content.decode()
