"""Every event that the trail may hold is said to its reader: none is left as the name that is stored."""

import ast
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings

WRITERS = {"record", "record_all", "_record", "_note"}  # of `audit`, and what stands before it in a module
COMPOSED = {"amended", "deleted", "added", "password set"}  # of a row of the administration


def events_of(app):
    """The literal names of events that an app writes."""
    for path in sorted((Path(settings.BASE_DIR) / app).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and writes(node.func):
                yield from names(node.args[0])


def writes(func):
    if isinstance(func, ast.Attribute):
        return getattr(func.value, "id", "") == "audit" and func.attr in WRITERS
    return getattr(func, "id", "") in WRITERS


def names(node):
    """The name, or both of a choice; a composed one is said by its row and verb."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from [*names(node.body), *names(node.orelse)]


@pytest.mark.parametrize(("app", "fewest"), [("cardiology", 45), ("followup", 30), ("research", 12)])
def test_every_event_is_said(app, fewest):
    said = {str(event) for event in import_module(f"{app}.queries.audit_words").EVENTS}
    written = set(events_of(app))
    assert len(written) >= fewest, "the test no longer finds what is written"
    assert not written - said - COMPOSED, "say them in queries/audit_words.py, with their Chinese"
