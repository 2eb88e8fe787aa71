"""The numbered rules of meaning, each as a story that both meanings must tell alike."""

import json

import pytest

from research.criteria.attrition import attrition
from research.criteria.describe import canonical_hash
from research.criteria.parse import DefinitionError, parse
from research.criteria.render import to_json
from tests.properties.small_world import CATALOGUE
from tests.spec.criteria.stories import INDEX, PROCEDURE, answered, lines, row, valued, world

pytestmark = pytest.mark.django_db

YES, NO, UNKNOWN = {"=": [1, 1]}, {"=": [1, 2]}, {"=": [1, {"/": [1, 0]}]}
LVEF = {"last": {"rows": "echo"}, "get": "lvef"}
DISCHARGE = {"of": "index.stay.end", "days": [0, 0], "by": "overlap"}


def echo(start, lvef=None, **rest):
    return row("echo", start, lvef=lvef, **rest)


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        (UNKNOWN, None), ({"not": UNKNOWN}, None),
        ({"all": [YES, UNKNOWN]}, None), ({"all": [NO, UNKNOWN]}, False), ({"all": [YES, YES]}, True),
        ({"any": [YES, UNKNOWN]}, True), ({"any": [NO, UNKNOWN]}, None), ({"any": [NO, NO]}, False),
        ({"at_least": [2, [YES, UNKNOWN, NO]]}, None), ({"at_least": [2, [YES, YES, UNKNOWN]]}, True),
        ({"at_least": [2, [YES, NO, NO]]}, False), ({"at_least": [3, [YES, UNKNOWN, NO]]}, False),
        ({"between": [5, 6, {"/": [1, 0]}]}, False),
    ],
)  # fmt: skip
def test_1_unknown_follows_kleene(test, expected):
    assert answered(test) is expected


def test_2_where_keeps_only_what_is_true():
    below = {"has": {"rows": "echo", "where": {"<": [{"f": "lvef"}, 40]}}}
    assert answered(below, echo("2024-03-11", None)) is False
    assert answered(below, echo("2024-03-11", 30)) is True


@pytest.mark.parametrize("vessel", ["lad", None])
def test_2_nothing_is_in_an_empty_list(vessel):
    index_row = row("proc", "2024-03-10", vessel=vessel)
    assert answered({"in": [{"f": "index.vessel"}, []]}, index_row) is False
    assert answered({"in": [{"f": "index.vessel"}, ["la*"]]}, index_row) is (True if vessel else None)


def test_3_no_row_is_no_where_it_is_known_where_to_look():
    assert answered({"has": {"rows": "echo"}}) is False
    assert valued({"count": {"rows": "echo"}}) == 0


def test_3_a_row_without_a_stay_is_not_one_whose_stay_lacks_something():
    lacking = {"not": {"has": {"rows": "echo", "same_stay": "row"}}}
    found = {"count": {"rows": "dx", "where": lacking}}
    assert valued(found, row("dx", "2024-03-11", code="I48")) == 0
    assert valued(found, row("dx", "2024-03-11", code="I48", stay=7)) == 1


def test_3_without_a_stay_the_discharge_drugs_are_unknown():
    on_acei = {"has": {"rows": "med", "where": {"in": [{"f": "code"}, ["acei"]]}, "in": DISCHARGE}}
    assert answered(on_acei) is None
    assert valued({"count": {"rows": "med", "in": DISCHARGE}}) is None
    assert answered({"has": {"rows": "echo", "same_stay": "index"}}) is None
    let = {"mi": {"last": {"rows": "dx"}}}
    assert answered({"has": {"rows": "echo", "in": {"of": "mi", "days": [0, 9]}}}, let=let) is None


