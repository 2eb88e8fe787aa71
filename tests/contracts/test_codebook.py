"""The generated reference is what the registry says."""

import csv
import io

import pytest
from django.core.management import call_command

from cardiology.access import Permission
from cardiology.dictionary.codebook import COLUMNS
from cardiology.dictionary.registry import every_variable
from cardiology.models import Role

ALL = [(str(m._meta.model_name), v.name) for m, v in every_variable()]


@pytest.fixture
def browser(sign_in):
    return sign_in(Role.RESEARCHER)


def test_the_file_served_is_the_registry(browser):
    text = browser.get("/reference/codebook.csv").content.decode()
    read = csv.DictReader(io.StringIO(text))
    assert tuple(read.fieldnames) == COLUMNS
    assert [(row["section"], row["variable"]) for row in read] == ALL


def test_the_command_writes_the_same_file(browser, tmp_path):
    call_command("codebook", str(tmp_path / "codebook.csv"))
    assert (tmp_path / "codebook.csv").read_bytes() == browser.get("/reference/codebook.csv").content


def test_every_variable_is_on_the_page(browser):
    page = browser.get("/reference/codebook/").content.decode()
    missing = [name for _section, name in ALL if f"<code>{name}</code>" not in page]
    assert not missing


def test_contents_and_permissions(browser):
    assert browser.get("/reference/").status_code == 200
    page = browser.get("/reference/permissions/").content.decode()
    assert all(str(p.label).replace("'", "&#x27;") in page for p in Permission)
