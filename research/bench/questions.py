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
from research.bench import by_hand, circe, i2b2, world
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
    _run([*circe.tables(), *i2b2.tables()])
    _run(["ANALYZE" if connection.in_atomic_block else "VACUUM ANALYZE"])
    for label, scripts, bar in (
        ("SQL by hand", {n: [text] for n, text in by_hand.ASKED.items()}, 1.5),
        ("OMOP tables in the manner of Circe", circe.ASKED, 1 / 10),
        ("fact table in the manner of i2b2", i2b2.ASKED, 1 / 5),
    ):
        shares = []
        for number, statements in scripts.items():
            ours, theirs = _patients(questions[number]), set(_run(statements))
            if ours != theirs:
                yield f"question {number} differs from {label}: {len(ours ^ theirs)} of {len(ours)} patients"
                continue
            shares.append(exact[number] / _at_its_best(statements))
        if shares:
            note = f"{len(shares)} questions, {min(shares):.2f} to {max(shares):.2f}"
            yield Bar(f"times {label}", geometric_mean(shares), bar, "x", note)
    yield from _on_columns(questions, exact)


def _patients(definition: Definition) -> set[Any]:
    return {row.patient_id for row in cohorts.answer(definition, CATALOGUE).rows}


def _at_its_best(statements: list[str]) -> float:
    """The time of others in the better of two ways to plan, with the memory that ours have."""
    way = {on: once(lambda on=on: _run(statements, on)) for on in ("on", "off")}  # type: ignore[misc]
    better = min(way, key=lambda on: way[on])
    return median(once(lambda: _run(statements, better)) for _run_again in range(RUNS))


def _run(statements: list[str], nested_loops: str = "on") -> list[Any]:
    """The first column of what the last statement gives."""
    ours = [setting for setting in cohorts.PLANNER if "nestloop" not in setting]
    with connection.cursor() as cursor:
        for setting in (*ours, f"enable_nestloop = {nested_loops}"):
            cursor.execute(f"SET {setting}")
        for statement in statements:
            cursor.execute(statement)
        found = [row[0] for row in cursor.fetchall()] if cursor.description else []
        for setting in cohorts.PLANNER:
            cursor.execute(f"RESET {setting.partition(' ')[0]}")
    return found


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
    for number in by_hand.ASKED:
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
