"""What is served under /reference/ is what the code says."""

import csv
import io

import pytest
from django.core.management import call_command
from django.utils import translation
from django.utils.html import conditional_escape

from cardiology.access import Permission
from cardiology.codebook import read_rows
from cardiology.dictionary.registry import declared, every_variable
from cardiology.models import Role

pytestmark = pytest.mark.django_db


def test_the_served_codebook_is_the_registry(sign_in):
    response = sign_in(Role.RESEARCHER).get("/reference/codebook.csv")
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    served = [(row["section"], row["variable"]) for row in rows]
    assert served == [(model._meta.model_name, variable.name) for model, variable in every_variable()]
    by_name = {(row["section"], row["variable"]): row for row in rows}
    for model, variable in every_variable():
        row = by_name[model._meta.model_name, variable.name]
        assert row["label"] == str(variable.label)
        assert row["unit"] == variable.unit
        assert row["source"] == variable.source
        for value, _label in variable.flatchoices:
            assert f"{value}=" in row["answers"]


def test_the_command_writes_what_is_served(sign_in):
    out = io.StringIO()
    call_command("codebook", stdout=out)
    served = sign_in(Role.RESEARCHER).get("/reference/codebook.csv")
    assert out.getvalue() == served.content.decode("utf-8-sig")


def test_the_codebook_speaks_chinese():
    out = io.StringIO()
    call_command("codebook", "--language", "zh-hans", stdout=out)
    with translation.override("zh-hans"):
        for _model, variable in every_variable():
            assert str(variable.label) in out.getvalue()


def test_the_page_shows_every_section_with_those_of_follow_up(sign_in):
    page = sign_in(Role.WARD_NURSE).get("/reference/codebook/")
    shown = [section["name"] for section in page.context["sections"]]
    assert shown == [model._meta.model_name for model in declared()]
    assert "followup" in shown
    assert page.context["total"] == len(list(every_variable()))


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_page_lists_every_variable_by_label_and_name(sign_in, language):
    reader = sign_in(Role.WARD_NURSE)
    reader.cookies["django_language"] = language
    rows = " ".join(reader.get("/reference/codebook/").content.decode().split()).split("data-filter-row")
    every = list(every_variable())
    assert len(rows) == len(every) + 1  # before the first stands the head of the page
    with translation.override(language):
        for row, (_model, variable) in zip(rows[1:], every, strict=True):
            assert conditional_escape(variable.label) in row
            assert f'<span class="sub">{variable.name}</span>' in row


def test_permissions_are_those_of_access(sign_in):
    page = sign_in(Role.ADMINISTRATOR).get("/reference/permissions/")
    assert len(page.context["rows"]) == len(Permission)
    for permission, row in zip(Permission, page.context["rows"], strict=True):
        assert [role for role, cell in zip(Role, row[1:], strict=True) if cell == "yes"] == [
            role for role in Role if role in permission.roles
        ]


def test_a_role_without_a_place_of_its_own_lands_in_the_reference(sign_in):
    response = sign_in(Role.RESEARCHER).get("/", follow=True)
    assert response.status_code == 200


def test_the_index_leads_to_pages_that_are_there(sign_in):
    browser = sign_in(Role.RESEARCHER)
    for _title, url, _text in browser.get("/reference/").context["parts"]:
        assert browser.get(url).status_code == 200, url


def test_the_codebook_page_says_kind_and_identifiability_in_chinese():
    with translation.override("zh-hans"):
        told = {row[name] for row in read_rows() for name in ("kind", "identifies")}
    assert told
    assert [word for word in told if word.isascii()] == []
