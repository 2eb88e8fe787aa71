"""What an analysis gives: typed tables, figures as numbers, diagnostics, and what really ran.

Nothing here is in a language: words are codes that the page turns into English or Chinese, and counts are
typed as counts so that disclosure finds every one of them.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

Cell = dict[str, Any]


def count(n: int) -> Cell:
    """A number of rows or patients: it leaves only through disclosure."""
    return {"kind": "count", "n": int(n)}


def number(value: float | None, decimals: int = 2) -> Cell:
    """A statistic."""
    return {"kind": "number", "value": None if value is None else float(value), "decimals": decimals}


def interval(low: float | None, high: float | None, decimals: int = 2) -> Cell:
    """Confidence limits."""
    return {"kind": "interval", "low": None if low is None else float(low),
            "high": None if high is None else float(high), "decimals": decimals}  # fmt: skip


def p(value: float | None) -> Cell:
    """A p-value."""
    return {"kind": "p", "value": None if value is None else float(value)}


def share(n: int, of: int) -> Cell:
    """A percentage of rows: it leaves as exactly as its counts do."""
    return {"kind": "share", "n": int(n), "of": int(of)}


def word(code: str) -> Cell:
    """A word of the page's language."""
    return {"kind": "word", "code": code}


def term(name: str, answer: str = "", reference: str = "") -> Cell:
    """A variable, or one of its answers against another."""
    return {"kind": "term", "name": name, "answer": answer, "reference": reference}


@dataclass(frozen=True)
class Table:
    """A table; `test` names what gave its p-values, `rests_on` is the smallest count behind a row of it."""

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    rests_on: int
    test: str = ""
    is_effect: bool = False  # kept covered until the diagnostics hold


@dataclass(frozen=True)
class Figure:
    """A figure as numbers: the kind of drawing and what it is drawn from."""

    kind: str
    title: str
    drawn: dict[str, Any]
    rests_on: int
    is_effect: bool = False


@dataclass(frozen=True)
class Diagnostic:
    """One condition that must hold before an effect is shown."""

    code: str
    value: float | None
    limit: float
    holds: bool


@dataclass(frozen=True)
class Output:
    """Everything that an analysis gives; `told` are the sentences of the methods with their numbers."""

    n: int
    events: int | None
    missing: dict[str, int]
    tables: Sequence[Table]
    figures: Sequence[Figure] = ()
    diagnostics: Sequence[Diagnostic] = ()
    told: Sequence[tuple[str, dict[str, Any]]] = ()
    notes: Sequence[tuple[str, dict[str, Any]]] = field(default_factory=tuple)

    def plain(self) -> dict[str, Any]:
        return asdict(self)
