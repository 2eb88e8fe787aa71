"""Ten of the worked questions as others would write them: by hand, and in the manner of two systems.

Each gives the patients that remain, so that the answers can be compared before the times are.
"""

from django.db import connection

CUT = "timestamp '2024-12-31'"
FIRST_STAY = """
SELECT DISTINCT ON (s.patient) s.* FROM w_stay s WHERE s.start_at < timestamp '2025-01-01' AND EXISTS (
  SELECT 1 FROM w_dx d WHERE d.stay = s.id AND d.patient = s.patient AND d.start_at < timestamp '2025-01-01'
    AND {what}) ORDER BY s.patient, s.start_at, s.id
"""
AMI, HF = "d.f_code LIKE 'I21%%' AND d.f_primary", "d.f_code LIKE 'I50%%' AND d.f_primary"
SEEN = "start_at < timestamp '2025-01-01'"


def _first(what: str) -> str:
    return f"WITH ix AS MATERIALIZED ({FIRST_STAY.format(what=what)})"


BY_HAND = {
    1: "SELECT DISTINCT patient FROM w_stay WHERE end_at >= '2024-01-01' AND end_at < '2025-01-01' "
       f"AND {SEEN}",
    2: f"{_first(AMI)} SELECT ix.patient FROM ix JOIN w_patient p USING (patient) WHERE p.f_sex = 'F' "
       "AND date_trunc('day', ix.start_at) >= p.birth + INTERVAL '75 years'",
    5: f"{_first(HF)} SELECT ix.patient FROM ix JOIN LATERAL (SELECT e.f_lvef FROM w_echo e "
       f"WHERE e.patient = ix.patient AND e.start_at::date <= ix.end_at::date AND e.{SEEN} "
       "AND e.f_lvef IS NOT NULL ORDER BY e.start_at DESC, e.id DESC LIMIT 1) l ON l.f_lvef < 40",
    7: f"{_first(AMI)} SELECT ix.patient FROM ix JOIN w_lab l ON l.patient = ix.patient AND l.f_code = 'TNT' "
       f"AND l.start_at BETWEEN ix.start_at AND ix.start_at + INTERVAL '24 hours' AND l.{SEEN} "
       "GROUP BY ix.patient HAVING max(l.f_value) > 5000",
    12: f"{_first(AMI)} SELECT ix.patient FROM ix JOIN w_lab l ON l.patient = ix.patient "
        f"AND l.f_code = 'A1C' AND l.f_value >= 6.5 AND l.{SEEN} "
        "AND l.start_at::date BETWEEN ix.start_at::date - 730 "
        "AND ix.start_at::date GROUP BY ix.patient HAVING count(DISTINCT l.start_at::date) >= 2",
    13: f"""{_first("d.f_code = 'I21.0' AND d.f_primary")} SELECT ix.patient FROM ix WHERE NOT EXISTS (
        SELECT 1 FROM w_dx d WHERE d.patient = ix.patient AND d.f_code LIKE 'I21%%'
          AND d.start_at::date < ix.start_at::date) AND NOT EXISTS (SELECT 1 FROM w_proc d
        WHERE d.patient = ix.patient AND d.f_code IN ('pci', 'cabg')
          AND d.start_at::date < ix.start_at::date)""",
    14: f"""{_first("d.f_code = 'I48'")} SELECT ix.patient FROM ix WHERE ix.f_disposition <> 'died'
        AND NOT EXISTS (SELECT 1 FROM w_med m WHERE m.patient = ix.patient AND m.f_code IN ('warf', 'doac')
          AND m.{SEEN} AND m.start_at::date <= ix.end_at::date
          AND coalesce(m.end_at, {CUT})::date >= ix.end_at::date)""",
    16: f"""SELECT DISTINCT s.patient FROM w_stay s WHERE s.{SEEN} AND EXISTS (SELECT 1 FROM w_dx d
        WHERE d.stay = s.id AND d.{SEEN} AND {HF}) AND NOT EXISTS (
        SELECT 1 FROM w_echo e WHERE e.stay = s.id AND e.{SEEN})""",
    18: f"""WITH ix AS MATERIALIZED (SELECT DISTINCT ON (p.patient) p.*, s.end_at AS home FROM w_proc p
          LEFT JOIN w_stay s ON s.id = p.stay WHERE p.f_code = 'pci' AND p.{SEEN}
          ORDER BY p.patient, p.start_at, p.id)
        SELECT ix.patient FROM ix WHERE EXISTS (SELECT 1 FROM w_echo e WHERE e.patient = ix.patient
            AND e.f_lvef < 40 AND e.{SEEN}
            AND e.start_at::date BETWEEN ix.start_at::date AND ix.start_at::date + 30)
          AND NOT EXISTS (SELECT 1 FROM w_med m WHERE m.patient = ix.patient AND m.f_code IN ('acei', 'arb')
            AND m.{SEEN} AND m.start_at::date <= ix.home::date
            AND coalesce(m.end_at, {CUT})::date >= ix.home::date)
          AND EXISTS (SELECT 1 FROM w_stay s WHERE s.patient = ix.patient AND s.{SEEN}
            AND s.start_at::date BETWEEN ix.home::date + 1 AND ix.home::date + 90 AND EXISTS (
            SELECT 1 FROM w_dx d WHERE d.stay = s.id AND d.{SEEN} AND {HF}))""",
    29: f"""SELECT DISTINCT s.patient FROM w_stay s WHERE s.{SEEN} AND EXISTS (SELECT 1 FROM w_dx d
        WHERE d.stay = s.id AND d.{SEEN} AND d.f_code LIKE 'R57%%') AND EXISTS (
        SELECT 1 FROM w_proc p WHERE p.stay = s.id AND p.{SEEN} AND p.f_code = 'iabp')""",
}  # fmt: skip


