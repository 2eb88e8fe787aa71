"""A small world of rows for criteria: a catalogue over plain tables, filled by hand or at random.

At random it is unkind on purpose: ties, midnight, nulls, missing stays, open intervals, deaths.
"""

from datetime import datetime, timedelta
from random import Random

from django.db import connection

from research.criteria import counting
from research.criteria.attrition import attrition
from research.criteria.compile import compile_
from research.criteria.counting import compile_counts
from research.criteria.evaluate import Line, Tables, evaluate
from research.criteria.worked import CATALOGUE, DAY_GRAIN, OPEN, SHAPES

CUT = "2024-12-31"
FIRST = datetime(2023, 1, 1)  # noqa: DTZ001  wall time has no zone
CHOICES = {
    "stay": {"disposition": ("home", "died", None), "planned": (True, False, None), "age": (60, 70, None)},
    "dx": {"code": ("I21.0", "I21.4", "I50.0", "I50.9", "I48", "N18", "J45", "R57.0"),
           "primary": (True, False, None)},
    "proc": {"code": ("pci", "cabg", "angio", "icd", "iabp"), "vessel": ("lad", "rca", None)},
    "lab": {"code": ("TNT", "HB", "K", "LDL", "BNP", "A1C", "EGFR", "CREA"),
            "value": (0.5, 1.0, 1.25, 1.5, 5.5, 6.5, 45, 60, 100, 150, 6000, None)},
    "vital": {"code": ("SBP", "HR"), "value": (45, 50, 88, 90, 140, 160, None)},
    "echo": {"lvef": (30, 35, 40, 41, 49, 50, 55, None)},
    "ecg": {"rhythm": ("af", "sinus", None)},
    "med": {"code": ("acei", "arb", "bb", "mra", "sglt2", "statin", "p2y12", "warf", "doac")},
    "contact": {"nyha": (1, 2, 3, 4, None)},
}  # fmt: skip
SQL = {"text": "text", "number": "double precision", "flag": "boolean"}


def random_world(seed, patients=30):
    """Patients and rows that make every edge likely."""
    random, rows, ids = Random(seed), {name: [] for name in SHAPES}, iter(range(1, 1_000_000))
    people = []
    for patient in range(1, patients + 1):
        death = FIRST + timedelta(days=random.randrange(200, 900)) if random.random() < 0.25 else None
        birth = random.choice((datetime(1940, 2, 29), datetime(1950, 6, 1), datetime(1980, 12, 31), None))  # noqa: DTZ001
        people.append({"patient": patient, "birth": birth, "death": death, "sex": random.choice("MF")})
        stays = [_row(random, "stay", patient, next(ids), None) for _ in range(random.randrange(0, 5))]
        for stay in stays:
            stay["stay"] = stay["id"]
        rows["stay"] += stays
        for name in CHOICES:
            if name != "stay":
                rows[name] += [
                    _row(random, name, patient, next(ids), stays) for _ in range(random.randrange(9))
                ]
        for name in ("cohort:7@1", "cohort:8@2"):
            rows[name] += [_row(random, name, patient, next(ids), stays) for _ in range(random.randrange(2))]
    return people, rows


def _row(random, kind, patient, row_id, stays):
    stay = random.choice(stays) if stays and random.random() < 0.7 else None
    start = _moment(random, kind, stay)
    end = start
    if kind in OPEN:
        end = (
            None
            if random.random() < 0.25
            else start + timedelta(days=random.choice((0, 0, 1, 3, 14, 30, 200)))
        )
        end = end if end is None or kind in DAY_GRAIN else end + timedelta(hours=random.choice((0, 5, 24)))
    fields = {f: random.choice(options) for f, options in CHOICES.get(kind, {}).items()}
    stay_id = stay["id"] if stay else None
    return {"id": row_id, "patient": patient, "stay": stay_id, "start": start, "end": end, **fields}


def _moment(random, kind, stay):
    if stay and random.random() < 0.6:
        near = timedelta(
            days=random.choice((-30, -1, 0, 0, 0, 1, 7, 30, 90)), hours=random.choice((0, 0, 6, 24))
        )
        start = stay["start"] + near
    else:
        start = FIRST + timedelta(days=random.randrange(760), hours=random.choice((0, 0, 7, 12, 23)))
    return start.replace(hour=0) if kind in DAY_GRAIN else start


def tables(people, rows):
    """A world as tables: name, columns with their types, values."""
    columns = {"patient": "bigint", "birth": "timestamp", "death": "timestamp", "f_sex": "text"}
    yield "w_patient", columns, [(p["patient"], p["birth"], p["death"], p["sex"]) for p in people]
    for name, fields in SHAPES.items():
        columns = {"id": "bigint", "patient": "bigint", "stay": "bigint", "start_at": "timestamp",
                   "end_at": "timestamp", **{f"f_{f}": SQL[t] for f, t in fields.items()}}  # fmt: skip
        values = [(r["id"], r["patient"], r["stay"], r["start"], r["end"], *(r.get(f) for f in fields))
                  for r in rows.get(name, [])]  # fmt: skip
        yield "w_" + name.replace(":", "_").replace("@", "_"), columns, values


def fill(people, rows):
    """Put a world into tables of this connection."""
    with connection.cursor() as cursor:
        for name, columns, values in tables(people, rows):
            _table(cursor, name, columns, values)


def _table(cursor, name, columns, values):
    cursor.execute(
        f"CREATE TEMP TABLE IF NOT EXISTS {name} ({', '.join(f'{c} {t}' for c, t in columns.items())})"
    )
    cursor.execute(f"TRUNCATE {name}")
    if values:
        marks = f"({', '.join(['%s'] * len(columns))})"
        cursor.execute(f"INSERT INTO {name} VALUES {', '.join([marks] * len(values))}",
                       [v for row in values for v in row])  # fmt: skip


def by_database(definition):
    """The lines that the compiled statement gives."""
    statement = compile_(definition, CATALOGUE)
    with connection.cursor() as cursor:
        cursor.execute(statement.sql, dict(statement.params))
        n = len(definition.criteria)
        return [
            Line(*f[:5], answers=tuple(f[5 : 5 + n]), values=tuple(f[5 + n :])) for f in cursor.fetchall()
        ]


def counted(definition):
    """Where it started and the steps, as the statement that counts tells them."""
    statement = compile_counts(definition, CATALOGUE)
    with connection.cursor() as cursor:
        cursor.execute(statement.sql, dict(statement.params))
        return counting.told(definition, cursor.fetchone())


def counted_plainly(definition, lines):
    """The same from the lines of the plain meaning."""
    steps, _left = attrition(definition, lines)
    return (len(lines), len({line.patient for line in lines})), steps


def by_meaning(definition, people, rows):
    """The lines that the plain meaning gives."""
    return evaluate(definition, CATALOGUE, Tables(people, rows))
