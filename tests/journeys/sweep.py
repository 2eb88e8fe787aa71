"""A walk along the links of the house as one role, and what is asked of every page on the way."""

import re
from pathlib import Path
from urllib.parse import urljoin, urlparse

from axe_playwright_python.base import AXE_SCRIPT

from tests.journeys.conftest import SCREEN

# files, the administration, and parts of pages that are put into a page that is open
NOT_PAGES = re.compile(
    r"/history/\w+/$|\.(pdf|csv|xlsx|json|zip|svg|yaml)$"
    r"|^/(admin|api|static|i18n|export|sign-out)|^/followup/documents/|^/followup/figures/patients/$"
)
QUESTIONS = Path(__file__).with_suffix(".js").read_text()
AXE = "axe.run(document, {resultTypes: ['violations'], elementRef: false}).then(r => r.violations)"
HREFS = "all => all.map(a => String(a.href.baseVal ?? a.href))"  # baseVal: of a link in a drawing
WRONG = "main .error-summary, main [aria-invalid=true]"
FORMS = {  # by account: pages whose main form is also sent with nonsense
    "cardiologist": {"/patients/new/", "/admissions/N/echo/", "/admissions/N/discharge/"},
    "wardnurse": {"/admissions/N/vitals/", "/patients/N/edit/"},
    "datamanager": {"/audit/", "/import/"},
}
STOPS = 5  # presses of Tab from the top
UPWARDS = 25  # elements that are focused from the end of the page upwards


class Sweep:
    """A walk along the links; `problems` tells what was wrong and where."""

    def __init__(self, page, home, said, *, language, seen, forms=frozenset()):
        self.page, self.home, self.said, self.language = page, home, said, language
        self.seen, self.forms = seen, forms
        self.kinds, self.broken, self.problems = {}, set(), []

    def walk(self, start="/"):
        """From a page to all that it leads to, one of each kind; all entries of the main navigation."""
        waiting, visited = [start], set()
        while waiting:
            address = waiting.pop(0)
            if address not in visited and kind_of(address) not in self.kinds:
                visited.add(address)
                waiting += self.visit(address)

    def visit(self, address):
        """Check one page; the addresses that are worth going to from it."""
        answer = self.page.goto(urljoin(self.home, address))
        if answer.status != 200:
            self.problems.append(f"{address}: status {answer.status}")
        self.kinds[kind_of(address)] = self.kinds[kind_of(urlparse(self.page.url).path)] = address
        leads_to = self.links("nav.nav a, nav.rail a, main a")
        self.check(address)
        if kind_of(address) in self.forms - self.broken:
            self.break_form(address)
        return leads_to

    def break_form(self, address):
        """The same page as it tells what is wrong."""
        self.page.goto(urljoin(self.home, address))
        self.page.evaluate(QUESTIONS)
        self.ask("sendNonsense()")
        self.page.locator(WRONG).first.wait_for(state="attached")
        self.broken.add(kind_of(address))
        self.check(f"{address}, sent with nonsense")

    def links(self, where):
        found = self.page.eval_on_selector_all(where, HREFS)
        paths = {kind_of(path): path for href in found if (path := self.path_of(href))}
        return [path for kind, path in paths.items() if kind not in self.kinds]

    def path_of(self, href):
        path = urlparse(href).path
        return path if href.startswith(self.home) and not NOT_PAGES.search(path) else None

    def check(self, where):
        """All that is asked of a page as it is now; at the end it is thinned and stretched, and left."""
        self.page.evaluate(QUESTIONS)
        found = [*self.basics(), *self.focus(), *self.axe(), *self.words()]
        found += [f"console: {text}" for text in self.said]
        self.said.clear()
        self.problems += [f"{where}: {text}" for text in found]

    def basics(self):
        page = self.page
        if not page.title().strip():
            yield "no title"
        if page.get_attribute("html", "lang") != self.language:
            yield "tells another language"
        if (over := self.ask("over()")) > 0:
            yield f"{over} px wider than the window"

    def focus(self):
        """The first stops of the keyboard, then from the end upwards: to be seen, and not under a banner."""
        for _ in range(STOPS):
            self.page.keyboard.press("Tab")
            yield from filter(None, [self.ask("trouble()")])
        yield from self.ask(f"upwards({UPWARDS})")

    def axe(self):
        """What axe finds on the whole page; of rows that are made alike it sees the first.

        The window is made as tall as the page: what a sticky foot covers at one scroll is free at another.
        A page that is made as one seen before, by this or another role, is not asked about again.
        """
        self.ask("thin()")
        parts = set(self.ask("parts()"))
        if parts <= self.seen:
            return
        self.seen |= parts
        self.page.set_viewport_size(
            {**SCREEN, "height": self.page.evaluate("document.documentElement.scrollHeight")}
        )
        self.page.evaluate(AXE_SCRIPT + ";0")
        for rule in self.page.evaluate(AXE):
            yield f"{rule['id']} ({rule['impact']}): {rule['nodes'][0]['html'][:160]}"
        self.page.set_viewport_size(SCREEN)

    def words(self):
        """No English in Chinese; and room for a language whose words are longer."""
        if self.language != "en":
            yield from (f"English: {words}" for words in self.ask("english()"))
        elif (over := self.ask("stretch()")) > 0:
            yield f"{over} px wider than the window with longer words"

    def ask(self, question):
        return self.page.evaluate(f"sweep.{question}")


def kind_of(path):
    """The address without the numbers in it, and without which score or measure it is about."""
    return re.sub(
        r"\d+", "N", re.sub(r"/calculators/\w+/|/reports/board/\w+/|(?<=\d)/[A-Z]+\d+\w*/", "/one/", path)
    )
