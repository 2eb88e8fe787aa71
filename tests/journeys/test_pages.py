"""Every page that a role can reach by links, in both languages: whole, labelled, and within the window."""

import re
from urllib.parse import urljoin, urlparse

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.journeys.conftest import SCREEN

pytestmark = [pytest.mark.journey, pytest.mark.django_db]

# files, the administration, and parts of pages that are put into a page that is open
NOT_PAGES = re.compile(
    r"/history/\w+/$|\.(pdf|csv|xlsx|json|zip|svg|yaml)$"
    r"|^/(admin|api|static|i18n|export|sign-out)|^/followup/documents/|^/followup/figures/patients/$"
)
AXE = {"resultTypes": ["violations"], "runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}
ROOT = "document.documentElement"
FOCUS_SHOWN = """(on => on.matches(':focus-visible') && (style => style.outlineStyle !== 'none'
  || style.boxShadow !== 'none')(getComputedStyle(on)))(document.activeElement)"""
LONG = 3000  # elements
HREFS = "all => all.map(a => String(a.href.baseVal ?? a.href))"  # baseVal: of a link in a drawing


class Sweep:
    """A walk along the links; `problems` tells what was wrong and where."""

    def __init__(self, page, home, said, *, with_axe):
        self.page, self.home, self.said, self.with_axe = page, home, said, with_axe
        self.kinds, self.problems = set(), []

    def walk(self, start="/"):
        """From a page to all that it leads to, one of each kind; all entries of the main navigation."""
        waiting, visited = [start], set()
        while waiting:
            address = waiting.pop(0)
            if address not in visited:
                visited.add(address)
                waiting += self.visit(address)

    def visit(self, address):
        """Check one page; the addresses that are worth going to from it."""
        answer = self.page.goto(urljoin(self.home, address))
        self.check(address, answer.status)
        self.kinds.add(kind_of(urlparse(self.page.url).path))
        entries = self.links("nav.nav a")
        return [a for a in entries if a not in self.kinds] + self.new(self.links("nav.rail a, main a"))

    def violations(self):
        """What axe finds; of a long list only its head is looked at, the rows are all alike.

        The window is made as tall as the page: what a sticky foot covers at one scroll is free at another.
        """
        self.page.set_viewport_size({**SCREEN, "height": self.page.evaluate(f"{ROOT}.scrollHeight")})
        is_long = self.page.evaluate("document.getElementsByTagName('*').length") > LONG
        found = Axe().run(self.page, context=".page-head" if is_long else None, options=AXE)
        self.page.set_viewport_size(SCREEN)
        return [v for v in found.response["violations"] if v["impact"] in ("serious", "critical")]

    def links(self, where):
        found = self.page.eval_on_selector_all(where, HREFS)
        paths = [urlparse(href).path for href in found if href.startswith(self.home)]
        return [path for path in paths if not NOT_PAGES.search(path)]

    def new(self, paths):
        chosen = {}
        for path in paths:
            if kind_of(path) not in self.kinds:
                chosen.setdefault(kind_of(path), path)
        return list(chosen.values())

    def check(self, address, status):
        page = self.page
        found = [f"console: {text}" for text in self.said]
        self.said.clear()
        if status != 200:
            found.append(f"status {status}")
        if not page.title().strip():
            found.append("no title")
        if (over := page.evaluate(f"{ROOT}.scrollWidth - {ROOT}.clientWidth")) > 0:
            found.append(f"{over} px wider than the window")
        page.keyboard.press("Tab")
        if not page.evaluate(FOCUS_SHOWN):
            found.append("the first Tab shows no focus")
        if self.with_axe:
            found += [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in self.violations()]
        self.problems += [f"{address}: {text}" for text in found]


def kind_of(path):
    """The address without the numbers in it, and without which score or measure it is about."""
    return re.sub(r"\d+", "N", re.sub(r"/calculators/\w+/|(?<=\d)/[A-Z]\d+/", "/one/", path))


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_page_is_whole(department, sessions, page, complaints, language):
    sweep = Sweep(page, department.url, complaints, with_axe=language == "en")  # both have one structure
    for key in sessions.values():
        cookies = {"sessionid": key, "django_language": language}
        page.context.clear_cookies()
        page.context.add_cookies([{"name": n, "value": v, "url": department.url} for n, v in cookies.items()])
        sweep.walk()
    assert len(sweep.kinds) > 30
    assert not sweep.problems, "\n".join(sweep.problems)
