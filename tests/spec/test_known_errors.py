"""Errors that public copies of these scores are known to hold: each would change a number here.

One test for each line of the list in the reference (§1.90). The wrong variant is computed beside ours, so
that a test whose two variants agree would fail.
"""

import math

import pytest

from cardiology.scores import SCORES
from cardiology.scores.acs import grace
from cardiology.scores.intervention import euroscore2
from cardiology.scores.prevention import martin_hopkins
from cardiology.scores.prevention.lipids import MG_CHOLESTEROL, MG_TRIGLYCERIDES

GRACE = {"syndrome": "nste", "age": 57, "heart_rate": 70, "sbp": 130, "creatinine": 88.4, "killip": 1,
         "arrest": False, "st_deviation": False, "marker": False}  # fmt: skip


def test_1_grace_in_hospital_has_its_own_points_for_age():
    ours = [SCORES["grace"]({**GRACE, "age": age}).parts["age"] for age in (39, 45, 55, 65, 75, 85)]
    assert ours == [8, 25, 41, 58, 75, 91]
    assert ours != [points for _limit, points in grace.LATE_AGE][:6]  # those of six months


def test_1_grace_in_hospital_has_its_own_limits():
    found = SCORES["grace"]({**GRACE, "marker": True})  # 105 points
    assert (found.value, found.category) == (
        105,
        "low",
    )  # by the limits at discharge: intermediate (89 to 118)
    assert [limit for limit, _word in grace.LIMITS["nste"]] == [0, 109, 141]
    assert [limit for limit, _word in grace.LATE_LIMITS["nste"]] == [0, 89, 119]


def test_1_grace_is_additive_in_its_points_not_a_third_model():
    parts = SCORES["grace"](GRACE)
    assert sum(parts.parts.values()) == parts.value == 91


MAGGIC = {"lvef": 28, "age": 67, "sbp": 118, "bmi": 24.2, "creatinine": 98, "nyha": 2, "sex": "male",
          "smoking": False, "diabetes": False, "lung_disease": False, "known_18_months": True,
          "no_beta_blocker": False, "no_raas_inhibitor": False}  # fmt: skip


def test_2_maggic_counts_what_is_known_for_18_months_or_more():
    known, fresh = (SCORES["maggic"]({**MAGGIC, "known_18_months": k}).value for k in (True, False))
    assert (known, fresh) == (22, 20)


@pytest.mark.parametrize(("age", "points"), [(54, 0), (55, 1), (56, 1), (79, 8), (80, 10), (81, 10)])
def test_2_maggic_ages_begin_at_55_and_at_80(age, points):
    assert SCORES["maggic"]({**MAGGIC, "age": age}).parts["age"] == points


def test_3_egfr_of_men_uses_0_9_whatever_the_creatinine():
    found = SCORES["egfr"]({"creatinine": 0.8 * 88.4, "age": 50, "sex": "male"}).value
    wrong = 142 * (0.8 / 0.7) ** -1.2 * 0.9938**50
    assert found == pytest.approx(142 * (0.8 / 0.9) ** -0.302 * 0.9938**50)
    assert abs(found - wrong) > 10


def test_4_sampson_squares_the_triglycerides():
    tc, hdl, tg = 200, 50, 150
    given = {"cholesterol": tc / MG_CHOLESTEROL, "hdl": hdl / MG_CHOLESTEROL,
             "triglycerides": tg / MG_TRIGLYCERIDES}  # fmt: skip
    found = SCORES["ldl"](given).value * MG_CHOLESTEROL
    wrong = tc / 0.948 - hdl / 0.971 - (tg / 8.56 + tg * (tc - hdl) / 2140 - tg * 2 / 16100) - 9.44
    assert found == pytest.approx(123.4, abs=0.05)
    assert abs(found - wrong) > 1


def test_5_martin_hopkins_has_every_row_and_both_cells_that_are_mistyped():
    assert len(martin_hopkins.TABLE) == 30
    assert all(len(row) == 7 for row in martin_hopkins.TABLE)
    assert martin_hopkins.factor(78, 230) == 4.2
    assert martin_hopkins.factor(103, 230) == 4.5
    assert martin_hopkins.factor(101, 90) == 5.5  # the row 101 to 105; without it 5.4 of the row before
    starts = [row[0] for row in martin_hopkins.TABLE]
    assert starts == sorted(set(starts))


def test_5_martin_hopkins_rounds_before_the_lookup():
    assert martin_hopkins.factor(100.6, 99.6) == 5.2  # 101 and 100
    assert martin_hopkins.factor(100.4, 99.4) == 5.4  # 100 and 99
    assert martin_hopkins.factor(6.4, 99) is None
    assert martin_hopkins.factor(13975.6, 99) is None


