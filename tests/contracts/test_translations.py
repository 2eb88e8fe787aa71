"""Every string that a person reads has its Chinese, with the same places for values."""

import ast
import re
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(settings.BASE_DIR)
APPS = ("cardiology", "followup", "research")
MARKED = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
TEXT = r"""u?("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
CONTEXT = r"""n?pgettext\(\s*u?(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')\s*,"""  # the text comes after it
CALL = re.compile(rf"\b(?:{CONTEXT}|n?gettext\(|_\()\s*{TEXT}")
PLACE = re.compile(r"%\((\w+)\)|%[sd]")
# The letters of classes, grades, units and code systems are the same in both languages.
SAME_IN_BOTH = re.compile(r"^[\W\dA-Za-z₂′é]{0,24}$")


def of_python(path: Path) -> set[str]:
    """The literal strings that a module marks for translation."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in MARKED:
            at = 1 if node.func.id.startswith("pgettext") else 0
            first = node.args[at]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                found.add(first.value)
    return found


def of_template(path: Path) -> set[str]:
    """The strings that a template marks for translation."""
    code = templatize(path.read_text(encoding="utf-8"))
    return {ast.literal_eval(text.replace("\n", "\\n")) for text in CALL.findall(code)}


def catalogues() -> dict[str, str]:
    """Chinese by English, of all apps together."""
    found = {}
    for app in APPS:
        path = ROOT / app / "locale/zh_Hans/LC_MESSAGES/django.po"
        for entry in polib.pofile(str(path)):
            if not entry.obsolete and not entry.fuzzy:
                found[entry.msgid] = entry.msgstr or entry.msgstr_plural.get(0, "")
    return found


def asked() -> dict[str, str]:
    """Every marked string with the file that marks it."""
    found = {}
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                found |= dict.fromkeys(of_python(path), str(path.relative_to(ROOT)))
    for path in sorted((ROOT / "templates").rglob("*.html")):
        found |= dict.fromkeys(of_template(path), str(path.relative_to(ROOT)))
    return found


def test_every_string_has_its_chinese():
    known = catalogues()
    missing = [f"{where}: {text!r}" for text, where in asked().items() if not known.get(text)]
    assert not missing, f"{len(missing)} without Chinese (make messages, then fill in):\n" + "\n".join(
        missing[:40]
    )


def test_the_chinese_keeps_the_places_of_values():
    wrong = [
        f"{english!r} -> {chinese!r}"
        for english, chinese in catalogues().items()
        if chinese and sorted(PLACE.findall(english)) != sorted(PLACE.findall(chinese))
    ]
    assert not wrong, "\n".join(wrong)


def test_the_chinese_is_chinese():
    han = re.compile(r"[一-鿿]")
    wrong = [e for e, c in catalogues().items() if c and not han.search(c) and not SAME_IN_BOTH.match(e)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("app", APPS)
def test_no_translation_is_uncertain(app):
    entries = polib.pofile(str(ROOT / app / "locale/zh_Hans/LC_MESSAGES/django.po"))
    assert not entries.fuzzy_entries()


def test_one_word_has_one_chinese_in_all_catalogues():
    """The catalogues are merged and the first app wins: another meaning needs a context, or it is lost."""
    said: dict[tuple[str | None, str], dict[str, str]] = {}
    for app in APPS:
        for entry in polib.pofile(str(ROOT / app / "locale/zh_Hans/LC_MESSAGES/django.po")):
            if not entry.obsolete:
                chinese = entry.msgstr or str(entry.msgstr_plural)
                said.setdefault((entry.msgctxt, entry.msgid), {})[app] = chinese
    differing = [
        f"{text!r}: {found}" for (_context, text), found in said.items() if len(set(found.values())) > 1
    ]
    assert not differing, "Say it the same, or mark one with pgettext:\n" + "\n".join(differing)
