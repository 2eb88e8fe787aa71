"""The worked examples of the follow-up, as a clinician reads them."""

from datetime import date, datetime
from pathlib import Path

import pytest

from cardiology import examples
from followup import definitions, redflags, schedule

HERE = Path(schedule.__file__).parent / "examples"
SCHEDULE = list(examples.read(HERE / "schedule.md"))
FLAGS = list(examples.read(HERE / "redflags.md"))


def of(subject):
    return [e for e in SCHEDULE if e.subject == subject]


def name(example):
    return f"{'-'.join(str(v) for v in example.inputs.values())}"


@pytest.mark.parametrize("example", of("plan"), ids=name)
def test_nominal_days_and_windows(example):
    pathway = schedule.PATHWAYS[example.inputs["pathway"]]
    planned = pathway.visit(example.inputs["visit"]).planned(date.fromisoformat(example.inputs["discharged"]))
    assert f"{planned.target} ({planned.opens_on}..{planned.closes_on})" == example.expected


@pytest.mark.parametrize("example", of("applies"), ids=name)
def test_which_pathways(example):
    found = "+".join(p.id for p in schedule.pathways_for(schedule.Facts(**example.inputs)))
    assert (found or "nothing") == example.expected


@pytest.mark.parametrize("example", of("standing"), ids=name)
def test_standing(example):
    today = date.fromisoformat(example.inputs["today"])
    window = date(2026, 6, 10), date(2026, 6, 12), date(2026, 6, 20)
    assert definitions.standing(*window, today) == example.expected


def attempt(text):
    day, hour = text.rstrip("!*").split("-")
    at = datetime(2026, 6, int(day), int(hour))  # noqa: DTZ001
    return definitions.Attempt(at, answered="*" in text, is_alternate="!" in text)


@pytest.mark.parametrize("example", of("unreachable"), ids=name)
def test_unreachable(example):
    found = definitions.is_unreachable(
        [attempt(a) for a in example.inputs["attempts"]],
        opens_on=date(2026, 6, 1), closes_on=date(2026, 6, 14), has_alternate=example.inputs["alternate"],
    )  # fmt: skip
    assert found is (example.expected == "yes")


@pytest.mark.parametrize("example", FLAGS, ids=name)
def test_red_flags(example):
    told = {k: {True: "yes", False: "no", None: "unknown"}.get(v, v) if not isinstance(v, int | float) or
            isinstance(v, bool) else str(v) for k, v in example.inputs["answers"].items()}  # fmt: skip
    facts = {k: v for k, v in example.inputs.items() if k != "answers"}
    before = facts["nyha_before"]
    course = redflags.Course(**facts | {"nyha_before": None if before is None else str(before)})
    found = redflags.red_flags(told, course)
    assert (", ".join(f"{f.id} {f.severity}" for f in found) or "silent") == example.expected


def test_every_flag_has_an_example():
    assert {word for e in FLAGS for word in e.expected.split() if word.startswith("RF")} == set(
        redflags.TITLES
    )
