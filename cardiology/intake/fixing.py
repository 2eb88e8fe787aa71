"""The rows of a file that cannot come in, with what is wrong in words: to be put right and sent again."""

from collections.abc import Iterable, Iterator

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from cardiology.intake.problems import Problem
from cardiology.intake.reading import Table
from cardiology.intake.writing import harmless

HEADER = gettext_noop("What is wrong")
LINE = gettext_noop("Row in the file")
LANGUAGES = ("en", "zh-hans")


def translated(header: str) -> str:
    """A header that we add, in the reader's language."""
    return _(header)


def own_headers() -> set[str]:
    """The headers that we add to such a sheet, in every language: they mean nothing when it comes back."""
    found = set()
    for language in LANGUAGES:
        with translation.override(language):
            found |= {_(HEADER), _(LINE)}
    return found


def sheet(table: Table, problems: Iterable[Problem]) -> Iterator[list[str]]:
    """Header, and every row of the file that has a problem with the sentences about it."""
    told: dict[int | None, list[str]] = {}
    for problem in problems:
        told.setdefault(problem.row, []).append(sentence(problem))
    added = own_headers()
    headers = [name for name in table.columns if name not in added]
    yield [*map(harmless, headers), _(LINE), _(HEADER)]
    for line, cells in zip(
        table.lines, zip(*(table.columns[name] for name in headers), strict=True), strict=True
    ):
        if line in told:
            yield [*map(harmless, cells), str(line), " ".join(told[line])]


def sentence(problem: Problem) -> str:
    """The column and what is wrong there."""
    where = problem.column or problem.field
    return f"{where}: {problem.sentence}" if where else problem.sentence
