"""Worked questions as a cohort tool on OMOP tables asks them: the script that it sends, statement by
statement.

Shaped as Circe's templates shape it: code sets as a table, primary events numbered per patient, a table of
qualified events, one table of events per inclusion rule, bits of rules, eras, the cohort as stored rows,
and the
counts per rule for events and for people. Dates are days there; the answers are compared before the times
are.
"""

from research.bench.by_hand import CUT

LISTS = (  # places in the tables of concepts: name, codes that begin so, kind of code
    ("ami", "I21%", "dx"), ("stemi", "I21.0", "dx"), ("hf", "I50%", "dx"), ("af", "I48", "dx"),
    ("shock", "R57%", "dx"), ("pci", "pci", "proc"), ("cabg", "cabg", "proc"), ("iabp", "iabp", "proc"),
    ("tnt", "TNT", "lab"), ("a1c", "A1C", "lab"), ("lvef", "lvef", "echo"), ("oac", "warf", "med"),
    ("oac", "doac", "med"),
)  # fmt: skip
CONCEPTS = (
    "SELECT 'dx' AS domain, f_code AS code FROM w_dx UNION SELECT 'proc', f_code FROM w_proc UNION "
    "SELECT 'lab', f_code FROM w_lab UNION SELECT 'lab', f_code FROM w_vital UNION SELECT 'med', f_code "
    "FROM w_med UNION SELECT 'echo', 'lvef'"
)
EVENTS = {  # table: rows with patient, stay, code, value, start, end
    "condition": "SELECT t.*, 'dx' AS domain, f_code AS code, CASE WHEN f_primary THEN 1.0 END AS value "
    "FROM w_dx t",
    "procedure": "SELECT t.*, 'proc' AS domain, f_code AS code, NULL::float8 AS value FROM w_proc t",
    "drug": "SELECT t.*, 'med' AS domain, f_code AS code, NULL::float8 AS value FROM w_med t",
    "measurement": "SELECT id, patient, stay, start_at, end_at, 'echo' AS domain, 'lvef' AS code, f_lvef "
    "AS value "
    "FROM w_echo UNION ALL SELECT id, patient, stay, start_at, end_at, 'lab', f_code, f_value FROM w_lab "
    "UNION ALL SELECT id, patient, stay, start_at, end_at, 'lab', f_code, f_value FROM w_vital",
}
RESULTS = (
    "CREATE TABLE o_cohort (cohort_definition_id int, subject_id bigint, cohort_start_date timestamp, "
    "cohort_end_date timestamp)",
    "CREATE TABLE o_inclusion_result (cohort_definition_id int, mask bigint, person_count bigint, mode_id "
    "int)",
    "CREATE TABLE o_inclusion_stats (cohort_definition_id int, rule_sequence int, person_count bigint, "
    "gain_count bigint, person_total bigint, mode_id int)",
    "CREATE TABLE o_summary_stats (cohort_definition_id int, base_count bigint, final_count bigint, "
    "mode_id int)",
)


def tables() -> list[str]:
    """The same rows once more in OMOP tables, with the indexes that the model comes with and better ones."""
    made = [
        f"CREATE TABLE o_concept AS SELECT row_number() OVER (ORDER BY domain, code) AS concept_id, "
        f"domain, code "
        f"FROM ({CONCEPTS}) c",
        "CREATE TABLE o_person AS SELECT patient AS person_id, birth, f_sex AS gender FROM w_patient",
        "CREATE TABLE o_observation_period AS SELECT patient AS person_id, timestamp '2000-01-01' AS "
        "op_start, "
        f"{CUT} + INTERVAL '1 day' - INTERVAL '1 second' AS op_end FROM w_patient",
        "CREATE TABLE o_visit AS SELECT patient AS person_id, id AS visit_id, start_at, end_at, "
        "f_disposition AS discharged_to FROM w_stay",
    ]
    for name, rows in EVENTS.items():
        made += [
            f"CREATE TABLE o_{name} AS SELECT e.id, e.patient AS person_id, c.concept_id, e.stay AS "
            f"visit_id, "
            f"e.value, e.start_at, e.end_at FROM ({rows}) e JOIN o_concept c USING (domain, code)",
            f"CREATE INDEX ON o_{name} (concept_id, person_id, start_at)",
        ]
    for name in (*EVENTS, "visit"):
        made += [f"CREATE INDEX ON o_{name} (person_id, start_at)", f"CREATE INDEX ON o_{name} (visit_id)"]
    keys = [f"CREATE INDEX ON o_{name} (person_id)" for name in ("person", "observation_period")]
    return [*made, *keys, *RESULTS]


