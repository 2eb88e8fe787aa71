"""Seeded defects of the compiler and of the plain meaning: does any test notice?

`make mutants` runs the tests of criteria once for each, in a copy of the sources, and prints who was caught.
At least 95 % must be; a survivor is a missing question.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
CRITERIA = Path("research/criteria")
FAST = ("tests/properties/test_columnar.py",)  # needs no database server
TESTS = ("tests/spec/criteria", "tests/properties/test_criteria.py")
ENOUGH = 0.95


@dataclass(frozen=True)
class Mutant:
    """One defect: in a file, the old text becomes the new."""

    name: str
    file: str
    old: str
    new: str


MUTANTS = (
    Mutant(
        "window of days opens a day late",
        "sql/times.py",
        'known.append(f"{first} >= {low}")',
        'known.append(f"{first} > {low}")',
    ),
    Mutant(
        "window of days closes a day early",
        "sql/times.py",
        "({w.high + 1})",
        "({w.high})",
    ),
    Mutant(
        "window of dates closes a day early",
        "sql/times.py",
        "return f\"{high} + INTERVAL '1 day'\"",
        "return high",
    ),
    Mutant(
        "window of hours open at its end",
        "sql/times.py",
        'else f"{last} <= {high}")',
        'else f"{last} < {high}")',
    ),
    Mutant(
        "window of days counts from the moment",
        "sql/times.py",
        'f"({day} + ({e}))"',
        "f\"({anchor} + ({e}) * INTERVAL '1 day')\"",
    ),
    Mutant(
        "open interval ends at its start",
        "sql/times.py",
        'running = f"coalesce({r}.end_at, {self.cut})"',
        'running = f"coalesce({r}.end_at, {r}.start_at)"',
    ),
    Mutant(
        "overlap looks at the start only",
        "sql/times.py",
        '"overlap": running',
        '"overlap": f"{r}.start_at"',
    ),
    Mutant("after a row includes the row", "sql/times.py", "{r}.id > {row_id})", "{r}.id >= {row_id})"),
    Mutant("unknown anchor is a known frame", "sql/times.py", 'return " AND ".join(conditions)', 'return ""'),
    Mutant(
        "missing stay is a known frame",
        "sql/times.py",
        "        if s.same_stay:\n            conditions",
        "        if False:\n            conditions",
    ),
    Mutant(
        "death does not close a follow-up", "sql/times.py", "<= {end}, FALSE)", "<= {end} AND FALSE, FALSE)"
    ),
    Mutant(
        "follow-up need not reach the cut", "sql/times.py", "{end} <= CAST({self.cut} AS date) OR", "TRUE OR"
    ),
    Mutant("reversed window selects", "sql/times.py", '            return "FALSE"', "            pass"),
    Mutant("must_observe is ignored", "sql/rows.py", "if s.must_observe:", "if False:"),
    Mutant(
        "gap of exactly N days opens an episode", "sql/rows.py", "<= {s.merge} THEN 0", "< {s.merge} THEN 0"
    ),
    Mutant(
        "a contained interval splits an episode",
        "sql/rows.py",
        '"ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)"',
        '"ROWS BETWEEN 1 PRECEDING AND 1 PRECEDING)"',
    ),
    Mutant(
        "open episode ends",
        "sql/rows.py",
        "CASE WHEN count(*) = count(m.end_at) THEN max(m.end_at) END",
        "max(m.end_at)",
    ),
    Mutant(
        "windows cut rows before they are merged",
        "sql/rows.py",
        "early = local if s.merge is not None else [*local, *windows]",
        "early = [*local, *windows]",
    ),
    Mutant(
        "ties fall the other way",
        "sql/reducers.py",
        'return f"r.start_at {way}, r.id {way}"',
        'return f"r.start_at {way}, r.id"',
    ),
    Mutant(
        "nearest prefers the wrong side",
        "sql/reducers.py",
        'sign = "<=" if v.prefer == "before" else ">="',
        'sign = ">=" if v.prefer == "before" else "<="',
    ),
    Mutant(
        "nearest counts hours",
        "sql/reducers.py",
        'f"abs(CAST(r.start_at AS date) - CAST({anchor} AS date)), "',
        'f"abs(extract(epoch from r.start_at - {anchor})), "',
    ),
    Mutant(
        "a pick takes an unknown value",
        "sql/reducers.py",
        "conditions = [] if v.get is None else",
        "conditions = [] if True else",
    ),
    Mutant(
        "nothing counts as unknown",
        "sql/reducers.py",
        'whole = f"coalesce({value}, 0)"',
        'whole = f"{value}"',
    ),
    Mutant("days are counted as rows", "sql/reducers.py", '"DISTINCT CAST(r.start_at AS date)"', '"*"'),
    Mutant(
        "the same record counts twice",
        "sql/reducers.py",
        "elif kind.natural and v.of.merge is None:",
        "elif False:",
    ),
    Mutant("a day covered twice counts twice", "sql/reducers.py", "coalesce(s.reached + 1, s.a)", "s.a"),
    Mutant(
        "last by end takes a running row for ended",
        "sql/reducers.py",
        'THEN 1 ELSE 0 END {way}"\n',
        'THEN 0 ELSE 1 END {way}"\n',
    ),
    Mutant(
        "no such row where the frame is unknown",
        "sql/rows.py",
        '[*([known] if known else []), f"NOT',
        '[f"NOT',
    ),
    Mutant(
        "a row about another row is about itself",
        "sql/frames.py",
        "self.beside[-1]}.{column}",
        "self.beside[0]}.{column}",
    ),
    Mutant(
        "another stay is the same stay",
        "sql/rows.py",
        '[f"{r}.stay = {self.stay_of(s.same_stay, level)}"] if s.same_stay else []',
        "[]",
    ),
    Mutant(
        "age is the difference of the years",
        "sql/expressions.py",
        "floor(({at} - {birth}) / 10000.0)",
        "floor({at} / 10000.0) - floor({birth} / 10000.0)",
    ),
    Mutant(
        "division by zero is division by one",
        "sql/expressions.py",
        'f"NULLIF({p}, 0)"',
        'f"coalesce(NULLIF({p}, 0), 1)"',
    ),
    Mutant("unknown counts as no in n of m", "sql/expressions.py", "{x} IS NOT FALSE THEN 1", "{x} THEN 1"),
    Mutant("minutes are hours", "sql/expressions.py", "/ 60.0 AS", "/ 3600.0 AS"),
    Mutant(
        "an empty list is unknown of the unknown",
        "sql/expressions.py",
        'return "FALSE"\n        value',
        'return "NULL"\n        value',
    ),
    Mutant(
        "first takes the last",
        "compile.py",
        'way = "DESC" if pick == "last" else "ASC"',
        'way = "ASC" if pick == "last" else "DESC"',
    ),
    Mutant(
        "death after the cut is known",
        "compile.py",
        "CASE WHEN t.death < {self.cut} + INTERVAL '1 day' THEN t.death END",
        "t.death",
    ),
    Mutant(
        "counts: an exclusion drops the unknown",
        "counting.py",
        "IS NOT {'FALSE' if is_include else 'TRUE'}",
        "IS {'TRUE' if is_include else 'FALSE'}",
    ),
    Mutant(
        "counts: without one criterion is with it",
        "counting.py",
        "rows([*kept[:i], *kept[i + 1 :]])",
        "rows(kept)",
    ),
    Mutant(
        "values of other rows share a pass",
        "sql/relations.py",
        "if r.rest == rest and keys",
        "if keys",
    ),
    Mutant(
        "a pick beside other values takes an unknown one",
        "sql/reducers.py",
        'f"FILTER (WHERE {value} IS NOT NULL)"',
        '""',
    ),
    Mutant(
        "what is looked up may lie at any time",
        "sql/rows.py",
        "return self.source(s, level).exists()",
        "return self.source(n.Select(s.rows), level).exists()",
    ),
    Mutant(
        "counts: patients with the same answers count once",
        "counting.py",
        'self.sets("sum(a.n)")',
        'self.sets("count(*)")',
    ),
    Mutant(
        "counts: a patient counts for every row",
        "counting.py",
        'if self.definition.pick in ("first", "last"):',
        "if True:",
    ),
    Mutant(
        "counts: a named pick that is needed is left out",
        "counting.py",
        "            wanted += every(node)\n",
        "            pass\n",
    ),
    Mutant(
        "plain: not of unknown is true",
        "evaluate.py",
        "return None if answer is None else not answer",
        "return not answer",
    ),
    Mutant(
        "plain: unknown anchor is a known frame",
        "evaluate.py",
        "return all(bounds(w, scene) is not None for w in s.windows)",
        "return True",
    ),
    Mutant(
        "plain: sum of nothing is zero",
        "evaluate_values.py",
        "    if not known:\n        return None",
        "    if not known:\n        return 0.0",
    ),
    Mutant(
        "plain: age ignores the day",
        "evaluate_values.py",
        "return float(at.year - birth.year - not_yet)",
        "return float(at.year - birth.year)",
    ),
)


def survived(mutant: Mutant, copy: Path) -> bool:
    """Whether every test passes with the defect in."""
    path = copy / CRITERIA / mutant.file
    source = path.read_text(encoding="utf-8")
    if source.count(mutant.old) != 1:
        raise ValueError(
            f"{mutant.name}: {mutant.file} has this text {source.count(mutant.old)} times, not once."
        )
    path.write_text(source.replace(mutant.old, mutant.new), encoding="utf-8")
    try:
        return passes(copy, FAST) and passes(copy, TESTS)
    finally:
        path.write_text(source, encoding="utf-8")


def passes(copy: Path, tests: tuple[str, ...]) -> bool:
    """Whether some tests pass in the copy."""
    command = [
        sys.executable,
        "-B",
        "-m",
        "pytest",
        "-q",
        "-x",
        "--reuse-db",
        "-p",
        "no:cacheprovider",
        *tests,
    ]
    environment = {**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    found = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, check=False)
    if found.returncode not in (0, 1):
        raise RuntimeError(found.stdout[-2000:] + found.stderr[-2000:])
    return found.returncode == 0


def copied(into: Path) -> Path:
    """The sources in a place of their own: only what is changed is copied."""
    for entry in ROOT.iterdir():
        if entry.name in ("research", "tests"):
            shutil.copytree(entry, into / entry.name, ignore=shutil.ignore_patterns("__pycache__"))
        elif not entry.name.startswith(".git"):
            (into / entry.name).symlink_to(entry)
    return into


def main() -> int:
    """Try every mutant; a table, and whether enough were caught."""
    missed = 0
    with tempfile.TemporaryDirectory() as folder:
        copy = copied(Path(folder))
        for mutant in MUTANTS:
            lives = survived(mutant, copy)
            missed += lives
            print(f"{'SURVIVED' if lives else 'caught':9} {mutant.file:22} {mutant.name}", flush=True)  # noqa: T201
    share = 1 - missed / len(MUTANTS)
    print(f"{len(MUTANTS) - missed} of {len(MUTANTS)} caught ({share:.0%}); {ENOUGH:.0%} are asked for.")  # noqa: T201
    return int(share < ENOUGH)


if __name__ == "__main__":
    sys.exit(main())
