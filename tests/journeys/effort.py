"""What a task costs the hands: keys pressed and buttons clicked, counted in the browser and printed."""

from pypinyin import Style, lazy_pinyin

COUNT = """
document.addEventListener("keydown", (event) => event.isTrusted && window.effort("keys"), true);
document.addEventListener("mousedown", (event) => event.isTrusted && window.effort("clicks"), true);
"""


class Effort:
    """Counts from here on; a Chinese name costs its pinyin and one key to choose the characters."""

    def __init__(self, page):
        self.page, self.counts = page, {"keys": 0, "clicks": 0}
        page.expose_function("effort", self._count)
        page.add_init_script(COUNT)
        page.reload()

    def _count(self, what):
        self.counts[what] += 1

    def type_name(self, name):
        """Type characters as an input method does."""
        self.page.keyboard.insert_text(name)
        self.counts["keys"] += len("".join(lazy_pinyin(name, style=Style.NORMAL))) + 1

    def choose(self, control, **option):
        """Pick an entry of a list: it is opened and an entry is taken, which the browser does not tell."""
        self.page.locator(control).select_option(**option)
        self.counts["clicks"] += 2

    def told(self, task, keys, clicks):
        """Print the line of the table; it fails where the task costs more than it may."""
        did, may = self.counts, {"keys": keys, "clicks": clicks}
        print(f"| {task} |", *(f"{did[n]} {n} of {most} |" for n, most in may.items()))  # noqa: T201
        assert self.counts["keys"] <= keys, self.counts
        assert self.counts["clicks"] <= clicks, self.counts
