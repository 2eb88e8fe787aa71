"""The relations of a statement in order; each carries only the columns that something after it asks for."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

ASKED = re.compile(r"\.(\w+)")


@dataclass
class Relation:
    """A named SELECT: its columns by name, and everything from FROM on."""

    name: str
    columns: dict[str, str]
    rest: str

    def text(self, asked: set[str]) -> str:
        """The SELECT with the columns that are asked for, or with the first where none is."""
        kept = [c for c in self.columns if c in asked] or [*self.columns][:1]
        return f"SELECT {', '.join(_column(c, self.columns[c]) for c in kept)} {self.rest}"


class Relations:
    """What has been written so far. The same relation is written once."""

    def __init__(self, given: Iterable[tuple[str, str]]) -> None:
        self.given = tuple(given)  # of the catalogue, as they are
        self._written: dict[str, Relation] = {}

    def add(self, columns: Mapping[str, str], rest: str, prefix: str = "q") -> str:
        """The name of a relation with these columns."""
        found = next((r for r in self._written.values() if r.rest == rest and r.columns == columns), None)
        if found is None:
            found = Relation(f"{prefix}{len(self.given) + len(self._written) + 1}", dict(columns), rest)
            self._written[found.name] = found
        return found.name

    def gathering(self, keys: Mapping[str, str], rest: str, value: str) -> str:
        """A value per group: `name.column`; values of the same rows by the same keys share one pass."""
        found = next((r for r in self._written.values()
                      if r.rest == rest and keys.items() <= r.columns.items()), None)  # fmt: skip
        relation = found or self._written[self.add(keys, rest)]
        column = next((c for c, sql in relation.columns.items() if sql == value), f"x{len(relation.columns)}")
        relation.columns[column] = value
        return f"{relation.name}.{column}"

    def written(self, last: str) -> str:
        """The whole statement, with its last SELECT."""
        asked, parts = set(ASKED.findall(last)), []
        for relation in reversed(self._written.values()):
            text = relation.text(asked)
            asked |= set(ASKED.findall(text))
            parts.append(f"{relation.name} AS ({text})")
        told = ",\n".join([*(f"{name} AS ({sql})" for name, sql in self.given), *reversed(parts)])
        return f"WITH {told}\n{last}"


def _column(name: str, sql: str) -> str:
    return sql if re.fullmatch(rf"\w+\.{name}", sql) else f"{sql} AS {name}"
