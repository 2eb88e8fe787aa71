"""Worked examples: Markdown tables beside a rule that a clinician can read and sign.

A heading names the score, rule or measure; in its table the last column is what is expected, the others
are inputs. An empty cell is an unknown; lists are joined with "+" ("a+" has one entry); `a=b` pairs make a
mapping; `3.5–5.5` are two limits, of which either may be absent.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_WORDS = {"": None, "unknown": None, "yes": True, "no": False, "none": ()}


@dataclass(frozen=True)
class Example:
    """One row of a table: which rule, the inputs by name, what is expected."""

    subject: str
    inputs: dict[str, Any]
    expected: str


def read(path: Path, meaning: Callable[[str], Any] | None = None) -> Iterator[Example]:
    """The examples of one file, in order; `meaning` says what a cell means, where it is not `value`.

    ValueError names a row whose cells do not fit its heading.
    """
    subject = ""
    heading: list[str] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            subject, heading = line.strip("# ").split(" ")[0], []
        elif line.startswith("|"):
            cells = [c.strip() for c in line.strip().strip("|").split("|")]
            if not heading:
                heading = cells
            elif set(line) - set("|-: "):
                if len(cells) != len(heading):
                    raise ValueError(f"{path.name}: {line} has {len(cells)} cells, not {len(heading)}.")
                values = dict(zip(heading[:-1], map(meaning or value, cells[:-1]), strict=True))
                yield Example(subject, values, cells[-1])


def value(cell: str) -> Any:
    """What a cell means: yes, no, unknown, a number, a list, a mapping, two limits, or a word."""
    if cell in _WORDS:
        return list(_WORDS[cell]) if cell == "none" else _WORDS[cell]  # type: ignore[arg-type]
    if "=" in cell:
        return {k: value(v) for k, v in (pair.split("=") for pair in cell.split("+"))}
    if "–" in cell:
        low, high = map(value, cell.split("–"))
        return (low, high)
    if "+" in cell:
        return [entry for entry in cell.split("+") if entry]
    try:
        return float(cell) if "." in cell else int(cell)
    except ValueError:
        return cell
