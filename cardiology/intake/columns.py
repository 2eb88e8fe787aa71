"""The texts of a mapping's sources, a whole column at a time: each distinct text is translated once."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from string import Formatter

from django.utils.translation import gettext as _

from cardiology.intake.mapping import Beside, Mapping, Rows, Source
from cardiology.intake.problems import Problem, Refused
from cardiology.intake.reading import Table


@dataclass
class Texts:
    """One column of texts as the mapping makes them, and what the file had there."""

    made: list[str]
    sent: list[str]
    column: str


class Columns:
    """The columns of a file with those of the tables beside it, as `TABLE.COLUMN`."""

    def __init__(self, table: Table, mapping: Mapping, beside: dict[str, Table]) -> None:
        self.lines = table.lines
        self.problems: list[Problem] = []
        self._columns = {"#": [str(number) for number in range(1, len(table) + 1)], **table.columns}
        for name, told in mapping.tables.items():
            self._look_up(name, told, beside[name])

    def __len__(self) -> int:
        return len(self.lines)

    def column(self, name: str) -> list[str]:
        """A column by its header; Refused when the file has none."""
        if name not in self._columns:
            raise Refused(Problem(1, name, "", _("The file has no column with this header.")))
        return self._columns[name]

    def mask(self, *conditions: object) -> list[bool] | None:
        """The lines in which every named column has the named text; None means all lines."""
        wanted = [(c, t) for condition in conditions for c, t in dict(condition).items()]  # type: ignore[call-overload]
        if not wanted:
            return None
        held = [[text == str(t) for text in self.column(c)] for c, t in wanted]
        return [all(line) for line in zip(*held, strict=True)]

    def texts(self, source: Source, variable: str = "") -> Texts:
        """The texts of a source; texts that cannot be translated become problems."""
        sent = self._sent(source)
        translate = _translation(source)
        made, wrong = {}, {}
        for text in set(sent):
            try:
                made[text] = translate(text)
            except ValueError as error:
                made[text], wrong[text] = "", str(error)
        holds = self.mask(source.when) or [True] * len(self)
        result = [made[text] if yes else "" for text, yes in zip(sent, holds, strict=True)]
        if wrong:
            self.problems += [
                Problem(line, source.column, variable, wrong[text])
                for line, text, yes in zip(self.lines, sent, holds, strict=True)
                if yes and text in wrong
            ]
        return Texts(result, sent if source.column else result, source.column)

    def _sent(self, source: Source) -> list[str]:
        if source.template:
            names = [name for _text, name, _spec, _conv in Formatter().parse(source.template) if name]
            columns = [self.column(name) for name in names]
            shape = re.sub(r"\{[^}]+\}", "{}", source.template).format
            return [shape(*cells) if any(cells) else "" for cells in zip(*columns, strict=True)]
        return self.column(source.column) if source.column else [source.text] * len(self)

    def _look_up(self, name: str, told: Beside, table: Table) -> None:
        keys = table.columns.get(told.there)
        if keys is None:
            raise Refused(Problem(1, told.there, "", _("The file %(file)s has no column with this header.")
                                  % {"file": told.file}))  # fmt: skip
        here = self.column(told.here)
        for header, column in table.columns.items():
            found = dict(zip(keys, column, strict=True))
            self._columns[f"{name}.{header}"] = [found.get(key, "") for key in here]


def rows_of(columns: Columns, rows: Rows) -> list[bool] | None:
    """The lines of the file that make a row of this kind."""
    return columns.mask(rows.when)


def _translation(source: Source) -> Callable[[str], str]:
    if source.values is not None:
        values, other = {**source.values}, source.other

        def by_value(text: str) -> str:
            if text in values or not text:
                return values.get(text, "")
            if other is None:
                raise ValueError(_("“%(text)s” is not expected here. Expected one of: %(values)s.")
                                 % {"text": text[:40], "values": ", ".join(values)})  # fmt: skip
            return other

        return by_value
    if source.match:
        patterns = [(re.compile(pattern), made) for pattern, made in source.match]
        return lambda text: next((hit.expand(made) for p, made in patterns if (hit := p.search(text))), "")
    if source.days_after:
        return _day_after(date.fromisoformat(source.days_after))
    return str


def _day_after(first: date) -> Callable[[str], str]:
    def day(text: str) -> str:
        if not text:
            return ""
        try:
            return (first + timedelta(days=int(float(text)))).isoformat()
        except (ValueError, OverflowError) as error:
            raise ValueError(_("“%(text)s” is not a number of days.") % {"text": text[:40]}) from error

    return day