@pytest.mark.parametrize(
    ("discharge", "death", "expected"),
    [
        ("2024-03-12", None, False),  # the window closed before the cut
        ("2024-12-20", None, None),  # still open at the cut
        ("2024-12-20", "2024-12-25", False),  # died while it was open: observed
        ("2024-12-20", "2025-03-01", None),  # died after the cut, which the cut cannot know
    ],
)
def test_4_follow_up_that_is_not_complete_is_unknown(discharge, death, expected):
    stay = row("stay", "2024-03-10T08:00", f"{discharge}T10:00", stay=1, id=1)
    back = {"has": {"rows": "stay", "in": {"of": "index.end", "days": [1, 30]}, "must_observe": True}}
    index = {"of": {"rows": "stay"}, "pick": "first"}
    assert answered(back, stay, index=index, death=death) is expected


def test_5_include_drops_and_exclude_keeps_the_unknown_unless_told_otherwise():
    criteria = [{"name": "a", "exclude": UNKNOWN}, {"name": "b", "include": UNKNOWN, "unknown": "keep"},
                {"name": "c", "include": UNKNOWN}]  # fmt: skip
    plain = {"index": INDEX, "criteria": criteria, "cut": "2024-12-31"}
    steps, left = attrition(parse(plain, CATALOGUE), lines(plain, world(PROCEDURE)))
    assert [(s.unknown, s.remaining_rows) for s in steps] == [(1, 1), (1, 1), (1, 0)]
    assert left == []


def test_6_a_pick_that_gets_a_value_skips_rows_without_it():
    rows = echo("2024-03-11", 35), echo("2024-03-12", None)
    assert valued(LVEF, *rows) == 35
    assert valued({"days": ["index", "e"]}, *rows, let={"e": {"last": {"rows": "echo"}}}) == 2


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"max": {"rows": "echo"}, "get": "lvef"}, 40), ({"min": {"rows": "echo"}, "get": "lvef"}, 30),
        ({"mean": {"rows": "echo"}, "get": "lvef"}, 35), ({"sum": {"rows": "echo"}, "get": "lvef"}, 70),
        ({"sum": {"rows": "lab"}, "get": "value"}, None), ({"covered_days": {"rows": "med"}}, 0),
        ({"/": [1, 0]}, None), ({"/": [1, 2]}, 0.5), ({"+": [1, {"/": [1, 0]}]}, None),
        ({"least": [3, {"/": [1, 0]}, 2]}, 2),
        ({"case": [[UNKNOWN, 1], [YES, 2], [3]]}, 2),
    ],
)  # fmt: skip
def test_7_what_is_null_is_ignored_and_nothing_is_not_zero(value, expected):
    assert valued(value, echo("2024-03-11", 30), echo("2024-03-12", None), echo("2024-03-13", 40)) == expected


@pytest.mark.parametrize(
    ("start", "expected"),
    [("2024-03-10T00:00", False), ("2024-03-10T23:59", False), ("2024-03-11T00:00", True),
     ("2024-03-13T23:59", True), ("2024-03-14T00:00", False)],
)  # fmt: skip
def test_8_days_are_calendar_days_closed_at_both_ends(start, expected):
    assert answered({"has": {"rows": "echo", "in": {"of": "index", "days": [1, 3]}}}, echo(start)) is expected


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("2024-03-10T11:59", False),
        ("2024-03-10T12:00", True),
        ("2024-03-11T12:00", True),
        ("2024-03-11T12:01", False),
    ],
)
def test_8_hours_are_instants_closed_at_both_ends(start, expected):
    assert (
        answered({"has": {"rows": "echo", "in": {"of": "index", "hours": [0, 24]}}}, echo(start)) is expected
    )


@pytest.mark.parametrize("by", ["start", "end", "overlap"])
def test_8_reversed_ends_select_nothing(by):
    drug = row("med", "2024-01-01", "2024-12-01", code="bb")
    assert answered({"has": {"rows": "med", "in": {"of": "index", "days": [3, 1], "by": by}}}, drug) is False


def test_9_hours_over_a_kind_of_days_are_refused():
    with pytest.raises(DefinitionError, match="only the day is known"):
        answered({"has": {"rows": "med", "in": {"of": "index", "hours": [0, 24]}}})


