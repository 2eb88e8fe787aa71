"""Every worked example beside a score, a rule or a measure is run; what they show is what the code says."""

from pathlib import Path

import pytest

from cardiology import examples
from cardiology.guidance import RULES
from cardiology.quality import MEASURES
from cardiology.scores import SCORES
from cardiology.snapshot import from_plain

HERE = Path(examples.__file__).parent
SCORE_EXAMPLES = [e for path in sorted(HERE.glob("scores/examples/*.md")) for e in examples.read(path)]
RULE_EXAMPLES = [e for path in sorted(HERE.glob("guidance/examples/*.md")) for e in examples.read(path)]
VIGNETTES = list(examples.read(HERE / "quality/examples/vignettes.md"))
MEASURE_EXAMPLES = [
    e for path in sorted(HERE.glob("quality/examples/*.md")) if path.stem != "vignettes"
    for e in examples.read(path)
]  # fmt: skip


def name(example):
    return f"{example.subject}-{example.expected}"


@pytest.mark.parametrize("example", SCORE_EXAMPLES, ids=name)
def test_score(example):
    result = SCORES[example.subject](example.inputs)
    if example.expected == "incomplete":
        assert result.value is None
        assert result.risk is None
        assert result.missing
        return
    value, *rest = example.expected.split()
    decimals = len(value.partition(".")[2])
    assert result.value == pytest.approx(float(value), abs=0.5 * 10**-decimals if decimals else 0.05)
    for told in rest:
        if told.endswith("%"):
            assert result.risk == pytest.approx(float(told[:-1]) / 100, abs=0.0006)
        else:
            assert result.category == told


@pytest.mark.parametrize("example", RULE_EXAMPLES, ids=name)
def test_rule(example):
    advice = RULES[example.subject](from_plain(example.inputs))
    said = "silent"
    if advice:
        said = f"open: {', '.join(advice.missing)}" if advice.is_open else "fires"
    assert said == example.expected


@pytest.mark.parametrize("example", MEASURE_EXAMPLES, ids=name)
def test_measure(example):
    verdict = MEASURES[example.subject](from_plain(example.inputs))
    assert verdict.outcome == example.expected


@pytest.mark.parametrize("example", VIGNETTES, ids=lambda e: f"{e.subject}-{e.inputs['measure']}")
def test_vignette(example):
    facts = {name: value for name, value in example.inputs.items() if name != "measure"}
    assert MEASURES[example.inputs["measure"]](from_plain(facts)).outcome == example.expected


def test_everything_declared_has_examples():
    assert {e.subject for e in SCORE_EXAMPLES} == set(SCORES)
    assert {e.subject for e in RULE_EXAMPLES} == set(RULES)
    assert {e.subject for e in MEASURE_EXAMPLES} == set(MEASURES)
