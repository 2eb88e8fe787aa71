"""The order and the intervals of the chest-pain timeline are what their tables show."""

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from cardiology import timeline
from cardiology.timeline import Situation, intervals, order

EXAMPLES = Path(timeline.__file__).parent / "examples"
CHINA = timezone(timedelta(hours=8))


def table(name):
    """The rows of a table as dicts."""
    lines = [x for x in (EXAMPLES / name).read_text("utf-8").splitlines() if x.startswith("|")]
    heading, _line, *rows = ([c.strip() for c in x.strip("|").split("|")] for x in lines)
    return [dict(zip(heading, row, strict=True)) for row in rows]


def instant(text):
    day, _space, clock = text.strip().rpartition(" ")
    hour, minute = clock.split(":")
    return datetime(2026, 11, int(day or 1), int(hour), int(minute), tzinfo=CHINA)


def broken(row, cell):
    first, then = map(instant, row[cell].split(">"))
    return order.conflicts({row["first"]: first, row["then"]: then}, Situation())


def test_the_table_of_the_order_is_the_code():
    columns = ("rule", "severity", "first", "then", "within", "meaning")
    told = [tuple(row[c] for c in columns) for row in table("order.md")]
    coded = [
        (r.id, str(r.severity), r.first, r.then, str(r.within or ""), str(r.meaning)) for r in order.RULES
    ]
    assert told == coded


@pytest.mark.parametrize("row", table("order.md"), ids=lambda r: r["rule"])
def test_order(row):
    assert broken(row, "fits") == []
    found = {c.rule.id: c for c in broken(row, "breaks")}
    assert row["rule"] in found
    assert found[row["rule"]].rule.severity == row["severity"]


def test_an_ecg_from_before_the_arrival_is_no_conflict():
    times = {"door_at": instant("10:12"), "first_ecg_at": instant("10:05")}
    assert [c.rule.id for c in order.conflicts(times, Situation())] == ["T14"]
    assert order.conflicts(times, Situation(), ecg_before_door=True) == []


def test_an_illness_that_began_in_hospital_is_no_conflict():
    times = {"symptom_onset_at": instant("10:12"), "door_at": instant("08:00")}
    assert order.conflicts(times, Situation(arrival="in_hospital")) == []
    assert [c.rule.id for c in order.conflicts(times, Situation(arrival="own"))] == ["T15"]


@pytest.mark.parametrize(
    "row", table("intervals.md"), ids=lambda r: f"{r['interval']}-{r['minutes']}-{r['state']}"
)
def test_interval(row):
    interval = intervals.BY_NAME[row["interval"]]
    stay = Situation(row["arrival"] or None, row["category"] or None, row["reperfusion"] or None)
    start = instant("12:00")
    end = None if row["minutes"] == "unknown" else start + timedelta(minutes=int(row["minutes"]))
    judged = {j.interval.name: j for j in intervals.judge({interval.start: start, interval.end: end}, stay)}
    assert judged[interval.name].state == row["state"]


def test_every_target_has_its_source():
    for interval in intervals.INTERVALS:
        assert bool(interval.source) == (interval.target is not None)
        named = {r["interval"] for r in table("intervals.md")}
        assert interval.target is None or interval.name in named