def criterion(name: str, table: str, codes: str = "", where: str = "TRUE") -> str:
    """Events of one table with a code of a set."""
    of_codes = (
        f"JOIN o_codesets cs ON cs.concept_id = t.concept_id AND cs.codeset = '{codes}'" if codes else ""
    )
    key, value = ("visit_id", "discharged_to") if table == "visit" else ("id", "value")
    return f"""-- {name}
        SELECT C.person_id, C.event_id, C.start_at, C.end_at, C.visit_id, C.start_at AS sort_date FROM (
          SELECT t.person_id, t.{key} AS event_id, t.visit_id, t.start_at, t.end_at, t.{value} AS value
          FROM o_{table} t {of_codes}) C WHERE {where}"""


def correlated(events: str, asked: str, on: str, times: str) -> str:
    """Events that have so many others in a window; with none allowed, by an outer join."""
    windowed = f"""SELECT P.person_id, P.event_id, A.start_at AS other_start FROM {events} P JOIN ({asked}) A
        ON A.person_id = P.person_id AND A.start_at >= P.op_start AND A.start_at <= P.op_end AND {on}"""
    if times != "count(cc.event_id) = 0":
        return f"""SELECT 0 AS index_id, cc.person_id, cc.event_id FROM ({windowed}) cc
            GROUP BY cc.person_id, cc.event_id HAVING {times}"""
    return f"""SELECT 0 AS index_id, p.person_id, p.event_id FROM {events} p LEFT JOIN ({windowed}) cc
        ON p.person_id = cc.person_id AND p.event_id = cc.event_id
        GROUP BY p.person_id, p.event_id HAVING {times}"""


def people(events: str, where: str) -> str:
    """Events of people whose own values say so."""
    return f"""SELECT 0 AS index_id, e.person_id, e.event_id FROM {events} E JOIN o_person P
        ON P.person_id = E.person_id WHERE {where} GROUP BY e.person_id, e.event_id"""


def group(events: str, queries: list[str]) -> str:
    """Events that meet all of some queries."""
    union = " UNION ALL ".join(queries)
    return f"""SELECT G.person_id, G.event_id FROM (SELECT E.person_id, E.event_id FROM {events} E
        INNER JOIN ({union}) CQ ON E.person_id = CQ.person_id AND E.event_id = CQ.event_id
        GROUP BY E.person_id, E.event_id HAVING count(CQ.index_id) = {len(queries)}) G"""


def visits(codes: str, where: str = "C.value IS NOT NULL") -> str:
    """Visits with a condition in the same visit."""
    plain = criterion("visits", "visit")
    events = f"""(SELECT Q.*, OP.op_start, OP.op_end FROM ({plain}) Q JOIN o_observation_period OP
        ON Q.person_id = OP.person_id AND OP.op_start <= Q.start_at AND OP.op_end >= Q.start_at)"""
    same = correlated(
        events, criterion("in the visit", "condition", codes, where), "A.visit_id = P.visit_id", AT_LEAST_ONE
    )
    return f"""SELECT PE.* FROM ({plain}) PE JOIN ({group(events, [same])}) AC
        ON AC.person_id = PE.person_id AND AC.event_id = PE.event_id"""


AT_LEAST_ONE, NONE = "count(cc.event_id) >= 1", "count(cc.event_id) = 0"


def script(primary: str, rules: list[str], *, first: bool) -> list[str]:
    """Every statement from the code sets to the patients of the cohort."""
    lists = ", ".join(f"('{name}', '{domain}', '{code}')" for name, code, domain in LISTS)
    limit = "WHERE P.ordinal = 1" if first else ""
    made = [
        "CREATE TEMP TABLE o_codesets (codeset text NOT NULL, concept_id bigint NOT NULL)",
        f"INSERT INTO o_codesets SELECT l.name, c.concept_id FROM (VALUES {lists}) l(name, domain, code) "
        "JOIN o_concept c ON c.domain = l.domain AND c.code LIKE l.code",
        "ANALYZE o_codesets",
        f"""CREATE TEMP TABLE o_qualified AS SELECT event_id, person_id, start_at, end_at, op_start,
          op_end, visit_id
        FROM (SELECT pe.*, row_number() OVER (PARTITION BY pe.person_id ORDER BY pe.start_at) AS place FROM (
          SELECT P.ordinal AS event_id, P.person_id, P.start_at, P.end_at, op_start, op_end, P.visit_id FROM (
            SELECT E.person_id, E.start_at, E.end_at, row_number() OVER (PARTITION BY E.person_id
              ORDER BY E.sort_date, E.event_id) AS ordinal, OP.op_start, OP.op_end, E.visit_id
            FROM ({primary}) E JOIN o_observation_period OP ON E.person_id = OP.person_id
              AND E.start_at >= OP.op_start AND E.start_at <= OP.op_end) P {limit}) pe) QE""",
        "ANALYZE o_qualified",
    ]
    for i, rule in enumerate(rules):
        made.append(f"""CREATE TEMP TABLE o_rule_{i} AS SELECT {i} AS rule, person_id, event_id FROM (
            SELECT pe.person_id, pe.event_id FROM o_qualified pe JOIN ({group("o_qualified", [rule])}) AC
            ON AC.person_id = pe.person_id AND AC.event_id = pe.event_id) R""")
    union = " UNION ALL ".join(f"SELECT rule, person_id, event_id FROM o_rule_{i}" for i in range(len(rules)))
    none = "SELECT 0 AS rule, 0::bigint AS person_id, 0::bigint AS event_id WHERE FALSE"
    made.append(f"CREATE TEMP TABLE o_inclusion AS SELECT rule, person_id, event_id FROM ({union or none}) I")
    return [*made, "ANALYZE o_inclusion", *_cohort(len(rules)), *_impact(len(rules)), *_drop(len(rules))]


