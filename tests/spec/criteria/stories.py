"""One patient told in a few rows, and a question asked of it by both meanings."""

from datetime import datetime

from research.criteria.parse import parse
from tests.properties.small_world import CATALOGUE, SHAPES, by_database, by_meaning, fill

INDEX = {"of": {"rows": "proc"}, "pick": "first"}


def at(text):
    return datetime.fromisoformat(text)


def row(kind, start, end=None, *, stay=None, patient=1, id=None, **fields):  # noqa: A002
    """A row of a kind; rows that are no intervals end where they start."""
    start = at(start)
    end = at(end) if end else None if kind in ("stay", "med") else start
    return kind, {"id": id, "patient": patient, "stay": stay, "start": start, "end": end, **fields}


def world(*rows, birth="1950-06-01", death=None, sex="F"):
    """Patients and rows by kind; ids are given in order where the story gives none."""
    tables = {name: [] for name in SHAPES}
    for place, (kind, found) in enumerate(rows, 1001):
        tables[kind].append({**found, "id": found["id"] or place})
    born, died = at(birth) if birth else None, at(death) if death else None
    numbers = sorted({found["patient"] for _, found in rows} | {1})
    people = [{"patient": p, "birth": born, "death": died, "sex": sex} for p in numbers]
    return people, tables


def lines(plain, story):
    """The answer to a question, which both meanings must give."""
    asked = parse({"cut": "2024-12-31", **plain}, CATALOGUE)
    people, tables = story
    fill(people, tables)
    expected = by_meaning(asked, people, tables)
    assert by_database(asked) == expected
    return expected


def answered(test, *rows, index=INDEX, **rest):
    """The answer of one test about the index row; the index is a procedure at noon on 10 March 2024."""
    people = {k: rest.pop(k) for k in ("birth", "death", "sex") if k in rest}
    rows = rows if any(kind == index["of"]["rows"] for kind, _ in rows) else (PROCEDURE, *rows)
    plain = {"index": index, "criteria": [{"name": "it", "include": test}], **rest}
    return lines(plain, world(*rows, **people))[0].answers[0]


def valued(value, *rows, **rest):
    """The value of one variable of the index row."""
    people = {k: rest.pop(k) for k in ("birth", "death", "sex") if k in rest}
    rows = rows if any(kind == "proc" for kind, _ in rows) else (PROCEDURE, *rows)
    return lines({"index": INDEX, "variables": {"it": value}, **rest}, world(*rows, **people))[0].values[0]


PROCEDURE = row("proc", "2024-03-10T12:00", code="pci", vessel="lad")
