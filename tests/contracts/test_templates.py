"""What every template and style sheet keeps to, so that the security policy and the size of a page hold."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
# The style element of the PDF base is read by WeasyPrint only, never by a browser.
PAGES = [path for path in TEMPLATES if ROOT / "templates/documents" not in path.parents]
INLINE = {
    "a script in the page": re.compile(r"<script(?![^>]*\bsrc=)", re.I),
    "a style element": re.compile(r"<style", re.I),
    "a style attribute": re.compile(r"\sstyle\s*=", re.I),
    "an event attribute": re.compile(r"\s(on[a-z]+|hx-on[:\w-]*)\s*=", re.I),
    "an expression that htmx would evaluate": re.compile(r"hx-(vals|vars|headers)=['\"]js:", re.I),
}


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_a_page_carries_no_inline_script_or_style(path):
    found = [what for what, pattern in INLINE.items() if pattern.search(path.read_text())]
    assert not found, f"{name(path)}: {', '.join(found)}; the security policy refuses it in the browser"


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_template_stays_short(path):
    lines = len(path.read_text().splitlines())
    assert lines <= 150, f"{name(path)} has {lines} lines: split it by what it shows"


@pytest.mark.parametrize("path", sorted((ROOT / "templates/_components").glob("*.html")), ids=name)
def test_a_component_opens_with_its_purpose(path):
    opening = re.sub(r"{% load [\w ]+ %}", "", path.read_text()).lstrip()
    assert opening.startswith("{% comment %}"), f"{name(path)}: say purpose and parameters first"


def test_the_style_sheets_weigh_little():
    sheets = b"".join(path.read_bytes() for path in sorted((ROOT / "static/css").glob("*.css")))
    assert len(gzip.compress(sheets)) <= 25_000
