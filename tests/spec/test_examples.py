"""Every worked example beside a score, a rule or a measure is run; what they show is what the code says."""

from pathlib import Path

import pytest

from cardiology import examples
from cardiology.guidance import RULES
from cardiology.quality import MEASURES
from cardiology.scores import SCORES
from cardiology.scores.words import CATEGORIES, PARTS
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
    score = SCORES[example.subject]
    if example.expected == "impossible":
        with pytest.raises(ValueError, match="not possible"):
            score(example.inputs)
        return
    result = score(example.inputs)
    if example.expected == "incomplete":
        assert (result.value, result.risk, result.category, result.band) == (None, None, None, "")
        assert result.missing
        return
    assert not result.missing or score.settles
    if example.expected == "not_applicable":
        assert (result.value, result.category) == (None, "not_applicable")
        return
    value, *rest = example.expected.split()
    assert is_as_written(result.value, value), result
    assert result.category in CATEGORIES or result.category is None
    for told in rest:
        check_told(result, told)


def check_told(result, told):
    """A category, a risk in percent, or a part by its name."""
    part, equals, said = told.partition("=")
    if part == "band":
        assert result.band.replace(" ", "") == said
    elif equals:
        assert is_as_written({**result.parts, **result.further}[part], said), (part, result)
        assert part in PARTS
    elif told.endswith("%"):
        assert result.risk == pytest.approx(float(told[:-1]) / 100, abs=0.0006)
    else:
        assert told in (result.category, result.also)


def is_as_written(value, text):
    """Whether a value is the number written, to the decimals that are written."""
    decimals = len(text.partition(".")[2])
    return value == pytest.approx(float(text), abs=0.5 * 10**-decimals if decimals else 0.05)


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
