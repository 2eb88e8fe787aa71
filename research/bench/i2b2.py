"""Worked questions as i2b2 asks them: one table of facts, panels that mark patients and visits one after
another.

Shaped as its query builder shapes it: concepts and modifiers by their paths, the first panel put into a
table of
marks, every further one an update of the marks, an inverted one by a mark that drops out, then the set is
stored.
"""

PATHS = "concept_cd IN (SELECT concept_cd FROM i_concept WHERE concept_path LIKE '{}%' ESCAPE '?')"
MAIN = "modifier_cd IN (SELECT modifier_cd FROM i_modifier WHERE modifier_path LIKE '/main/%')"
SEEN = "f.start_date < timestamp '2025-01-01'"
FACTS = """
SELECT patient AS patient_num, id AS encounter_num, 'VISIT' AS concept_cd, start_at AS start_date,
  end_at AS end_date, NULL::float8 AS nval_num, '@' AS modifier_cd FROM w_stay
UNION ALL SELECT patient, stay, 'DX:' || f_code, start_at, end_at, NULL, CASE WHEN f_primary THEN 'P' ELSE
'@' END
  FROM w_dx
UNION ALL SELECT patient, stay, 'PR:' || f_code, start_at, end_at, NULL, '@' FROM w_proc
UNION ALL SELECT patient, stay, 'LAB:' || f_code, start_at, end_at, f_value, '@' FROM w_lab
UNION ALL SELECT patient, stay, 'VS:' || f_code, start_at, end_at, f_value, '@' FROM w_vital
UNION ALL SELECT patient, stay, 'ECHO:lvef', start_at, end_at, f_lvef, '@' FROM w_echo
UNION ALL SELECT patient, stay, 'RX:' || f_code, start_at, end_at, NULL, '@' FROM w_med
"""


def tables() -> list[str]:
    """The same rows as facts, with concepts, modifiers and indexes."""
    return [
        f"CREATE TABLE i_fact AS {FACTS}",
        "CREATE TABLE i_concept AS SELECT DISTINCT concept_cd, '/' || replace(concept_cd, ':', '/') || '/' "
        "AS "
        "concept_path FROM i_fact",
        "CREATE TABLE i_modifier AS SELECT * FROM (VALUES ('P', '/main/first/'), ('@', '/any/')) "
        "m(modifier_cd, "
        "modifier_path)",
        "CREATE INDEX ON i_fact (concept_cd, patient_num, encounter_num, start_date)",
        "CREATE INDEX ON i_fact (patient_num, encounter_num, concept_cd)",
        "CREATE INDEX ON i_concept (concept_path text_pattern_ops)",
        "CREATE TABLE i_set (patient_num bigint, encounter_num bigint)",
    ]


def concept(path: str, more: str = "") -> str:
    """The visits that have a fact under a path."""
    where = " AND ".join([PATHS.format(path), SEEN, *([more] if more else [])])
    return (
        f"SELECT f.encounter_num, f.patient_num FROM i_fact f WHERE f.{where} "
        "GROUP BY f.encounter_num, f.patient_num"
    )


def script(first: str, *panels: tuple[str, bool]) -> list[str]:
    """Every statement from the first panel to the patients of the set; a panel may be inverted."""
    made = [
        "CREATE TEMP TABLE i_marks (encounter_num bigint, patient_num bigint, panel_count int)",
        f"INSERT INTO i_marks (encounter_num, patient_num, panel_count) WITH t AS ({first}) "
        "SELECT t.encounter_num, t.patient_num, 0 AS panel_count FROM t",
    ]
    reached = 0
    for panel, is_inverted in panels:
        mark = -1 if is_inverted else reached + 1
        made.append(
            f"UPDATE i_marks SET panel_count = {mark} WHERE i_marks.panel_count = {reached} AND EXISTS ("
            f"SELECT 1 FROM ({panel}) t WHERE i_marks.patient_num = t.patient_num "
            "AND i_marks.encounter_num = t.encounter_num)"
        )
        reached = reached if is_inverted else mark
    return [
        *made,
        "DELETE FROM i_set",
        "INSERT INTO i_set SELECT * FROM (SELECT DISTINCT patient_num, encounter_num FROM i_marks "
        f"WHERE panel_count = {reached} AND encounter_num IS NOT NULL) q",
        "DROP TABLE i_marks",
        "SELECT DISTINCT patient_num FROM i_set",
    ]


_VISIT = concept("/VISIT/")
ASKED = {
    1: script(concept("/VISIT/", "f.end_date >= '2024-01-01' AND f.end_date < '2025-01-01'")),
    16: script(concept("/DX/I50", f"f.{MAIN}"), (_VISIT, False), (concept("/ECHO/lvef/"), True)),
    29: script(concept("/DX/R57"), (concept("/PR/iabp/"), False), (_VISIT, False)),
}