@pytest.mark.parametrize(
    ("by", "end", "expected"),
    [("start", None, False), ("end", None, False), ("overlap", None, True), ("overlap", "2024-03-09", False),
     ("overlap", "2024-03-10", True), ("end", "2024-03-10", True)],
)  # fmt: skip
def test_10_an_open_interval_runs_to_the_cut_but_has_no_end(by, end, expected):
    drug = row("med", "2024-03-01", end, code="bb")
    assert (
        answered({"has": {"rows": "med", "in": {"of": "index", "days": [0, 5], "by": by}}}, drug) is expected
    )


@pytest.mark.parametrize(
    ("day", "expected"), [("2023-02-28", 82), ("2023-03-01", 83), ("2024-02-28", 83), ("2024-02-29", 84)]
)
def test_11_who_was_born_on_29_february_turns_on_1_march(day, expected):
    assert valued({"age": "index"}, row("proc", day), birth="1940-02-29") == expected


def test_11_age_is_unknown_without_a_birth():
    assert answered({">=": [{"age": "index"}, 18]}, birth=None) is None


def test_12_after_the_row_is_strict_by_start_and_then_id():
    consecutive = {
        "has": {"rows": "lab", "where": {"has": {"rows": "lab", "in": {"of": "row", "after": True}}}}
    }
    one = row("lab", "2024-03-11", code="K", value=6, id=5)
    assert answered(consecutive, one) is False
    assert answered(consecutive, one, row("lab", "2024-03-11", code="K", value=6, id=6)) is True


@pytest.mark.parametrize(("op", "expected"), [("first", 30), ("last", 50)])
def test_13_ties_are_broken_by_id(op, expected):
    rows = (echo("2024-03-11", 50, id=9), echo("2024-03-11", 30, id=7))
    assert valued({op: {"rows": "echo"}, "get": "lvef"}, *rows) == expected


def test_13_order_by_end_puts_what_still_runs_last():
    let = {"m": {"last": {"rows": "med"}, "order": "end"}}
    early, late = row("med", "2024-01-01", "2024-06-01"), row("med", "2024-02-01", "2024-03-01")
    assert valued({"days": ["m", "m.end"]}, early, late, let=let) == 152
    assert valued({"days": ["m", "m.end"]}, early, row("med", "2024-02-01"), let=let) is None


@pytest.mark.parametrize(
    ("rows", "prefer", "expected"),
    [
        ((("2024-03-08", 30), ("2024-03-11", 40)), "before", 40),  # one day is nearer than two
        ((("2024-03-09", 30), ("2024-03-11", 40)), "before", 30),
        ((("2024-03-09", 30), ("2024-03-11", 40)), "after", 40),
        ((("2024-03-10T11:00", 30), ("2024-03-10T12:30", 40)), "after", 40),  # same day, by the hour
        ((("2024-03-10T09:00", 30), ("2024-03-10T11:00", 40)), "before", 30),  # then the earliest
    ],
)
def test_14_nearest_by_day_then_side_then_earliest(rows, prefer, expected):
    value = {"nearest": {"rows": "echo"}, "get": "lvef", "to": "index", "prefer": prefer}
    assert valued(value, *(echo(*r) for r in rows)) == expected


def test_16_the_same_record_twice_counts_once():
    k = [row("lab", "2024-03-11T08:00", code="K", value=5) for _ in range(2)]
    other = row("lab", "2024-03-11T09:00", code="K", value=5)
    labs = {"rows": "lab"}
    assert valued({"count": labs}, *k, other) == 2
    assert valued({"count": labs, "distinct": "day"}, *k, other) == 1
    assert valued({"count": labs, "distinct": "stay"}, *k, other) == 0
    assert valued({"count": labs, "distinct": "value"}, *k, other) == 1


