"""The worked questions at scale: type-ahead, estimate, attrition; ten of them beside other ways to ask.

The bars are for 200,000 patients; a missed one is said, and the command ends with an error.
"""

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import geometric_mean, median
from typing import Any

from django.db import connection

from followup.bench.bar import Bar, p95
from followup.bench.scratch import House
from research.actions import census
from research.bench import world, yardsticks
from research.bench.ratio import once
from research.criteria.compile import compile_
from research.criteria.nodes import Definition
from research.criteria.parse import parse
from research.criteria.worked import CATALOGUE, read
from research.queries import cohorts, looking
from research.queries.census import search

TYPED = ("lvef", "pci", "I50", "heart failure", "tropo", "dia", "a", "aspirin", "hb", "LDL chol")
PLACEHOLDER = re.compile(r"%\((\w+)\)s")
RUNS = 3


def type_ahead(house: House) -> Iterator[Bar | str]:
    """A search of the question page, over the counts of a real department."""
    hospital = house.large.pk
    yield f"census of {house.patients} patients: {once(lambda: census.refresh(hospital)):.1f} s"
    search("", hospital)
    times = [once(lambda t=typed: search(t, hospital)) for typed in TYPED for _run in range(RUNS)]
    yield Bar("type-ahead, p95", p95(times) * 1000, 100, "ms", f"max {max(times) * 1000:.0f} ms")


def asked() -> dict[int, Definition]:
    """The worked questions, read."""
    return {q.number: parse(q.definition, CATALOGUE) for q in read()}


def answers(patients: int) -> Iterator[Bar | str]:
    """Every worked question: an estimate from the sample, then the exact attrition."""
    rows = world.fill(patients)
    yield f"{patients:,} patients, {rows:,} rows; PostgreSQL {_settings()}"
    questions = asked()
    sample = looking.sampled(CATALOGUE)
    estimates = [once(lambda d=d: cohorts.count(d, sample)) for d in questions.values()]
    yield Bar(
        "estimate from 5 %, p95 of all questions", p95(estimates), 1, "s", f"median {median(estimates):.2f} s"
    )
    exact = {number: _median(d) for number, d in questions.items()}
    times = list(exact.values())
    slowest = max(exact, key=lambda number: exact[number])
    yield Bar(f"attrition, median of {len(times)} questions", median(times), 0.5, "s")
    yield Bar("attrition, p95", p95(times), 2, "s")
    yield Bar("attrition, slowest", max(times), 10, "s", f"question {slowest}")
    yield from _beside(questions, exact)


def _median(definition: Definition) -> float:
    return median(once(lambda: cohorts.count(definition, CATALOGUE)) for _run in range(RUNS))


def _settings() -> str:
    names = ("server_version", "shared_buffers", "max_parallel_workers_per_gather")
    with connection.cursor() as cursor:
        told = []
        for name in names:
            cursor.execute(f"SHOW {name}")
            told.append(f"{name} {cursor.fetchone()[0]}")
    return ", ".join([*told, *cohorts.PLANNER])


# --- beside other ways -------------------------------------------------------------------------------
def _beside(questions: dict[int, Definition], exact: dict[int, float]) -> Iterator[Bar | str]:
    """By hand, in the ways of two other systems, and on DuckDB: the same answers first."""
    yardsticks.prepare()
    for label, texts, bar in (
        ("SQL by hand", yardsticks.BY_HAND, 1.5),
        ("OMOP tables in the manner of Circe", yardsticks.CIRCE, 1 / 10),
        ("fact table in the manner of i2b2", yardsticks.I2B2, 1 / 5),
    ):
        shares = []
        for number, text in texts.items():
            ours, theirs = _patients(questions[number]), set(_fetch(text))
            if ours != theirs:
                yield f"question {number} differs from {label}: {len(ours ^ theirs)} of {len(ours)} patients"
                continue
            shares.append(exact[number] / median(once(lambda t=text: _fetch(t)) for _run in range(RUNS)))
        if shares:
            note = f"{len(shares)} questions, {min(shares):.2f} to {max(shares):.2f}"
            yield Bar(f"times {label}", geometric_mean(shares), bar, "x", note)
    yield from _on_columns(questions, exact)


def _patients(definition: Definition) -> set[Any]:
    return {row.patient_id for row in cohorts.answer(definition, CATALOGUE).rows}


def _fetch(text: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(text, {})
        return [row[0] for row in cursor.fetchall()]


def _on_columns(questions: dict[int, Definition], exact: dict[int, float]) -> Iterator[Bar | str]:
    """The same statements on DuckDB over the same rows."""
    import duckdb

    there = duckdb.connect(":memory:")
    with tempfile.TemporaryDirectory() as folder, connection.cursor() as cursor:
        for name, columns in world.columns():
            file = Path(folder) / f"{name}.csv"
            with file.open("w", encoding="utf-8") as target:
                cursor.copy_expert(
                    f"COPY (SELECT {', '.join(columns)} FROM {name}) TO STDOUT (FORMAT csv)", target
                )
            there.execute(f"CREATE TABLE {name} ({', '.join(f'{n} {t}' for n, t in columns.items())})")
            there.execute(f"COPY {name} FROM '{file}' (FORMAT csv, HEADER false)")
    shares = []
    for number in yardsticks.BY_HAND:
        statement = compile_(questions[number], CATALOGUE)
        text, values = PLACEHOLDER.sub(r"$\1", statement.sql), dict(statement.params)
        time = median(once(lambda t=text, v=values: there.execute(t, v).fetchall()) for _run in range(RUNS))
        shares.append(exact[number] / time)
    yield Bar(
        "times DuckDB, the same text",
        geometric_mean(shares),
        3,
        "x",
        f"{min(shares):.1f} to {max(shares):.1f}",
    )
