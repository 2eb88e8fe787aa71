"""Ten of the worked questions as somebody would write them by hand, the best SQL for each.

Each gives the patients that remain, so that the answers can be compared before the times are.
"""

CUT = "timestamp '2024-12-31'"
FIRST_STAY = """
SELECT DISTINCT ON (s.patient) s.* FROM w_stay s WHERE s.start_at < timestamp '2025-01-01' AND EXISTS (
  SELECT 1 FROM w_dx d WHERE d.stay = s.id AND d.patient = s.patient AND d.start_at < timestamp '2025-01-01'
    AND {what}) ORDER BY s.patient, s.start_at, s.id
"""
AMI, HF = "d.f_code LIKE 'I21%' AND d.f_primary", "d.f_code LIKE 'I50%' AND d.f_primary"
SEEN = "start_at < timestamp '2025-01-01'"


def _first(what: str) -> str:
    return f"WITH ix AS MATERIALIZED ({FIRST_STAY.format(what=what)})"


ASKED = {
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
        SELECT 1 FROM w_dx d WHERE d.patient = ix.patient AND d.f_code LIKE 'I21%'
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
        WHERE d.stay = s.id AND d.{SEEN} AND d.f_code LIKE 'R57%') AND EXISTS (
        SELECT 1 FROM w_proc p WHERE p.stay = s.id AND p.{SEEN} AND p.f_code = 'iabp')""",
}  # fmt: skip
