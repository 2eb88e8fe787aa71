"""The hazard log: what could harm, how it could come about, what is done against it, which test proves it."""

from dataclasses import dataclass
from pathlib import Path

from cardiology import examples

FOLDER = Path(examples.__file__).parent / "hazards"


@dataclass(frozen=True)
class Hazard:
    """One line of the log; `proofs` are tests by file and name, the same in every language."""

    number: str
    hazard: str
    cause: str
    control: str
    proofs: tuple[str, ...]


def hazards(language: str) -> list[Hazard]:
    """The log in the reader's language, English where there is none in it."""
    proofs = {row[0]: tuple(row[4].split(", ")) for row in _rows("en")}
    return [Hazard(*row[:4], proofs.get(row[0], ())) for row in _rows(language)]


def _rows(language: str) -> list[list[str]]:
    name = "zh_hans" if language.startswith("zh") else "en"
    lines = (FOLDER / f"{name}.md").read_text(encoding="utf-8").splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| H")]
