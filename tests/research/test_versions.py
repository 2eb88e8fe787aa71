"""Versions of a question: told in both languages, as JSON and SQL; two beside each other."""

import pytest
from django.urls import reverse

from cardiology.models import AuditEvent, Role
from research.actions import questions
from research.queries.versions import sentences
from tests.research.conftest import definition

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(question, staff):
    """LVEF < 50, then LVEF < 40: 19 patients, then 6."""
    by = staff[Role.RESEARCHER]
    question.is_shared = True
    question.save()
    questions.save(question, name="first", by=by)
    stricter = definition()
    stricter["criteria"][0]["include"]["<"][1] = 40
    questions.change(question, stricter, by=by)
    questions.save(question, name="second", by=by)
    return question


def test_a_version_is_told_in_both_languages_and_as_sql(two, sign_in):
    page = sign_in(Role.RESEARCHER).get(reverse("research:version", args=[two.pk, 1]))
    lines = page.context["reading"].in_both
    assert any("Include" in en and "入组" in zh for en, zh in lines)
    assert "WITH " in page.context["reading"].sql
    assert "金丝雀" not in page.text


def test_changed_sentences_are_told_apart():
    old = ["Index: every stay.", "1. Include (a): x < 50.", "2. Include (b): y.", "Records up to 2026."]
    new = ["Index: every stay.", "1. Include (b): y.", "2. Include (c): z.", "Records up to 2026."]
    assert [(s.text, s.change) for s in sentences(old, new)] == [
        ("Index: every stay.", ""), ("1. Include (a): x < 50.", "removed"), ("1. Include (b): y.", ""),
        ("2. Include (c): z.", "added"), ("Records up to 2026.", ""),
    ]  # fmt: skip


def test_who_left_is_named_to_who_may_open_records(two, stays, sign_in):
    page = sign_in(Role.HEAD).get(reverse("research:compare", args=[two.pk, 2, 1]))
    made = page.context["difference"]
    assert (page.context["old"].number, page.context["new"].number) == (1, 2)
    assert [s.change for s in made.sentences].count("added") == 1
    left = page.context["left"]
    assert made.left.count == str(len(left)) != "0"
    assert made.entered.count == "0"
    assert AuditEvent.objects.filter(event="opened", via="research").count() == len(left)


def test_others_see_neither_names_nor_few(two, stays, sign_in):
    page = sign_in(Role.RESEARCHER).get(reverse("research:compare", args=[two.pk, 1, 2]))
    made = page.context["difference"]
    assert page.context["left"] == page.context["entered"] == []
    assert made.entered.count == "< 10"
    assert "金丝雀" not in page.text
