"""The picture of the states is the table of transitions: every box, every arrow, in both languages."""

import re
from contextlib import suppress
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from cardiology.models import Role
from followup import levels, reminding
from followup.actions import claims, contacts, escalations
from followup.actions.contacts import Told
from followup.endpoints import CERTAINTIES, VERDICTS
from followup.models import Escalation, Visit, VisitState
from followup.models.answer import Precision
from followup.models.replies import Wound
from followup.redflags import CRITICAL, RedFlag
from followup.state_picture import picture
from followup.states import TRANSITIONS
from tests.followup.test_calls import due_stemi

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
        shown = (LABELS, levels.LABELS, reminding.LABELS)
        names = [str(label) for labels in shown for label in labels.values()]
    assert all(len(re.findall(re.escape(name), page)) >= 2 for name in names)  # in the picture and the table
    assert reverse("followup:states") in client.get(reverse("reference")).content.decode()


def test_states_of_red_flags_and_messages_are_all_named_and_owned():
    for module in (levels, reminding):
        assert set(module.TRANSITIONS) == set(module.LABELS) == set(module.OWNERS)
        assert set().union(*module.TRANSITIONS.values()) <= set(module.TRANSITIONS)
    assert {s.to for steps in levels.STEPS.values() for s in steps} == set(levels.ROLES)


@pytest.mark.django_db
@pytest.mark.parametrize("state", levels.TRANSITIONS)
def test_what_the_actions_do_with_a_red_flag_is_what_the_table_says(state, staff):
    """Each action on a flag in each state: what it can become is the row of the table, no more, no less."""
    doctor, nurse = staff[Role.CARDIOLOGIST], staff[Role.FOLLOWUP_NURSE]
    visit = Visit.objects.filter(plan__admission=due_stemi(staff)).order_by("due_on").first()
    flag = RedFlag("RF01", CRITICAL, "Chest pain at rest", "")
    contacts.record(claims.claim(visit, by=nurse), "partial", Told(flags=[flag]), by=nurse)
    raised = Escalation.objects.get()

    def after(minutes):
        escalations.rise(raised.opened_at + timedelta(minutes=minutes))

    {
        levels.ATTENDING: lambda: None, levels.ON_CALL: lambda: after(30), levels.HEAD: lambda: after(60),
        levels.TAKEN: lambda: escalations.acknowledge(raised, by=doctor),
        levels.CLOSED: lambda: escalations.close(raised, advice="seen", by=doctor),
    }[state]()  # fmt: skip
    became = set()
    for act in (
        lambda: after(30), lambda: after(60), lambda: escalations.acknowledge(raised, by=doctor),
        lambda: escalations.close(raised, advice="seen", by=doctor),
    ):  # fmt: skip
        undo = transaction.savepoint()
        with suppress(ValidationError):
            act()
        found = escalations.state(Escalation.objects.get())
        became |= {found} - {state}
        transaction.savepoint_rollback(undo)
    passed = {levels.HEAD} if state == levels.ATTENDING else set()  # a late sweep passes the level between
    assert became - passed == levels.TRANSITIONS[state]


@pytest.mark.django_db
def test_words_of_the_desk_are_not_those_of_the_ward_in_chinese(sign_in, staff):
    """One English word, two meanings: a day, a wound that opened, a message sent, a verdict, a button."""
    stay = due_stemi(staff)
    client = sign_in(Role.FOLLOWUP_NURSE)
    client.cookies["django_language"] = "zh-hans"
    page = client.get(reverse("followup:events", args=[stay.patient_id])).text
    assert '<option value="day" selected>日</option>' in page
    assert ">记录</button>" in page
    with translation.override("zh-hans"):
        labels = (Precision.DAY.label, VisitState.OPEN.label, reminding.LABELS["sent"], VERDICTS["confirmed"])
        assert [str(label) for label in labels] == ["日", "待办", "已发送", "确认"]
        assert str(CERTAINTIES["possible"]) == "可能"
        assert str(Wound.DEHISCENT.label) == "裂开"