@pytest.mark.parametrize(("second", "episodes"), [("2024-05-09", 1), ("2024-05-10", 2)])
def test_17_a_gap_of_exactly_so_many_days_joins(second, episodes):
    rows = PROCEDURE, row("proc", second)
    assert valued({"count": {"rows": "proc", "merge": 60}}, *rows) == episodes


def test_17_a_contained_interval_does_not_split_an_episode():
    rows = (row("med", "2024-01-01", "2024-06-30"), row("med", "2024-02-01", "2024-02-10"),
            row("med", "2024-07-10", "2024-08-01"))  # fmt: skip
    assert valued({"count": {"rows": "med", "merge": 14}}, *rows) == 1


def test_17_windows_come_after_merging():
    rows = row("med", "2024-01-01", "2024-03-01"), row("med", "2024-03-10", "2024-09-01")
    in_march = {"rows": "med", "merge": 14, "in": {"of": "index", "days": [0, 5], "by": "start"}}
    assert answered({"has": in_march}, *rows) is False


def test_18_a_row_without_a_stay_is_in_nobody_s_stay():
    stayless = row("stay", "2024-03-10", "2024-03-12", stay=1, id=1), echo("2024-03-11", 30, stay=None)
    index = {"of": {"rows": "stay"}, "pick": "first"}
    assert answered({"has": {"rows": "echo", "same_stay": "index"}}, *stayless, index=index) is False


@pytest.mark.parametrize(
    ("pick", "found"), [("first", []), ("first_qualifying", [12]), ("each", [12, 13]), ("last", [13])]
)
def test_19_first_is_chosen_before_the_criteria_and_first_qualifying_after(pick, found):
    rows = [
        row("proc", f"2024-0{i}-01", vessel=v, id=10 + i) for i, v in ((1, "rca"), (2, "lad"), (3, "lad"))
    ]
    lad = [{"name": "LAD", "include": {"=": [{"f": "index.vessel"}, "lad"]}}]
    plain = {"index": {"of": {"rows": "proc"}, "pick": pick}, "criteria": lad, "cut": "2024-12-31"}
    _steps, left = attrition(parse(plain, CATALOGUE), lines(plain, world(*rows)))
    assert [line.id for line in left] == found


def test_20_there_is_no_definition_without_an_index():
    with pytest.raises(DefinitionError, match="index"):
        parse({"cut": "2024-12-31", "criteria": []}, CATALOGUE)


def test_21_the_fingerprint_is_that_of_the_meaning():
    echo_40 = {"has": {"rows": "echo", "in": {"of": "index", "days": [0, 30]}}}
    spoken_out = {"has": {"in": [{"by": "start", "days": [0, 30], "of": "index"}], "rows": "echo"}}
    one, same, other = (
        canonical_hash(parse({"cut": "2024-12-31", "index": INDEX, "lists": {"x": codes},
                              "criteria": [{"name": "e", "include": test}]}, CATALOGUE))
        for test, codes in ((echo_40, ["b", "a"]), (spoken_out, ["a", "b"]), (echo_40, ["a"]))
    )  # fmt: skip
    assert one == same != other


def test_21_storage_that_forgets_the_order_of_keys_changes_nothing():
    let = {
        "z": {"first": {"rows": "dx"}},
        "a": {"first": {"rows": "echo", "in": {"of": "z", "days": [0, 9]}}},
    }
    plain = {"cut": "2024-12-31", "index": INDEX, "let": let,
             "criteria": [{"name": "e", "include": {"known": {"f": "a.lvef"}}}]}  # fmt: skip
    asked = parse(plain, CATALOGUE)
    assert [name for name, _ in asked.let] == ["z", "a"]
    assert parse(json.loads(json.dumps(to_json(asked), sort_keys=True)), CATALOGUE) == asked


def test_rows_and_deaths_after_the_cut_do_not_exist():
    assert answered({"has": {"rows": "echo"}}, echo("2025-01-01", 30)) is False
    assert answered({"known": {"f": "patient.death"}}, death="2025-01-01") is False