# --- OMOP tables, SQL in the manner of Circe ----------------------------------------------------------
OMOP = (
    "CREATE TABLE person AS SELECT patient AS person_id, birth AS birth_datetime, f_sex AS gender "
    "FROM w_patient",
    "CREATE TABLE observation_period AS SELECT patient AS person_id, timestamp '2000-01-01' AS op_start, "
    "timestamp '2024-12-31 23:59:59' AS op_end FROM w_patient",
    "CREATE TABLE visit_occurrence AS SELECT id AS visit_occurrence_id, patient AS person_id, start_at, "
    "end_at FROM w_stay",
    "CREATE TABLE condition_occurrence AS SELECT id, patient AS person_id, stay AS visit_occurrence_id, "
    "f_code AS concept, f_primary AS is_primary, start_at FROM w_dx",
    "CREATE TABLE procedure_occurrence AS SELECT id, patient AS person_id, stay AS visit_occurrence_id, "
    "f_code AS concept, start_at FROM w_proc",
    "CREATE TABLE measurement AS SELECT id, patient AS person_id, stay AS visit_occurrence_id, 'lvef' AS "
    "concept, f_lvef AS value_as_number, start_at FROM w_echo UNION ALL SELECT id, patient, stay, f_code, "
    "f_value, start_at FROM w_lab UNION ALL SELECT id, patient, stay, f_code, f_value, start_at FROM w_vital",
    "CREATE TABLE observation_fact AS "
    "SELECT patient AS patient_num, id AS encounter_num, 'VISIT' AS concept_cd, start_at AS start_date, "
    "end_at AS end_date, NULL::float8 AS nval_num, '@' AS modifier_cd FROM w_stay UNION ALL "
    "SELECT patient, stay, 'DX:' || f_code, start_at, end_at, NULL, CASE WHEN f_primary THEN 'P' "
    "ELSE '@' END FROM w_dx UNION ALL SELECT patient, stay, 'PR:' || f_code, start_at, end_at, NULL, '@' "
    "FROM w_proc UNION ALL "
    "SELECT patient, stay, 'LAB:' || f_code, start_at, end_at, f_value, '@' FROM w_lab UNION ALL "
    "SELECT patient, stay, 'VS:' || f_code, start_at, end_at, f_value, '@' FROM w_vital UNION ALL "
    "SELECT patient, stay, 'LVEF', start_at, end_at, f_lvef, '@' FROM w_echo UNION ALL "
    "SELECT patient, stay, 'RX:' || f_code, start_at, end_at, NULL, '@' FROM w_med",
    *(f"CREATE INDEX ON {table} (person_id, start_at)" for table in
      ("visit_occurrence", "condition_occurrence", "procedure_occurrence", "measurement")),
    *(f"CREATE INDEX ON {table} (concept, person_id)" for table in
      ("condition_occurrence", "procedure_occurrence", "measurement")),
    "CREATE INDEX ON observation_fact (concept_cd, patient_num)",
    "CREATE INDEX ON observation_fact (patient_num, start_date)",
    "ANALYZE",
)  # fmt: skip


def prepare() -> None:
    """The same rows once more, in the tables of the two other systems."""
    with connection.cursor() as cursor:
        for statement in OMOP:
            cursor.execute(statement)


def _visits(condition: str) -> str:
    """Visits with a condition in the same visit: a primary event with a nested group."""
    return f"""SELECT V.person_id, V.visit_occurrence_id AS event_id, V.visit_occurrence_id, V.start_at,
        V.end_at FROM visit_occurrence V JOIN (SELECT P.visit_occurrence_id FROM visit_occurrence P
          LEFT JOIN condition_occurrence A ON A.person_id = P.person_id AND A.{SEEN}
            AND A.visit_occurrence_id = P.visit_occurrence_id AND {condition}
          GROUP BY P.visit_occurrence_id HAVING count(A.id) >= 1) G USING (visit_occurrence_id)"""


