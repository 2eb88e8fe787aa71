"""Every score, rule and measure of the sources is computed and has worked examples, or is listed with its
reason."""

import pytest

from cardiology.guidance import RULES
from cardiology.guidance.critical import DEFAULTS
from cardiology.guidance.not_computed import NOT_COMPUTED as NO_RULE
from cardiology.quality import MEASURES
from cardiology.quality.not_computed import NOT_COMPUTED as NO_MEASURE
from cardiology.queries.reference import entries
from cardiology.registries import counted_measures
from cardiology.scores import SCORES
from cardiology.scores.not_computed import NOT_COMPUTED as NO_SCORE

# The numbers of the sources; S08 is a variant of S07, S31 was never given.
SCORES_OF = {
    "S01": "grace", "S02": "grace_six_months", "S03": "timi_nste", "S04": "timi_stemi", "S05": "killip",
    "S06": "heart", "S07": "cha2ds2_vasc", "S08": "cha2ds2_va", "S09": "has_bled", "S10": "crusade",
    "S11": "arc_hbr", "S12": "precise_dapt", "S13": "precise_hbr", "S14": "dapt", "S15": "maggic",
    "S16": "h2fpef", "S17": "mehran", "S18": "euroscore2", "S19": "hcm_scd",
    "S20": "score2 score2_diabetes score2_asia", "S21": "china_par", "S22": "smart", "S23": "egfr",
    "S24": "cockcroft_gault", "S25": "ldl martin_hopkins", "S26": "qtc", "S27": "body_size left_ventricle",
    "S28": "nyha ccs hf_phenotype barc mi_type scai kdigo contrast_injury syntax af_pattern blood_pressure "
           "albuminuria",
    "S29": "wells_pe", "S30": "", "S32": "gwtg_hf", "S33": "ttr",
}  # fmt: skip
RULES_OF = [f"R{n:02}" for n in (*range(1, 26), *range(30, 45), *range(50, 88))]
MEASURES_OF = [
    *(f"M{n:02}" for n in range(1, 29)), "M02b", "M04b", "M15cn", "M16h",
    *(f"H{n:02}" for n in range(1, 20) if n != 18), "H18",
    *(f"A{n:02}" for n in range(1, 11)),
    *(f"F{n:02}" for n in range(1, 9)),
    "CMS996", "CMS135", "CMS144", "CMS145", "CMS347", "CMS165", "CMS90", "CMS71", "CMS108",
]  # fmt: skip
CRITICAL_OF = {
    "k", "na", "glu", "cr", "cr_kdigo", "hb", "plt", "wbc", "inr", "inr_free", "aptt", "aptt_ufh", "fib",
    "troponin", "lac", "ph", "ca", "mg", "dig", "bcult",
}  # fmt: skip
WARNS = {"L01", "L02", "L03"}  # of the same table, the limits that only warn


def listed(not_computed):
    """The numbers that are listed as not computed, with a title and a reason each."""
    assert all(str(title) and str(reason) for _id, title, reason in not_computed)
    return {number for ids, _title, _reason in not_computed for number in ids.split(", ")}


def test_every_score_of_the_sources_is_computed_or_listed():
    known = [score for scores in SCORES_OF.values() for score in scores.split()]
    assert sorted(known) == sorted(SCORES)
    assert {number for number, scores in SCORES_OF.items() if not scores} <= listed(NO_SCORE)


def test_every_rule_of_the_sources_is_computed_or_listed():
    topics = {rule.topic for rule in RULES.values()}
    assert [number for number in RULES_OF if number not in topics | listed(NO_RULE)] == []
    assert topics - set(RULES_OF) == WARNS


def test_every_measure_of_the_sources_is_computed_or_listed():
    known = {*MEASURES, *counted_measures}
    assert [number for number in MEASURES_OF if number not in known | listed(NO_MEASURE)] == []


def test_every_critical_value_of_the_sources_calls():
    assert sorted(DEFAULTS) == sorted(CRITICAL_OF)


@pytest.mark.django_db
@pytest.mark.parametrize("book", ["scores", "rules", "measures"])
def test_whatever_is_computed_has_its_worked_examples(book):
    assert [entry.id for entry in entries(book, None) if not entry.rows] == []
