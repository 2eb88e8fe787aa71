"""Whatever stands in the record, the PDFs fetch nothing: no picture from elsewhere, no file of the server."""

import http.server
import re
import threading

import pytest
from pypdfium2 import PdfDocument
from weasyprint.urls import URLFetcher

from cardiology.dictionary.registry import declared, variables
from cardiology.documents.layout import Layout
from cardiology.documents.pdf import font, style, to_pdf
from cardiology.documents.press import Press
from cardiology.models import Role
from tests.cardiology.stories import discharged, treated_stemi
from tests.contracts.access_table import address, lines, names_of, story

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
NUMBER = re.compile(r"N7\d{3}")
SEEN = [line for line in lines() if line.method == "GET" and "200" in line.expected.values()]


@pytest.fixture
def canary():
    """A server that nobody may ask: what it was asked for."""
    asked = []

    class Canary(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        log_message = do_HEAD = lambda *_told: None

    server = http.server.HTTPServer(("127.0.0.1", 0), Canary)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


@pytest.fixture
def fetched(monkeypatch):
    """Every address that the renderer, here within the test, was let through to."""
    found, fetch = [], URLFetcher.fetch
    layout = Layout(font(), style())
    monkeypatch.setattr(Press, "pdf", lambda _press, html: layout.pdf(html))

    def told(self, url, headers=None):
        found.append(url)
        return fetch(self, url, headers)

    monkeypatch.setattr(URLFetcher, "fetch", told)
    yield found
    layout.close()


def bait(url):
    """Markup that fetches in every way that a document knows."""
    return [
        f'<img src="{url}/img">', f'<link rel="stylesheet" href="{url}/css">',
        f"<style>@import '{url}/import';</style>",
        f'<object data="{url}/object"></object>', f'<a rel="attachment" href="{url}/attached">x</a>',
        f'<svg><image href="{url}/svg"/></svg>', f'<p style="background:url({url}/style)">x</p>',
        '<img src="file:///etc/passwd">', '<link rel="attachment" href="file:///etc/passwd">',
        '<iframe src="http://169.254.169.254/latest/meta-data/"></iframe>',
    ]  # fmt: skip


def test_markup_fetches_nothing(canary, fetched, tally):
    """A5 PDF: markup with every way to fetch, laid out as it stands"""
    url, asked = canary
    for markup in bait(url):
        made = to_pdf(f"<html><head></head><body>{markup}</body></html>")
        tally.count(well=not asked and not fetched and b"/EmbeddedFile" not in made and b"root:" not in made)
    assert tally.all_survived, (str(tally), asked, fetched)


def test_nor_in_the_process_beside(canary, tally):
    """A5 PDF: the same markup where documents are really laid out"""
    url, asked = canary
    for markup in bait(url):
        made = to_pdf(f"<html><head></head><body>{markup}</body></html>")
        tally.count(well=not asked and b"/EmbeddedFile" not in made and b"root:" not in made)
    assert tally.all_survived, (str(tally), asked)


def test_no_document_fetches_what_stands_in_the_record(staff, sign_in, canary, fetched, tally):
    """A5 PDF: every document of a patient whose every text is bait"""
    url, asked = canary
    told = story(staff)
    text = "".join(bait(url))
    for model in declared():
        texts = [v.name for v in variables(model) if v.kind in ("note", "text") and v.name != "number"]
        limits = {n: model._meta.get_field(n).max_length for n in texts}
        values = {n: text[: limits[n]] if limits[n] else text for n in texts}
        if values:
            model._base_manager.update(**values)
    for line in SEEN:
        role = next((role for role in Role if line.expected[role.value] == "200"), None)
        if role is None:  # a page for the other hospital
            continue
        printed = [page for name in names_of(line) if (page := address(told, name, line)).endswith(".pdf")]
        for page in printed:
            made = sign_in(role).get(page)
            content = made.getvalue()
            is_ours = not asked and all(f.startswith("data:image/") for f in fetched)
            tally.count(well=made.status_code == 200 and is_ours and b"/EmbeddedFile" not in content)
    assert tally.tried >= 5
    assert tally.all_survived, (str(tally), asked, fetched)


def test_every_page_names_its_patient(staff, sign_in, tally, often):
    """A5 51 PDF: every page of every patient's papers names this patient and nobody else"""
    doctor, browser = staff[Role.CARDIOLOGIST], sign_in(Role.CARDIOLOGIST)
    numbers = [f"N{7000 + n}" for n in range(often(3, 100))]
    stays = {
        number: discharged(treated_stemi(doctor, number, name=f"甲{number}"), doctor) for number in numbers
    }
    for number, ended in stays.items():
        for page in ("discharge-summary.pdf", "chart.pdf"):
            made = browser.get(f"/admissions/{ended.pk}/{page}")
            texts = [sheet.get_textpage().get_text_range() for sheet in PdfDocument(made.getvalue())]
            named = [set(NUMBER.findall(text)) for text in texts]
            tally.count(well=bool(named) and all(found == {number} for found in named))
    assert tally.all_survived, (str(tally), page, named)