def _cohort(rules: int) -> list[str]:
    """The events that meet every rule, as eras that are stored."""
    meets = f"WHERE MG.mask = power(2, {rules}) - 1" if rules else ""
    return [
        f"""CREATE TEMP TABLE o_included AS SELECT event_id, person_id, start_at, end_at, op_start, op_end
          FROM (
          SELECT Q.event_id, Q.person_id, Q.start_at, Q.end_at, Q.op_start, Q.op_end,
            sum(coalesce(power(2, I.rule), 0)) AS mask FROM o_qualified Q LEFT JOIN o_inclusion I
            ON I.person_id = Q.person_id AND I.event_id = Q.event_id
          GROUP BY Q.event_id, Q.person_id, Q.start_at, Q.end_at, Q.op_start, Q.op_end) MG {meets}""",
        """CREATE TEMP TABLE o_rows AS SELECT person_id, start_at, end_at FROM (SELECT I.event_id,
          I.person_id,
          I.start_at, CE.end_at, row_number() OVER (PARTITION BY I.person_id, I.event_id ORDER BY
            CE.end_at) AS
          place FROM o_included I JOIN (SELECT event_id, person_id, op_end AS end_at FROM o_included) CE
          ON I.event_id = CE.event_id AND I.person_id = CE.person_id AND CE.end_at >= I.start_at) F
        WHERE F.place = 1""",
        """CREATE TEMP TABLE o_final AS SELECT person_id, min(start_at) AS start_at, max(end_at) AS end_at
          FROM (
          SELECT person_id, start_at, end_at, sum(is_start) OVER (PARTITION BY person_id ORDER BY start_at,
            is_start DESC ROWS UNBOUNDED PRECEDING) AS era FROM (SELECT person_id, start_at, end_at, CASE WHEN
            max(end_at) OVER (PARTITION BY person_id ORDER BY start_at ROWS BETWEEN UNBOUNDED PRECEDING
            AND 1 PRECEDING) >= start_at THEN 0 ELSE 1 END AS is_start FROM o_rows) ST) GR
        GROUP BY person_id, era""",
        "DELETE FROM o_cohort WHERE cohort_definition_id = 1",
        "INSERT INTO o_cohort SELECT 1, person_id, start_at, end_at FROM o_final",
    ]