def _circe(primary: str, ordinal: bool, *rules: tuple[str, str, str]) -> str:
    """Primary events, one set of events for each rule, and the mask of rules that every event meets."""
    parts = [
        f"""WITH qualified AS MATERIALIZED (SELECT * FROM (SELECT E.*, OP.op_start, OP.op_end, row_number()
        OVER (PARTITION BY E.person_id ORDER BY E.start_at, E.event_id) AS ordinal FROM ({primary}) E
        JOIN observation_period OP ON OP.person_id = E.person_id
          AND E.start_at BETWEEN OP.op_start AND OP.op_end) Q
        {"WHERE ordinal = 1" if ordinal else ""})"""
    ]
    for i, (domain, on, having) in enumerate(rules):
        parts.append(f"""inclusion_{i} AS MATERIALIZED (SELECT {i} AS rule, P.event_id FROM qualified P
            LEFT JOIN ({domain}) A ON A.person_id = P.person_id
              AND A.start_at BETWEEN P.op_start AND P.op_end AND {on}
            GROUP BY P.event_id HAVING count(A.person_id) {having})""")
    union = " UNION ALL ".join(f"SELECT * FROM inclusion_{i}" for i in range(len(rules)))
    return f"""{", ".join(parts)} SELECT DISTINCT Q.person_id FROM qualified Q JOIN (SELECT event_id,
        sum(power(2, rule)) AS mask FROM ({union}) I GROUP BY event_id) M USING (event_id)
        WHERE M.mask = power(2, {len(rules)}) - 1"""


_AMI, _HF = "A.concept LIKE 'I21%%' AND A.is_primary", "A.concept LIKE 'I50%%' AND A.is_primary"
_BEFORE = "A.start_at < date_trunc('day', P.start_at)"
CIRCE = {
    2: _circe(_visits(_AMI), True,
              ("SELECT person_id, op_start AS start_at FROM observation_period JOIN person USING (person_id) "
               "WHERE gender = 'F'", "TRUE", ">= 1"),
              ("SELECT person_id, op_start AS start_at, birth_datetime FROM observation_period JOIN person "
               "USING (person_id)", "date_trunc('day', P.start_at) >= A.birth_datetime + INTERVAL '75 years'",
               ">= 1")),
    13: _circe(_visits("A.concept = 'I21.0' AND A.is_primary"), True,
               ("SELECT * FROM condition_occurrence WHERE concept LIKE 'I21%%'", _BEFORE, "= 0"),
               ("SELECT * FROM procedure_occurrence WHERE concept IN ('pci', 'cabg')", _BEFORE, "= 0")),
    16: _circe(_visits(_HF), False, ("SELECT * FROM measurement WHERE concept = 'lvef'",
                                     "A.visit_occurrence_id = P.visit_occurrence_id", "= 0")),
    29: _circe(_visits("A.concept LIKE 'R57%%'"), False,
               ("SELECT * FROM procedure_occurrence WHERE concept = 'iabp'",
                "A.visit_occurrence_id = P.visit_occurrence_id", ">= 1")),
}  # fmt: skip


# --- one table of facts, in the manner of i2b2 --------------------------------------------------------
def _panels(*panels: tuple[str, bool]) -> str:
    """One set of encounters for each panel, put together; an inverted panel takes away."""
    made = [f"""p{i} AS MATERIALIZED (SELECT patient_num, encounter_num FROM observation_fact
        WHERE start_date < timestamp '2025-01-01' AND encounter_num IS NOT NULL AND {what}
        GROUP BY patient_num, encounter_num)""" for i, (what, _inverted) in enumerate(panels)]  # fmt: skip
    sets = " ".join(
        f"{('EXCEPT' if inverted else 'INTERSECT') if i else ''} SELECT * FROM p{i}"
        for i, (_what, inverted) in enumerate(panels)
    )
    visits = (
        "SELECT patient_num, encounter_num FROM observation_fact WHERE concept_cd = 'VISIT' "
        "AND start_date < timestamp '2025-01-01'"
    )
    return f"WITH {', '.join(made)} SELECT DISTINCT patient_num FROM (({sets}) INTERSECT {visits}) s"


I2B2 = {
    16: _panels(("concept_cd LIKE 'DX:I50%%' AND modifier_cd = 'P'", False), ("concept_cd = 'LVEF'", True)),
    29: _panels(("concept_cd LIKE 'DX:R57%%'", False), ("concept_cd = 'PR:iabp'", False)),
}
