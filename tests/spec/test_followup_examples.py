"""The worked examples of the follow-up, as a clinician reads them."""

import dataclasses
from datetime import date, datetime
from pathlib import Path

import pytest

from cardiology import examples
from followup import definitions, redflags, requeue, schedule
from followup.schedule import inr, labs
from followup.schedule.dapt import dapt_status
from followup.schedule.questions import is_asked, of_whom

HERE = Path(definitions.__file__).parent / "examples"
SCHEDULE = list(examples.read(HERE / "schedule.md"))
RED_FLAGS = list(examples.read(HERE / "redflags.md"))
FLAGS = [e for e in RED_FLAGS if e.subject == "flags"]
LABS = list(examples.read(HERE / "labs.md"))


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
    told = dict(example.inputs)
    for n in ("procedures", "conditions", "classes", "started"):
        told[n] = words(told[n])
    found = "+".join(p.id for p in schedule.pathways_for(schedule.Facts(**told)))
    assert (found or "nothing") == example.expected


@pytest.mark.parametrize("example", of("repeated"), ids=name)
def test_what_follows_the_last_visit(example):
    told = dict(example.inputs)
    pathway, anchor, over = (told.pop(n) for n in ("pathway", "from", "over"))
    facts = schedule.Facts(valve_severity=told.pop("severity"), **told)
    found = schedule.PATHWAYS[pathway].after(over, date.fromisoformat(anchor), facts)
    assert (f"{found.code} {found.target}" if found else "nothing") == example.expected


def words(value):
    return frozenset([value] if isinstance(value, str) else value or ())


def day(value):
    return date.fromisoformat(value) if value else None


def of_labs(subject):
    return [e for e in LABS if e.subject == subject]


@pytest.mark.parametrize("example", of_labs("due"), ids=name)
def test_tests_due(example):
    told = dict(example.inputs)
    for n in ("classes", "drugs"):
        told[n] = words(told[n])
    told["dapt_until"] = day(told["dapt_until"])
    found = labs.due(labs.Trigger(on=date(2026, 1, 5), **told))[:5]
    listed = ", ".join(f"{d.why} {d.first:%m-%d}..{d.last:%m-%d}" for d in found)
    assert (listed or "nothing") == example.expected


@pytest.mark.parametrize("example", of_labs("inr"), ids=name)
def test_the_next_inr(example):
    given = example.inputs["results"] or []
    told = [one.split() for one in ([given] if isinstance(given, str) else given)]
    results = [(date.fromisoformat(f"2026-{on}"), float(value)) for on, value in told]
    wanted = inr.range_for(example.inputs["valve"], at_risk=example.inputs["at_risk"])
    first, last = inr.next_days(date(2026, 6, 1), results, wanted)
    assert f"{first:%m-%d}..{last:%m-%d}" == example.expected


@pytest.mark.parametrize("example", of_labs("asked"), ids=name)
def test_which_questions_open(example):
    answers = {k: {True: "yes", False: "no"}.get(v, v) if isinstance(v, bool) else v
               for k, v in example.inputs["answers"].items()}  # fmt: skip
    assert is_asked(example.inputs["question"], answers) is (example.expected == "yes")


@pytest.mark.parametrize("example", of_labs("dapt"), ids=name)
def test_dual_antiplatelet_therapy(example):
    meant = {"taking": "yes", "unknown_now": "unknown"}
    given = example.inputs
    told = [
        (drug_class, meant.get(given[column], given[column]), given["stopped_on"])
        for drug_class, column in (("aspirin", "aspirin"), ("p2y12", "p2y12"), ("p2y12", "other_p2y12"))
        if given[column]
    ]
    end = day(given["planned_end"]) or date(2027, 3, 15)
    assert (dapt_status(told, on=date(2026, 6, 1), planned_end=end) or "nothing") == example.expected


@pytest.mark.parametrize("example", of_labs("requeue"), ids=name)
def test_what_follows_an_attempt(example):
    outcome, at, attempts = (example.inputs[n] for n in ("outcome", "at", "attempts"))
    again = requeue.next_attempt(outcome, datetime.fromisoformat(at), attempts)
    comes_back = f"{again:%Y-%m-%d %H:%M}" if again else "never"
    other = ", another number" if again and requeue.takes_other_number(outcome, attempts) else ""
    assert comes_back + other == example.expected


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


