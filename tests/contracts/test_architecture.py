"""The plan of the house, held by tests: who imports whom, the ladder, sizes, one door to patient rows.

Each failure says what to do.
"""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
APPS = ("cardiology", "followup", "research")  # each may import those before it
LADDER = (
    ("urls", "admin", "tasks", "management", "apps"),
    ("views", "api", "documents", "resources", "bench"),
    ("forms", "navigation", "middleware", "rendering", "templatetags"),
    ("actions", "queries", "intake", "synthetic"),
    ("registries",),
    ("access", "emergency", "audit"),
    ("models",),
    ("codes",),
    ("dictionary",),
)
RULES = (
    "scores",
    "guidance",
    "quality",
    "schedule",
    "states",
    "priority",
    "redflags",
    "definitions",
    "criteria",
    "analysis",
    "disclosure",
    "snapshot",
    "examples",
    "timeline",
    "narrative",
    "drawing",
    "rounds",
    "prescribing",
    "warning_signs",
    "identity",
    "likeness",
    "plausibility",
    "provenance",
    "levels",
    "reminding",
    "endpoints",
    "plain_words",
    "audit_exchange",
    "checks",
)
FORBIDDEN_TO_RULES = ("django.db", "django.http", "rest_framework", "celery", "cardiology.models",
                      "followup.models", "research.models")  # fmt: skip
FILE_WALL, FUNCTION_WALL, VIEW_WALL, TEMPLATE_WALL, PACKAGE_WALL = 500, 60, 40, 150, 20
DOORS = re.compile(r"\b(Patient|Admission|Visit|Plan|Contact)\.objects\b")


def sources():
    for app in (*APPS, "config"):
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def room_of(path):
    """The app and the rung that a file stands on: cardiology/actions/patients.py -> cardiology, actions."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return parts[0], parts[1] if len(parts) > 1 else ""


def imports_of(path):
    """(line, module) of every import, also those inside functions."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.lineno, node.module
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def rung(room):
    return next((i for i, rooms in enumerate(LADDER) if room in rooms), None)


def name(path):
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", list(sources()), ids=name)
def test_imports_follow_the_plan(path):
    app, room = room_of(path)
    wrong = []
    for line, module in imports_of(path):
        target, _, rest = module.partition(".")
        where = f"{name(path)}:{line} imports {module}"
        if target in ("tests", "config") and app != "config":
            wrong.append(f"{where}: nothing imports {target}; use django.conf.settings.")
        if target in APPS and app in APPS and APPS.index(target) > APPS.index(app):
            wrong.append(f"{where}: {app} is below {target}; let {target} register itself in a registry.")
        theirs, ours = rung(rest.split(".")[0]), rung(room)
        if target == app and None not in (theirs, ours) and theirs < ours:
            wrong.append(f"{where}: a line may import the rungs below it only (DESIGN §1).")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("path", [p for p in sources() if room_of(p)[1] in RULES], ids=name)
def test_rules_are_pure(path):
    wrong = [
        f"{name(path)}:{line} imports {module}: a rule takes plain values and gives plain values back."
        for line, module in imports_of(path)
        if module.startswith(FORBIDDEN_TO_RULES)
    ]
    text = path.read_text(encoding="utf-8")
    for clock in ("datetime.now(", "date.today(", "timezone.now(", "localdate("):
        if clock in text:
            wrong.append(f"{name(path)} reads the clock ({clock}): today is an argument.")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("path", list(sources()), ids=name)
def test_sizes(path):
    text = path.read_text(encoding="utf-8")
    lines = text.count("\n")
    assert lines <= FILE_WALL, f"{name(path)} has {lines} lines: split it by clinical noun."
    wall = VIEW_WALL if room_of(path)[1] == "views" else FUNCTION_WALL
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            length = (node.end_lineno or 0) - node.lineno + 1
            assert length <= wall, f"{name(path)}: {node.name} has {length} lines; the wall is {wall}."


def test_packages_are_small():
    for app in APPS:
        for folder in (ROOT / app).rglob("*"):
            if folder.is_dir() and "migrations" not in folder.parts:
                modules = [p for p in folder.glob("*.py") if p.name != "__init__.py"]
                assert len(modules) <= PACKAGE_WALL, f"{name(folder)} has {len(modules)} modules."


@pytest.mark.parametrize("path", sorted((ROOT / "templates").rglob("*.html")), ids=name)
def test_templates(path):
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= TEMPLATE_WALL, f"{name(path)} is too long: move a part into _components/."
    assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>\s*\S", text), f"{name(path)} has an inline script."
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text), f"{name(path)} has an inline event handler."
    if "documents" not in path.parts:
        assert "<style" not in text, f"{name(path)} has an inline style sheet."
        assert not re.search(r"\sstyle\s*=", text), f"{name(path)} has a style attribute (CSP)."


@pytest.mark.parametrize(
    "path", [p for p in sources() if room_of(p)[1] in ("views", "api", "documents", "forms")], ids=name
)
def test_patient_rows_come_through_visible_to(path):
    found = DOORS.search(path.read_text(encoding="utf-8"))
    assert not found, f"{name(path)} uses {found.group()}: start with visible_to(user, Model)."


def test_the_door_for_emergencies_is_used_by_its_own_page_only():
    users = {name(p) for p in sources() if any("cardiology.emergency" in m for _line, m in imports_of(p))}
    assert users == {
        "cardiology/actions/trust/emergency.py", "cardiology/views/emergency/forms.py",
        "cardiology/views/emergency/reading.py",
    }, "every other page goes through visible_to"  # fmt: skip


def test_every_app_explains_itself():
    for app in APPS:
        assert (ROOT / app / "README.md").exists(), f"{app} has no README.md."
