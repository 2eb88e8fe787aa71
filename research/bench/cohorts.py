"""A question through the definition model beside the SQL that somebody would write by hand for it."""

from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.utils import timezone

from research.bench.ratio import Ratio, seconds
from research.bench.scratch import House
from research.catalogue import catalogue
from research.criteria import parse
from research.queries import cohorts


def question() -> dict[str, Any]:
    """First STEMI of a patient, LVEF up to 40 % in the same stay, discharged without an MRA."""
    stemi = {"=": [{"f": "category"}, "stemi"]}
    weak = {"rows": "echo", "same_stay": "index", "where": {"<=": [{"f": "lvef"}, 40]}}
    drug = {"all": [{"=": [{"f": "phase"}, "discharge"]}, {"=": [{"f": "drug_class"}, "mra"]}]}
    peak = {"rows": "labresult", "same_stay": "index", "where": {"=": [{"f": "test"}, "hstni"]}}
    return {
        "index": {"of": {"rows": "stay", "where": stemi}, "pick": "first"},
        "criteria": [
            {"name": "LVEF up to 40 %", "include": {"has": weak}},
            {
                "name": "MRA at discharge",
                "exclude": {"has": {"rows": "medication", "same_stay": "index", "where": drug}},
            },
        ],
        "variables": {"peak": {"max": peak, "get": "value"}, "age": {"age": "index"}},
        "lists": {},
        "cut": timezone.localdate().isoformat(),
    }


BY_HAND = """
WITH first AS (
  SELECT DISTINCT ON (a.patient_id) a.id, a.patient_id, a.admitted_at
  FROM cardiology_admission a
  WHERE a.hospital_id = %(hospital)s AND a.category = 'stemi'
  ORDER BY a.patient_id, a.admitted_at, a.id)
SELECT f.id, f.patient_id, f.admitted_at, extract(year FROM age(f.admitted_at::date, p.birth_on)),
  (SELECT max(l.value) FROM cardiology_labresult l WHERE l.admission_id = f.id AND l.test = 'hstni')
FROM first f JOIN cardiology_patient p ON p.id = f.patient_id
WHERE EXISTS (SELECT 1 FROM cardiology_echo e WHERE e.admission_id = f.id AND e.lvef <= 40)
  AND NOT EXISTS (SELECT 1 FROM cardiology_medication m
    WHERE m.admission_id = f.id AND m.phase = 'discharge' AND m.drug_class = 'mra')
"""


def measure(house: House) -> Iterator[Ratio | str]:
    """Both, and whether they found the same rows."""
    hospital = house.large.pk
    definition = parse.parse(question(), catalogue(hospital))
    ours = {row.id for row in cohorts.run(definition, hospital_id=hospital).rows}
    theirs = {row[0] for row in _by_hand(hospital)}
    yield Ratio(
        "question with two criteria",
        "SQL written by hand",
        seconds(lambda: cohorts.run(definition, hospital_id=hospital)),
        seconds(lambda: _by_hand(hospital)),
        f"{len(ours)} rows, {len(ours ^ theirs)} different",
    )


def _by_hand(hospital: int) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(BY_HAND, {"hospital": hospital})
        return list(cursor.fetchall())
