"""A code system that is read by prefix, since hospitals extend the codes of the standard."""

from dataclasses import dataclass
from functools import cached_property

from cardiology.codes.table import Code, read, search_in


@dataclass(frozen=True)
class Prefixed:
    """The shipped table of this name: it answers the questions of every code system, and by group."""

    name: str

    @cached_property
    def _codes(self) -> tuple[Code, ...]:
        return tuple(
            Code(r["code"], r["en"], r["zh"], tuple(s for s in r["synonyms"].split("|") if s), r["group"])
            for r in read(self.name)
        )

    @cached_property
    def _groups(self) -> dict[str, tuple[str, ...]]:
        return {c.group: tuple(o.code for o in self._codes if o.group == c.group) for c in self._codes}

    def table(self) -> tuple[Code, ...]:
        """All codes of the table."""
        return self._codes

    def find(self, code: str) -> Code | None:
        """The longest entry that the code begins with, or None."""
        plain = self.normalise(code)
        found = [c for c in self._codes if plain.startswith(c.code)]
        return max(found, key=lambda c: len(c.code), default=None)

    def search(self, text: str, limit: int = 12) -> list[Code]:
        """Codes found by words, code, what else people call it, or pinyin initials."""
        return search_in(self._codes, text, limit)

    def group(self, name: str) -> tuple[str, ...]:
        """The code prefixes of a group such as `hf`; none of a group that the table does not know."""
        return self._groups.get(name, ())

    def normalise(self, code: str) -> str:
        """Upper-case letter, lower-case placeholder x, no spaces."""
        return code.strip().upper().replace(" ", "").replace("X", "x")
