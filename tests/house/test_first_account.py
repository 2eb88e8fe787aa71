"""A house that goes to work begins with no account, and no password of one is written in the programme."""

import ast
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.core import management

from cardiology.models import User
from config import preparation
from followup.synthetic import demonstration

ROOT = Path(configured.BASE_DIR)
TAKES = {
    "set_password": 0,
    "make_password": 0,
    "create_user": 2,
    "create_superuser": 2,
}  # place of the password


@pytest.fixture
def asked(monkeypatch):
    """The commands that a start has run, without running them."""
    commands = []
    monkeypatch.setattr(management, "call_command", lambda name, *_args, **_options: commands.append(name))
    return commands


@pytest.mark.django_db
def test_after_the_migrations_nobody_is_there():
    assert not User.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(("https", "commands"), [(True, []), (False, ["demonstration"])])
def test_the_demonstration_is_never_made_behind_https(settings, asked, tmp_path, https, commands):
    settings.BEHIND_HTTPS, settings.VAR_DIR = https, tmp_path
    preparation.demonstrate()
    assert asked == commands


def test_every_demonstration_has_a_password_of_its_own():
    made = {demonstration.new_password() for _time in range(50)}
    assert len(made) == 50
    assert min(map(len, made)) >= 16


def test_no_password_of_an_account_is_written_in_the_programme():
    found = []
    for app in ("cardiology", "followup", "research", "config"):
        for path in sorted((ROOT / app).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and _given(node):
                    found.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert not found
    assert not list(ROOT.glob("*/fixtures")), "accounts could come in by a fixture"


def _given(call):
    """Whether a call gives an account a password that stands there in letters."""
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    given = [k.value for k in call.keywords if k.arg in ("password", "raw_password")]
    given += call.args[TAKES[name] : TAKES[name] + 1] if name in TAKES else []
    literal = (a for a in given if isinstance(a, ast.Constant) and isinstance(a.value, str) and a.value)
    return name in TAKES and any(literal)
