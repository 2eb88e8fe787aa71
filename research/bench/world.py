"""The tables of the worked questions at any size, by plain SQL: the same rows at every run.

Per patient about 85 rows: stays, diagnoses, laboratory and vital values, echoes, drugs, contacts.
"""

from collections.abc import Iterator

from django.db import connection

from research.criteria.worked import CATALOGUE, SHAPES

SQL = {"text": "text", "number": "double precision", "flag": "boolean"}
DAY = "INTERVAL '1 day'"
STAYS = """
SELECT row_number() OVER () AS id, p.patient,
  p.first + (g * 190 + floor(random() * 170)) * INTERVAL '1 day'
    + floor(random() * 24) * INTERVAL '1 hour' AS start_at
FROM (SELECT t.patient, timestamp '2022-06-01' + floor(random() * 300) * INTERVAL '1 day' AS first,
             1 + floor(random() * 4) AS stays FROM w_patient t) p, generate_series(0, 3) g WHERE g < p.stays
"""
# what the index of a code carries beside patient and time, as those of the real schema do
CARRIED = {
    "dx": "stay, f_primary, id",
    "proc": "stay, f_vessel, id",
    "lab": "stay, f_value, id",
    "vital": "stay, f_value, id",
    "med": "stay, end_at, id",
}
# kind: rows of a stay, hours after its start within which they lie, the columns of its variables
ROWS = {
    "dx": (3, 1, "(ARRAY['I21.0','I21.4','I50.0','I50.9','I48','N18','J45','R57.0','I10','E11','K29','J18'])"
                 "[1 + floor(random() * 12)::int]", "random() < 0.35"),
    "proc": (1, 72, "(ARRAY['pci','pci','cabg','angio','angio','icd','iabp'])[1 + floor(random() * 7)::int]",
             "(ARRAY['lad','rca','lcx'])[1 + floor(random() * 3)::int]"),
    "lab": (16, 240, "(ARRAY['TNT','HB','K','LDL','BNP','A1C','EGFR','CREA'])[1 + floor(random() * 8)::int]",
            "round((random() * random() * 9000)::numeric, 1)::float8"),
    "vital": (6, 200, "(ARRAY['SBP','HR'])[1 + floor(random() * 2)::int]", "40 + floor(random() * 120)"),
    "echo": (1, 200, "25 + floor(random() * 40)"),
    "ecg": (1, 24, "(ARRAY['af','sinus','sinus'])[1 + floor(random() * 3)::int]"),
    "med": (3, 100, "(ARRAY['acei','arb','bb','mra','sglt2','statin','p2y12','warf','doac'])"
                    "[1 + floor(random() * 9)::int]"),
    "contact": (1, 2400, "1 + floor(random() * 4)"),
    "cohort:7@1": (0, 1), "cohort:8@2": (0, 1),
}  # fmt: skip


def fill(patients: int) -> int:
    """Make the tables, with the indexes that a typed schema has; how many rows there are."""
    total = 0
    settle = "ANALYZE" if connection.in_atomic_block else "VACUUM ANALYZE"  # as it stands the night after
    with connection.cursor() as cursor:
        cursor.execute("SELECT setseed(0.42)")
        cursor.execute(
            "CREATE TABLE w_patient AS SELECT g AS patient, timestamp '1935-01-01' + floor(random() * 20000) "
            f"* {DAY} AS birth, CASE WHEN random() < 0.12 THEN timestamp '2023-06-01' "
            f"+ floor(random() * 900) * {DAY} END AS death, "
            "CASE WHEN random() < 0.4 THEN 'F' ELSE 'M' END AS f_sex FROM generate_series(1::bigint, %s) g",
            [patients],
        )
        cursor.execute(
            f"CREATE TABLE w_stay AS SELECT s.id, s.patient, s.id AS stay, s.start_at, "
            f"CASE WHEN random() < 0.99 THEN s.start_at + (1 + floor(random() * 20)) * {DAY} END AS end_at, "
            "(ARRAY['home','home','home','died'])[1 + floor(random() * 4)::int] AS f_disposition, "
            f"random() < 0.3 AS f_planned, 60.0::float8 AS f_age FROM ({STAYS}) s"
        )
        for kind in ROWS:
            _rows(cursor, kind)
        for name in ("patient", *SHAPES):
            of = table(name)
            if name != "patient":
                cursor.execute(f"CREATE INDEX ON {of} (patient, start_at)")
                cursor.execute(f"CREATE INDEX ON {of} (stay)")
            if name in CARRIED:
                by = "f_code text_pattern_ops, patient, start_at"
                cursor.execute(f"CREATE INDEX ON {of} ({by}) INCLUDE ({CARRIED[name]})")
            cursor.execute(f"{settle} {of}")
            cursor.execute(f"SELECT count(*) FROM {of}")
            total += cursor.fetchone()[0]
    return total


def _rows(cursor: object, kind: str) -> None:
    """The rows of one kind, spread over the stays."""
    each, hours, *values = ROWS[kind]
    fields = dict(zip(SHAPES[kind], values, strict=True))
    columns = "".join(f", {sql} AS f_{name}" for name, sql in fields.items())
    start = f"s.start_at + floor(random() * {hours}) * INTERVAL '1 hour'"
    is_day = CATALOGUE.kinds[kind].grain == "day"
    opens = CATALOGUE.kinds[kind].opens
    began = f"date_trunc('day', {start})" if is_day else start
    number = f"generate_series(1, {each})" if each else "generate_series(1, 1)"
    some = "" if each else "WHERE s.id % 9 = 0"
    end = (
        f"CASE WHEN random() < 0.8 THEN t.start_at + floor(random() * 400) * {DAY} END"
        if opens
        else "t.start_at"
    )
    cursor.execute(  # type: ignore[attr-defined]
        f"CREATE TABLE {table(kind)} AS SELECT t.id, t.patient, t.stay, t.start_at, {end} AS end_at"
        f"{''.join(f', t.f_{name}' for name in fields)} FROM (SELECT row_number() OVER () AS id, s.patient, "
        f"CASE WHEN random() < 0.97 THEN s.id END AS stay, {began} AS start_at{columns} "
        f"FROM w_stay s, {number} g {some}) t"
    )


def columns() -> Iterator[tuple[str, dict[str, str]]]:
    """Every table with its columns and their types."""
    yield "w_patient", {"patient": "bigint", "birth": "timestamp", "death": "timestamp", "f_sex": "text"}
    base = {
        "id": "bigint",
        "patient": "bigint",
        "stay": "bigint",
        "start_at": "timestamp",
        "end_at": "timestamp",
    }
    for kind, fields in SHAPES.items():
        yield table(kind), base | {f"f_{name}": SQL[type_] for name, type_ in fields.items()}


def table(kind: str) -> str:
    return "w_" + kind.replace(":", "_").replace("@", "_")
