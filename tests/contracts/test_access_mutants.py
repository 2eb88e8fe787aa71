"""Seeded defects of access.py: does the table of who gets what notice each of them (A5, class 11)?

A defect is put into the running functions, and rows of the table are asked until one is wrong. What survives
is a row that the table lacks.
"""

import inspect
from dataclasses import dataclass

import pytest
from django.urls import resolve

from cardiology import access
from cardiology.access import Permission
from cardiology.models import Patient, Role, User
from tests.contracts.access_table import lines
from tests.contracts.test_access import DENIED, places_of, wrong_at

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
LINES = list(lines())
SOURCE = inspect.getsource(access)


@dataclass(frozen=True)
class Defect:
    """In one function the old text becomes the new."""

    function: str
    old: str
    new: str


DEFECTS = (
    Defect("may", "user.role in permission.roles", "user.role not in permission.roles"),
    Defect("may", "user.role in permission.roles", "True"),
    Defect("may", "bool(user.is_authenticated and", "bool(user.is_authenticated or"),
    Defect("check_may", "if not may(user, permission):", "if may(user, permission):"),
    Defect("check_may", "if not may(user, permission):", "if False:"),
    Defect("visible_to", "not may(user, Permission.READ_RECORDS) or", ""),
    Defect("visible_to", "if not may(user, Permission.READ", "if may(user, Permission.READ"),
    Defect("visible_to", "rows.none()", "rows"),
    Defect("visible_to", "return rows.filter(**{hospital_path(model): user.hospital_id})", "return rows"),
    Defect("visible_to", "return rows.filter(**{", "return rows.exclude(**{"),
    Defect("visible_to", "and not also_merged", "and also_merged"),
    Defect("visible_to", "merged_into__isnull=True", "merged_into__isnull=False"),
    Defect("hospital_path", 'return "hospital" if step', 'return "id" if step'),
    Defect("hospital_path", '("hospital", "patient", "admission", "plan", "visit")', '("hospital",)'),
)


@pytest.fixture
def places(told):
    """The addresses of every row, made before there is a defect."""
    return [(line, places_of(line, told)) for line in LINES]


@pytest.fixture
def noticed(places, visitors):
    """Whether any row is wrong now; rows that are likely to be come first."""

    def look(likely):
        rows = sorted(places, key=lambda row: not likely(*row))
        return any(wrong_at(line, found, visitors) for line, found in rows)

    return look


def seeded(defect, monkeypatch):
    """The defect in the running function: every module that imported it has it."""
    assert SOURCE.count(defect.old) == 1, f"access.py has {defect.old!r} {SOURCE.count(defect.old)} times"
    scratch = dict(vars(access))
    exec(compile(SOURCE.replace(defect.old, defect.new), access.__file__, "exec"), scratch)  # noqa: S102
    monkeypatch.setattr(getattr(access, defect.function), "__code__", scratch[defect.function].__code__)


@pytest.mark.parametrize("defect", DEFECTS, ids=lambda d: f"{d.function}: {d.new[:40] or 'nothing asked'}")
def test_a_defect_of_the_doors_is_noticed(defect, noticed, monkeypatch):
    seeded(defect, monkeypatch)
    assert noticed(lambda line, _found: "patient" in line.pattern or "merge" in line.pattern)


@pytest.mark.parametrize("everybody", [True, False], ids=["everybody has it", "nobody has it"])
@pytest.mark.parametrize("permission", Permission, ids=lambda p: p.name)
def test_a_permission_in_wrong_hands_is_noticed(permission, everybody, noticed, monkeypatch):
    def likely(line, found):
        asked = {getattr(resolve(url).func, "permission", None) for url in found.values()}
        may = {role for role in Role if line.expected[role.value] not in DENIED}
        return permission in asked or may == permission.roles

    monkeypatch.setattr(permission, "roles", frozenset(Role if everybody else ()))
    assert noticed(likely)


def test_who_has_left_may_nothing(told):
    """Sessions and tokens of who has left are dead anyway; the door is shut once more."""
    left = User(role=Role.HEAD, hospital_id=told["here"].hospital_id, is_active=False)
    assert not any(access.may(left, permission) for permission in Permission)
    assert not access.visible_to(left, Patient).exists()
