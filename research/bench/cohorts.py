"""A question through the definition model beside the SQL that somebody would write by hand for it."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from followup.bench.scratch import House
from research.bench.ratio import Ratio, seconds
from research.catalogue import catalogue
from research.criteria import parse
from research.queries import cohorts


def stemi() -> dict[str, Any]:
    """First STEMI of a patient, LVEF up to 40 % in the same stay, discharged without an MRA."""
    category = {"=": [{"f": "category"}, "stemi"]}
    weak = {"rows": "echo", "same_stay": "index", "where": {"<=": [{"f": "lvef"}, 40]}}
    drug = {"all": [{"=": [{"f": "phase"}, "discharge"]}, {"=": [{"f": "drug_class"}, "mra"]}]}
    peak = {"rows": "labresult", "same_stay": "index", "where": {"=": [{"f": "test"}, "hstni"]}}
    return {
        "index": {"of": {"rows": "stay", "where": category}, "pick": "first"},
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


def after_pci() -> dict[str, Any]:
    """First PCI, LVEF below 40 % within 30 days, sent home without an ACEI/ARB, back with heart failure."""
    weak = {"rows": "echo", "where": {"<": [{"f": "lvef"}, 40]}, "in": {"of": "index", "days": [0, 30]}}
    taken = {"all": [{"=": [{"f": "phase"}, "discharge"]}, {"in": [{"f": "drug_class"}, "ras"]}]}
    home = {"of": "index.stay.end", "days": [0, 0], "by": "overlap"}
    main = {"all": [{"in": [{"f": "code"}, "hf"]}, {"=": [{"f": "rank"}, 1]}]}
    failing = {"has": {"rows": "diagnosis", "where": main, "same_stay": "row"}}
    later = {"of": "index.stay.end", "days": [1, 90]}
    back = {"rows": "stay", "where": failing, "in": later, "must_observe": True}
    return {
        "index": {"of": {"rows": "procedure", "where": {"=": [{"f": "kind"}, "pci"]}}, "pick": "first"},
        "criteria": [
            {"name": "LVEF below 40 % within 30 days", "include": {"has": weak}},
            {
                "name": "ACEI/ARB at discharge",
                "exclude": {"has": {"rows": "medication", "where": taken, "in": home}},
            },
            {"name": "back with heart failure within 90 days", "include": {"has": back}},
        ],
        "lists": {"ras": ["acei", "arb", "arni"], "hf": ["I50*", "I11.0*"]},
        "cut": timezone.localdate().isoformat(),
    }


DECLINED = """
SELECT d.patient_id FROM (SELECT DISTINCT ON (c.patient_id) c.patient_id, c.decision FROM cardiology_consent c
  WHERE c.purpose = 'research' ORDER BY c.patient_id, c.decided_on DESC, c.id DESC) d
WHERE d.decision <> 'given'
"""
STEMI = f"""
WITH first AS (
  SELECT DISTINCT ON (a.patient_id) a.id, a.patient_id, a.admitted_at
  FROM cardiology_admission a
  WHERE a.hospital_id = %(hospital)s AND a.category = 'stemi' AND a.patient_id NOT IN ({DECLINED})
  ORDER BY a.patient_id, a.admitted_at, a.id)
SELECT f.id, f.patient_id, f.admitted_at, extract(year FROM age(f.admitted_at::date, p.birth_on)),
  (SELECT max(l.value) FROM cardiology_labresult l WHERE l.admission_id = f.id AND l.test = 'hstni')
FROM first f JOIN cardiology_patient p ON p.id = f.patient_id
WHERE EXISTS (SELECT 1 FROM cardiology_echo e WHERE e.admission_id = f.id AND e.lvef <= 40)
  AND NOT EXISTS (SELECT 1 FROM cardiology_medication m
    WHERE m.admission_id = f.id AND m.phase = 'discharge' AND m.drug_class = 'mra')
"""


AFTER_PCI = f"""
WITH first AS (
  SELECT DISTINCT ON (r.patient_id) r.id, r.patient_id, (r.started_at AT TIME ZONE %(zone)s)::date AS done_on,
    (a.discharged_at AT TIME ZONE %(zone)s)::date AS home_on
  FROM cardiology_procedure r JOIN cardiology_patient p ON p.id = r.patient_id
  LEFT JOIN cardiology_admission a ON a.id = r.admission_id
  WHERE p.hospital_id = %(hospital)s AND r.kind = 'pci' AND r.patient_id NOT IN ({DECLINED})
  ORDER BY r.patient_id, r.started_at, r.id)
SELECT f.id FROM first f
WHERE EXISTS (SELECT 1 FROM cardiology_echo e WHERE e.patient_id = f.patient_id AND e.lvef < 40
    AND (e.performed_at AT TIME ZONE %(zone)s)::date BETWEEN f.done_on AND f.done_on + 30)
  AND NOT EXISTS (SELECT 1 FROM cardiology_medication m WHERE m.patient_id = f.patient_id
    AND m.phase = 'discharge' AND m.drug_class IN ('acei', 'arb', 'arni')
    AND m.started_on <= f.home_on AND coalesce(m.stopped_on, f.home_on) >= f.home_on)
  AND EXISTS (SELECT 1 FROM cardiology_admission b JOIN cardiology_diagnosis d ON d.admission_id = b.id
    WHERE b.patient_id = f.patient_id AND d.rank = 1 AND (d.code LIKE 'I50%%' OR d.code LIKE 'I11.0%%')
    AND (b.admitted_at AT TIME ZONE %(zone)s)::date BETWEEN f.home_on + 1 AND f.home_on + 90)
"""
QUESTIONS = (
    ("STEMI: two criteria, two variables", stemi, STEMI),
    ("PCI: three criteria", after_pci, AFTER_PCI),
)


def measure(house: House) -> Iterator[Ratio | str]:
    """Each question both ways, and whether both found the same rows."""
    hospital = house.large.pk
    for subject, asked, sql in QUESTIONS:
        definition = parse.parse(asked(), catalogue(hospital))
        ours = {row.id for row in cohorts.run(definition, hospital_id=hospital).rows}
        theirs = {row[0] for row in _by_hand(sql, hospital)}
        yield Ratio(
            subject,
            "SQL written by hand",
            seconds(partial(cohorts.run, definition, hospital_id=hospital)),
            seconds(partial(_by_hand, sql, hospital)),
            f"{len(ours)} rows, {len(ours ^ theirs)} different",
        )


def _by_hand(sql: str, hospital: int) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"hospital": hospital, "zone": settings.TIME_ZONE})
        return list(cursor.fetchall())