SAID = {True: "yes", False: "no", None: "unknown"}


def typed(value):
    """A cell as an answer: the word "none" of a table is an answer too, and a class is a word."""
    if value == []:
        return "none"
    return SAID[value] if value is None or isinstance(value, bool) else str(value)


@pytest.mark.parametrize("example", FLAGS, ids=name)
def test_red_flags(example):
    told = {k: typed(v) for k, v in example.inputs["answers"].items()}
    facts = {k: v for k, v in example.inputs.items() if k != "answers"}
    before = facts["nyha_before"]
    course = redflags.Course(**facts | {"nyha_before": None if before is None else str(before)})
    found = redflags.red_flags(told, course)
    assert (", ".join(f"{f.id} {f.severity}" for f in found) or "silent") == example.expected


def of_flags(subject):
    return [e for e in RED_FLAGS if e.subject == subject]


@pytest.mark.parametrize("example", of_flags("drugs"), ids=name)
def test_red_flags_of_drugs(example):
    told = dict(example.inputs)
    course = redflags.Course(**told.pop("course"))
    drug = redflags.Drug(told["drug"], told["taking"], told["decided_by"], told["reason"])
    found = redflags.red_flags({"drugs": (drug,)}, course)
    assert (", ".join(f"{f.id} {f.severity}" for f in found) or "silent") == example.expected


@pytest.mark.parametrize("example", of_flags("course"), ids=name)
def test_red_flags_of_the_course(example):
    answers = {k: typed(v) for k, v in example.inputs["answers"].items()}
    course = {k: "none" if v == [] else v for k, v in example.inputs["course"].items()}
    found = redflags.red_flags(answers, redflags.Course(**course))
    assert (", ".join(f"{f.id} {f.severity}" for f in found) or "silent") == example.expected


def said(found):
    return ", ".join(f"{f.id} {f.severity}" for f in found) or "silent"


@pytest.mark.parametrize("example", of_flags("laboratory"), ids=name)
def test_red_flags_of_results(example):
    told = example.inputs
    course = redflags.Course(
        creatinine_before=told["creatinine_before"],
        drugs=frozenset({told["drugs"]}) if told["drugs"] else None,
    )
    assert said(redflags.red_flags({"labs": told["results"]}, course)) == example.expected
    elsewhere = dataclasses.replace(course, labs=told["results"])
    assert said(redflags.red_flags({"informant": "patient"}, elsewhere)) == example.expected


@pytest.mark.parametrize("example", of_flags("pregnancy"), ids=name)
def test_red_flags_of_a_pregnancy(example):
    told = example.inputs
    course = redflags.Course(classes=words(told["classes"]), drugs=words(told["drugs"]))
    stopped = tuple(
        redflags.Drug(c, "stopped", "cardiologist", "pregnancy") for c in sorted(words(told["stopped"]))
    )
    answers = {"pregnant": "yes" if told["pregnant"] else "no", "drugs": stopped}
    assert said(redflags.red_flags(answers, course)) == example.expected


@pytest.mark.parametrize(
    ("sex", "age", "classes", "drugs", "asked"),
    [
        ("female", 34, ["arni"], [], ("pregnant",)),
        ("female", 34, ["beta_blocker"], [], ()),
        ("female", 34, [], ["amiodarone"], ("pregnant",)),
        ("female", 56, ["arni"], [], ()),
        ("female", None, ["arni"], [], ()),
        ("male", 34, ["arni"], [], ()),
        ("male", 70, ["oac"], [], ("head_injury",)),
        ("male", 70, ["aspirin", "p2y12"], [], ("head_injury",)),
        ("male", 70, ["aspirin"], [], ()),
    ],
)
def test_some_questions_are_asked_of_some_patients(sex, age, classes, drugs, asked):
    assert of_whom(sex=sex, age=age, classes=classes, drugs=drugs) == asked


def test_every_flag_has_an_example():
    assert {word for e in RED_FLAGS for word in e.expected.split() if word.startswith("RF")} == set(
        redflags.TITLES
    )