def _impact(rules: int) -> list[str]:
    """What each rule does, counted by events and by the best event of everybody; nothing without rules."""
    if not rules:
        return []
    best = """CREATE TEMP TABLE o_best AS SELECT q.person_id, q.event_id FROM o_qualified Q JOIN (
        SELECT R.person_id, R.event_id, row_number() OVER (PARTITION BY R.person_id ORDER BY R.rule_count
          DESC,
          R.min_rule_id, R.start_at) AS place FROM (SELECT Q.person_id, Q.event_id,
          coalesce(count(DISTINCT I.rule), 0) AS rule_count, coalesce(min(I.rule), 0) AS min_rule_id,
            Q.start_at
          FROM o_qualified Q LEFT JOIN o_inclusion I ON q.person_id = i.person_id AND q.event_id = i.event_id
          GROUP BY Q.person_id, Q.event_id, Q.start_at) R) ranked ON Q.person_id = ranked.person_id
        AND Q.event_id = ranked.event_id WHERE ranked.place = 1"""
    made = [best]
    for mode, table in enumerate(("o_qualified", "o_best")):
        made += [
            f"DELETE FROM o_inclusion_result WHERE mode_id = {mode}",
            f"""INSERT INTO o_inclusion_result SELECT 1, mask, count(*), {mode} FROM (SELECT Q.person_id,
              Q.event_id,
              CAST(sum(coalesce(power(2, I.rule), 0)) AS bigint) AS mask FROM {table} Q LEFT JOIN
                o_inclusion I
              ON q.person_id = i.person_id AND q.event_id = i.event_id GROUP BY Q.person_id, Q.event_id) MG
            GROUP BY mask""",
            f"DELETE FROM o_inclusion_stats WHERE mode_id = {mode}",
            f"""INSERT INTO o_inclusion_stats SELECT 1, ir.n, coalesce(T.n, 0), coalesce(SR.person_count, 0),
              EventTotal.total, {mode} FROM generate_series(0, {rules - 1}) ir(n) LEFT JOIN (SELECT i.rule,
              count(i.event_id) AS n FROM {table} Q JOIN o_inclusion i ON Q.person_id = I.person_id
              AND Q.event_id = i.event_id GROUP BY i.rule) T ON ir.n = T.rule
              CROSS JOIN (SELECT count(event_id) AS total FROM {table}) EventTotal
              LEFT JOIN o_inclusion_result SR ON SR.mode_id = {mode}
                AND power(2, {rules}) - power(2, ir.n) - 1 = SR.mask""",
            f"DELETE FROM o_summary_stats WHERE mode_id = {mode}",
            f"""INSERT INTO o_summary_stats SELECT 1, PC.total, coalesce(FC.total, 0), {mode} FROM (SELECT
              count(event_id) AS total FROM {table}) PC, (SELECT sum(person_count) AS total FROM
                o_inclusion_result
              WHERE mode_id = {mode} AND mask = power(2, {rules}) - 1) FC""",
        ]
    return [*made, "DROP TABLE o_best"]


def _drop(rules: int) -> list[str]:
    """The patients, after everything temporary is gone."""
    names = ["codesets", "qualified", "inclusion", "included", "rows", "final"]
    names += [f"rule_{i}" for i in range(rules)]
    return [*(f"DROP TABLE o_{name}" for name in names), "SELECT DISTINCT subject_id FROM o_cohort"]


def _rule(table: str, codes: str, on: str, times: str, where: str = "TRUE") -> str:
    return correlated("o_qualified", criterion("rule", table, codes, where), on, times)


_BEFORE = "A.start_at < date_trunc('day', P.start_at)"
_SAME = "A.visit_id = P.visit_id"
_HOME = f"""A.start_at < date_trunc('day', P.end_at) + INTERVAL '1 day'
    AND coalesce(A.end_at, {CUT}) >= date_trunc('day', P.end_at)"""
_DAY = "A.start_at >= P.start_at AND A.start_at <= P.start_at + INTERVAL '24 hours'"
_TWO_YEARS = """A.start_at >= date_trunc('day', P.start_at) - INTERVAL '730 days'
    AND A.start_at < date_trunc('day', P.start_at) + INTERVAL '1 day'"""
ASKED = {
    1: script(criterion("visits", "visit", "", "C.end_at >= '2024-01-01' AND C.end_at < '2025-01-01'"), [],
              first=True),
    2: script(visits("ami"), [people("o_qualified", "P.gender = 'F'"), people(
        "o_qualified", "date_trunc('day', E.start_at) >= P.birth + INTERVAL '75 years'")], first=True),
    7: script(visits("ami"), [_rule("measurement", "tnt", _DAY, AT_LEAST_ONE, "C.value > 5000")], first=True),
    12: script(visits("ami"), [_rule("measurement", "a1c", _TWO_YEARS,
                                     "count(DISTINCT date_trunc('day', cc.other_start)) >= 2",
                                     "C.value >= 6.5")], first=True),
    13: script(visits("stemi"), [
        _rule("condition", "ami", _BEFORE, NONE),
        correlated("o_qualified", " UNION ALL ".join(criterion(c, "procedure", c) for c in ("pci", "cabg")),
                   _BEFORE, NONE)], first=True),
    14: script(visits("af", "TRUE"), [_rule("drug", "oac", _HOME, NONE),
                                      _rule("visit", "", _SAME, NONE, "C.value = 'died'")], first=True),
    16: script(visits("hf"), [_rule("measurement", "lvef", _SAME, NONE)], first=False),
    29: script(visits("shock", "TRUE"), [_rule("procedure", "iabp", _SAME, AT_LEAST_ONE)], first=False),
}  # fmt: skip
