"""The laboratory table holds every test of the field report (4.6): code, unit and both tiers of limits."""

from decimal import Decimal

import pytest

from cardiology.codes import laboratory
from cardiology.codes.panels import OTHER, panel_of
from cardiology.dictionary.units import Typed

# LOINC, unit, cannot be below and above, unusual below and above; None: the report names no such limit
REPORT = """
89579-7 ng/L    0    5000000  None 1000000
67151-1 ng/L    0    5000000  None 100000
10839-9 ug/L    0    5000     None 1000
6598-7  ug/L    0    5000     None 1000
13969-1 ug/L    0    2000     None 500
32673-6 U/L     0    2000     None 500
2157-6  U/L     0    500000   None 20000
14804-9 U/L     0    50000    None 5000
2532-0  U/L     0    50000    None 5000
2639-3  ug/L    0    50000    None 5000
33762-6 ng/L    0    200000   None 70000
30934-4 ng/L    0    50000    None 5000
14682-9 umol/L  9    2652     30   442
2160-0  umol/L  9    2652     30   442
62238-1 mL/min/1.73m2 1 250   15   None
33863-2 mg/L    0.1  15       None 5
22664-7 mmol/L  0.1  120      None 40
14937-7 mmol/L  0.1  120      None 40
14933-6 umol/L  10   2000     None 900
2823-3  mmol/L  1    12       3.0  6.0
2951-2  mmol/L  90   200      120  160
2075-0  mmol/L  60   160      85   120
2601-3  mmol/L  0.1  5        0.5  1.5
2000-8  mmol/L  0.5  5        1.8  3.0
14749-6 mmol/L  0.3  90       3.9  25
14771-0 mmol/L  0.3  90       3.9  25
4548-4  %       2    25       4    15
59261-8 mmol/mol 0   250      20   140
14647-2 mmol/L  0    25.9     1.9  7.8
22748-8 mmol/L  0    20       0.3  8
69419-0 mmol/L  0    20       0.3  8
14646-4 mmol/L  0    7.8      None 2.6
14927-8 mmol/L  0    120      None 11
43583-4 nmol/L  0    2000     None 500
10835-7 mg/L    0    5000     None 1500
1869-7  g/L     0    5        None None
1884-6  g/L     0    5        None None
13965-9 umol/L  0    500      None 100
1742-6  U/L     0    20000    None 1000
1920-8  U/L     0    20000    None 1000
2324-2  U/L     0    20000    None 1000
6768-6  U/L     0    20000    None 1000
14631-6 umol/L  0    1200     None 100
14629-0 umol/L  0    1200     None 100
1751-7  g/L     5    80       20   None
2885-2  g/L     10   150      None None
718-7   g/L     10   500      50   200
6690-2  10^9/L  0    500      1    50
777-3   10^9/L  0    3000     50   1000
26515-7 10^9/L  0    3000     50   1000
1988-5  mg/L    0    1000     None 300
30522-7 mg/L    0    1000     None 300
33959-8 ug/L    0    1000     None 100
5902-2  s       5    300      None None
6301-6  1       0.5  25       None 5
14979-9 s       10   400      None 150
3255-7  g/L     0    20       None None
48065-7 mg/LFEU 0    200      None 20
48066-5 mg/LDDU 0    200      None 20
3016-3  mIU/L   0    500      None None
14920-3 pmol/L  0    200      None None
14928-6 pmol/L  0    60       None None
2744-1  1       6.3  8.0      7.2  None
2524-7  mmol/L  0    40       None 4
2276-4  ug/L    0    100000   None None
2502-3  %       0    150      None None
14959-1 mg/g    0    30000    None None
"""
LINES = [line.split() for line in REPORT.splitlines() if line]
# which the report names without limits
NAMED = ("770-8", "731-0", "789-8", "4544-3", "2703-7", "2019-8", "1960-4")


@pytest.mark.parametrize("line", LINES, ids=lambda line: line[0])
def test_the_limits_are_those_of_the_report(line):
    loinc, unit, *limits = line
    least, most, low, high = (None if text == "None" else Decimal(text) for text in limits)
    test = laboratory.find(loinc)
    assert test, f"{loinc} is not in the table"
    assert test.to_canonical(Typed(Decimal(1), unit)) == 1
    assert test.possible == (least, most)
    assert (test.plausible or test.possible) == (
        least if low is None else low,
        most if high is None else high,
    )


@pytest.mark.parametrize("loinc", NAMED)
def test_what_the_report_only_names_is_there(loinc):
    assert laboratory.find(loinc)


def test_every_test_of_the_report_has_its_place_on_the_page():
    tests = {laboratory.find(loinc) for loinc in (*NAMED, *(line[0] for line in LINES))}
    assert not [test.code for test in tests if panel_of(test.code) == OTHER]


@pytest.mark.parametrize(
    ("one", "other"), [("43583-4", "10835-7"), ("48065-7", "48066-5"), ("4548-4", "59261-8")]
)
def test_kinds_that_no_factor_joins_stay_apart(one, other):
    assert laboratory.find(one) is not laboratory.find(other)


@pytest.mark.parametrize(
    ("code", "typed", "unit", "value"),
    [("urea", 28, "mg/dL", "9.996"), ("urea", 60, "mg/dL urea", "9.99"), ("cysc", "0.1", "mg/dL", "1.0"),
     ("lpam", 30, "mg/dL", "300"), ("ddid", 250, "ng/mL DDU", "0.25"), ("dbil", 1, "mg/dL", "17.1"),
     ("rbc", "4.5", "10*6/uL", "4.5"), ("neutp", 71, "%", "71")],
)  # fmt: skip
def test_other_units_lead_to_the_canonical_one(code, typed, unit, value):
    assert laboratory.find(code).to_canonical(Typed(Decimal(typed), unit)) == Decimal(value)
