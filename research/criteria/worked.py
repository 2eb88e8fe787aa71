"""The worked questions: definitions with a few patients each, read from Markdown that anyone can sign.

The same file is shown under /reference/ and run against both meanings of a definition.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from research.criteria.kinds import Catalogue, Field, Grain, Kind, Type

FILE = Path(__file__).with_name("examples") / "questions.md"
CUT = "2024-12-31"

# the small world that the patients live in: kinds of rows with their variables
SHAPES: dict[str, dict[str, Type]] = {
    "stay": {"disposition": "text", "planned": "flag", "age": "number"},
    "dx": {"code": "text", "primary": "flag"},
    "proc": {"code": "text", "vessel": "text"},
    "lab": {"code": "text", "value": "number"},
    "vital": {"code": "text", "value": "number"},
    "echo": {"lvef": "number"},
    "ecg": {"rhythm": "text"},
    "med": {"code": "text"},
    "contact": {"nyha": "number"},
    "cohort:7@1": {},
    "cohort:8@2": {},
}
DAY_GRAIN = ("med", "contact")
OPEN = ("stay", "med")
DENSE = ("lab", "vital")


@dataclass(frozen=True)
class Story:
    """One patient in rows, with the expected answer to every criterion and whether the row remains.

    Several index rows are told apart by a slash.
    """

    patient: str
    rows: str
    answers: str
    remains: str


@dataclass(frozen=True)
class Worked:
    """A question with its patients."""

    number: int
    title: str
    chinese: str
    definition: dict[str, Any]
    stories: tuple[Story, ...]


def read(path: Path = FILE) -> Iterator[Worked]:
    """The questions of a file, in order. ValueError where a table does not have four columns."""
    for part in path.read_text(encoding="utf-8").split("\n## ")[1:]:
        heading, _newline, body = part.partition("\n")
        number, _space, title = heading.partition(" ")
        told = body.partition("```json\n")[2].partition("\n```")
        lines = [line for line in told[2].splitlines() if line.startswith("|")][2:]
        definition = {**json.loads(told[0]), "cut": CUT}
        chinese = body.partition("```json\n")[0].strip()
        yield Worked(int(number), title, chinese, definition, tuple(_story(line) for line in lines))


def _story(line: str) -> Story:
    patient, rows, answers, remains = (cell.strip() for cell in line.strip().strip("|").split("|"))
    return Story(patient, rows, answers, remains)


def _kind(name: str) -> Kind:
    table = "w_" + name.replace(":", "_").replace("@", "_")
    fields = {f: Field(f, t, f, labels={}) for f, t in SHAPES[name].items()}
    columns = "".join(f", t.f_{f}" for f in fields)
    relation = f"SELECT t.id, t.patient, t.stay, t.start_at, t.end_at{columns} FROM {table} t"
    natural = ("code", "value") if name == "lab" else ()
    grain: Grain = "day" if name in DAY_GRAIN else "minute"
    return Kind(name, relation, fields, name, grain, name in OPEN, natural, name in DENSE)


CATALOGUE = Catalogue(
    kinds={name: _kind(name) for name in SHAPES},
    patients="SELECT t.patient, t.birth, t.death, t.f_sex FROM w_patient t",
    patient_fields={"sex": Field("sex", "text", "sex"), "birth": Field("birth", "time", "birth", grain="day"),
                    "death": Field("death", "time", "death", grain="day")},
)  # fmt: skip