SURGERY = {
    "age": 60, "sex": "male", "dialysis": False, "clearance": 90, "nyha": 1, "lvef": 60, "pasp": 25,
    **dict.fromkeys(euroscore2.YES, False), "urgency": "elective", "weight_of_procedure": "isolated_cabg",
}  # fmt: skip


def test_6_euroscore_of_poor_mobility():
    assert SCORES["euroscore2"]({**SURGERY, "poor_mobility": True}).parts["poor_mobility"] == 0.2407181


def test_6_euroscore_of_a_clearance_of_exactly_50_is_not_dialysis():
    at_50 = SCORES["euroscore2"]({**SURGERY, "clearance": 50}).parts["kidney"]
    dialysis = SCORES["euroscore2"]({**SURGERY, "clearance": 50, "dialysis": True}).parts["kidney"]
    assert (at_50, dialysis) == (0.8592256, 0.6421508)


CHINESE = {"age": 60, "sex": "male", "sbp": 140, "cholesterol": 5.172, "hdl": 1.1637, "waist": 90,
           "smoking": False, "diabetes": False, "north": True, "urban": True,
           "family_history": False}  # fmt: skip


@pytest.mark.parametrize("sex", ["male", "female"])
def test_7_china_par_never_treats_the_treated_as_untreated(sex):
    treated = SCORES["china_par"]({**CHINESE, "sex": sex, "treated": True})
    assert (treated.value, treated.risk, treated.category) == (None, None, "not_applicable")
    assert SCORES["china_par"]({**CHINESE, "sex": sex, "treated": False}).value is not None


BREATHLESS = {"bmi": 24, "antihypertensives": 0, "atrial_fibrillation": False, "pasp": 20, "age": 50,
              "e_over_e_prime": 5}  # fmt: skip


def test_8_h2fpef_gives_hypertension_one_point():
    assert SCORES["h2fpef"]({**BREATHLESS, "antihypertensives": 2}).value == 1
    assert SCORES["h2fpef"]({**BREATHLESS, "antihypertensives": 1}).value == 0


def test_8_h2fpef_is_intermediate_from_two_points():
    found = SCORES["h2fpef"]({**BREATHLESS, "bmi": 31})
    assert (found.value, found.category) == (2, "intermediate")


def test_9_score2_is_the_model_not_a_clamp():
    """Every input moves the risk over its whole range; a heuristic of clamps stands still somewhere."""
    person = {"age": 55, "sex": "male", "smoking": False, "diabetes": False, "sbp": 120, "cholesterol": 5.0,
              "hdl": 1.3, "region": "moderate"}  # fmt: skip
    for name, values in {
        "age": range(40, 70),
        "sbp": range(90, 220, 10),
        "cholesterol": range(3, 12),
    }.items():
        risks = [SCORES["score2"]({**person, name: v}).risk for v in values]
        assert risks == sorted(set(risks)), name
    falling = [SCORES["score2"]({**person, "hdl": h / 10}).risk for h in range(6, 30)]
    assert falling == sorted(set(falling), reverse=True)


def test_10_qtc_never_rounds_the_rr_interval():
    found = SCORES["qtc"]({"qt": 400, "heart_rate": 97, "sex": "male"}).parts
    rounded = round(60 / 97, 1)
    assert found["bazett"] == pytest.approx(400 / math.sqrt(60 / 97))
    assert abs(found["bazett"] - 400 / math.sqrt(rounded)) > 1
    assert abs(found["framingham"] - (400 + 154 * (1 - rounded))) > 1


def test_11_precise_dapt_rounds_the_sum_not_its_parts():
    given = {"age": 71, "clearance": 61, "haemoglobin": 120, "leucocytes": 9.9, "bleeding": False}
    found = SCORES["precise_dapt"](given)
    parts = sum(math.floor(part + 0.5) for part in found.parts.values())
    assert (found.value, found.category, parts) == (25, "high", 25)
    near = SCORES["precise_dapt"]({**given, "leucocytes": 9.6, "clearance": 62})
    parts = sum(math.floor(part + 0.5) for part in near.parts.values())
    assert (near.value, near.category) == (24, "not_high")
    assert parts == 25  # rounded one by one it would be high


def test_11_precise_hbr_rounds_the_sum_not_its_parts():
    given = {"age": 66, "haemoglobin": 131, "egfr": 70, "leucocytes": 7.4, "bleeding": False,
             "anticoagulant": False, "other": True}  # fmt: skip
    found = SCORES["precise_hbr"](given)
    parts = sum(math.floor(part + 0.5) for part in found.parts.values())
    assert (found.value, found.category) == (24, "high")
    assert parts != found.value
