"""Every analysis over many rows made in memory: seconds of one worker, beside the ten that are allowed."""

import random
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from research.bench.ratio import Ratio
from research.queries.cohorts import CohortResult, Row
from research.queries.outcomes import Course

ROWS, BAR = 50_000, 10.0  # seconds
CUT = date(2026, 6, 30)
FOLLOWED = {"outcomes": ["death"], "origin": "start"}
COVARIATES = ["age", "sex", "diabetes", "lvef", "creatinine", "nyha"]
ASKED: dict[str, dict[str, Any]] = {
    "missing": {"group_by": "diabetes"},
    "cox": {**FOLLOWED, "covariates": COVARIATES},
    "changing": {**FOLLOWED, "covariates": ["age", "sex"], "changes": "device"},
    "competing": {**FOLLOWED, "outcomes": ["mi"], "competing": ["death"], "group_by": "diabetes",
                  "covariates": ["age", "sex"]},
    "logistic": {**FOLLOWED, "covariates": COVARIATES, "horizon": 365},
    "linear": {"target": "lvef", "covariates": ["age", "sex", "diabetes"]},
    "negative_binomial": {"target": "stays", "covariates": ["age", "sex", "diabetes"]},
    "poisson": {**FOLLOWED, "covariates": COVARIATES},
    "propensity": {**FOLLOWED, "group_by": "diabetes", "way": "match",
                   "covariates": ["age", "sex", "creatinine"]},
    "average_effect": {**FOLLOWED, "group_by": "diabetes", "covariates": ["age", "sex", "creatinine"],
                       "horizon": 900},
    "restricted": {**FOLLOWED, "group_by": "diabetes", "horizon": 365},
    "subgroups": {**FOLLOWED, "group_by": "diabetes", "covariates": ["age", "sex", "nyha"]},
    "imputation": {**FOLLOWED, "covariates": COVARIATES, "copies": 5},
    "prediction": {**FOLLOWED, "covariates": COVARIATES, "horizon": 365},
}  # fmt: skip


def measure(_house: Any) -> Iterator[Ratio]:
    """Table 1, survival, and each method that a page offers."""
    from research.queries import outputs
    from research.queries.analyses.calculate import CALCULATE, calculate
    from research.queries.outcomes import follow

    result = made(ROWS)
    group = outputs.groups(outputs.columns.columns_of(result.columns, result.rows), "diabetes", None)
    yield _timed("Table 1", lambda: outputs.table(result, "diabetes"))
    yield _timed("survival", lambda: outputs.curves(
        follow(result.rows, ["death"], cut=CUT, known=result.courses), group))  # fmt: skip
    for method in CALCULATE:
        yield _timed(method, lambda m=method: calculate(result, {"method": m, **ASKED[m]}))  # type: ignore[misc]


def _timed(subject: str, work: Any) -> Ratio:
    """Once, in seconds of the processor: other work on the machine does not count."""
    start = time.process_time()
    work()
    took = time.process_time() - start
    return Ratio(f"{subject}, {ROWS} rows", "the bar", took, BAR, "" if took <= BAR else "MISSED")


def made(rows: int) -> CohortResult:
    """Patients whose risk grows with age, creatinine and a low ejection fraction; some values are missing."""
    luck = random.Random(20261126)
    found, courses = [], {}
    for i in range(rows):
        row, course = _patient(i, luck)
        found.append(row)
        courses[i] = course
    columns = (*COVARIATES, "device", "stays")
    return CohortResult(rows, rows, (), columns, tuple(found), CUT, "", courses=courses)


def _patient(i: int, luck: random.Random) -> tuple[Row, Course]:
    start = datetime(2023, 1, 1, 8) + timedelta(hours=i % 20_000)  # noqa: DTZ001 - a wall clock
    age, creatinine = luck.gauss(66, 11), max(luck.gauss(95, 30), 30)
    lvef = None if luck.random() < 0.1 else luck.gauss(48, 11)
    risk = 0.00015 * 1.04 ** (age - 66) * 1.005 ** (creatinine - 95) * 0.98 ** ((lvef or 48) - 48)
    dies = start.date() + timedelta(days=int(luck.expovariate(risk)) + 1)
    died = dies if dies <= CUT and luck.random() < 0.8 else None
    infarct = start.date() + timedelta(days=int(luck.expovariate(0.0004)) + 1)
    happened = ((infarct, "mi"),) if infarct < (died or CUT) else ()
    values = {
        "age": age, "sex": luck.choice(["male", "female"]), "diabetes": luck.random() < 0.3, "lvef": lvef,
        "creatinine": creatinine, "nyha": luck.choice(["1", "2", "3", "4"]),
        "stays": luck.choice([0, 0, 0, 1, 1, 2, 5]),
        "device": start + timedelta(days=luck.randrange(600)) if luck.random() < 0.4 else None,
    }  # fmt: skip
    course = Course(died, False, happened, (), died or min(CUT, start.date() + timedelta(days=1200)))
    return Row(i, i, i, start, start + timedelta(days=6), values), course
