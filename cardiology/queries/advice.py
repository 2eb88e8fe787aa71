"""The advice of the guidelines for one stay, in words, with what was answered to it."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from cardiology.codes import label as code_label
from cardiology.codes import laboratory
from cardiology.dictionary.registry import every_variable
from cardiology.guidance import RULES, Advice, Severity, advise
from cardiology.guidance.words import FACTS, UNITS
from cardiology.models import AGAINST_A_STOP, Admission, AdviceAnswer
from cardiology.queries.guidance.packs import rules_of
from cardiology.queries.quality.confirmations import confirmed
from cardiology.scores.words import INPUTS
from cardiology.snapshot import Snapshot
from cardiology.wording import lasted, unit

TONES = {Severity.HARD_STOP: "critical", Severity.CRITICAL: "high", Severity.WARN: "attention"}
# Clocks run on: that another minute has passed is not another fact.
RUNNING = ("waited.", "lab_days.", "stent_days", "planned_dapt_days", "acei_hours")


@dataclass(frozen=True)
class Line:
    """One advice: its rule, what to do, where it comes from, which facts are missing, what was answered.

    `unless` are facts that are not known and would silence it.
    """

    rule: str
    title: Any
    text: Any
    source: str
    tone: str
    missing: list[Any]
    because: str = ""
    facts: str = ""
    is_confirmed: bool = True
    is_hard_stop: bool = False
    answer: AdviceAnswer | None = None
    unless: list[Any] = field(default_factory=list)

    @property
    def is_quiet(self) -> bool:
        """Whether it was answered on the same facts; a hard stop is never quiet by being accepted alone."""
        if self.answer is None or not self.answer.reply:
            return False
        return not self.is_hard_stop or self.answer.reason in AGAINST_A_STOP


def advice(snapshot: Snapshot, stay: Admission | None = None) -> list[Line]:
    """Loudest first, then what cannot be decided for want of a fact; of a stay, by its hospital's packs."""
    hospital_id = stay.hospital_id if stay else None
    rules = rules_of(hospital_id) if stay else list(RULES.values())
    known = confirmed(hospital_id, "rule") if stay else set()
    rows = AdviceAnswer.objects.filter(admission=stay).select_related("by") if stay else ()
    answers = {(row.rule, row.facts): row for row in rows}
    labels = _labels()
    return [_line(found, labels, known, answers) for found in advise(snapshot, rules)]


@dataclass(frozen=True)
class Waiting:
    """A fact that is not known, with the rules that it would decide."""

    fact: Any
    lines: list[Line]


def by_fact(lines: Iterable[Line]) -> list[Waiting]:
    """What waits, by the fact that it waits for: first the one that most rules ask for."""
    found: dict[str, Waiting] = {}
    for line in lines:
        for fact in line.missing:
            found.setdefault(str(fact), Waiting(fact, [])).lines.append(line)
    return sorted(found.values(), key=lambda waiting: -len(waiting.lines))


def fingerprint(found: Advice) -> str:
    """What tells one set of facts from another: the sentence, how loud, the facts but no running clock."""
    with override("en"):  # the same facts in either language
        text = str(found.text)
    still = [(n, _plain(v)) for n, v in found.because if not n.startswith(RUNNING)]
    told = repr((text, str(found.loudness), sorted(still)))
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def _plain(value: Any) -> str:
    return repr(sorted(value)) if isinstance(value, (set, frozenset, tuple)) else repr(value)


def _line(found: Advice, labels: dict[str, Any], known: set[str], answers: dict[Any, AdviceAnswer]) -> Line:
    rule = found.rule
    assert rule is not None  # noqa: S101  advise() always names the rule
    grade = " ".join(part for part in (rule.class_, rule.level) if part)
    mark = fingerprint(found)
    return Line(
        rule.id, rule.title, found.text,
        f"{rule.guideline} ({grade})" if grade else str(rule.guideline),
        "" if found.is_open else TONES.get(found.loudness, "info"),
        [_label(name, labels) for name in found.missing],
        _because(found, labels), mark, rule.confirmed or rule.id in known,
        found.loudness == Severity.HARD_STOP, answers.get((rule.id, mark)),
        [_label(name, labels) for name in found.unless],
    )  # fmt: skip


def in_words(found: Advice) -> str:
    """The sentence of an advice with its rule, source and facts, or with the facts that are missing."""
    rule = found.rule
    assert rule is not None  # noqa: S101  advise() always names the rule
    labels = _labels()
    source = f"{rule.id}, {rule.guideline} ({' '.join(filter(None, (rule.class_, rule.level)))})"
    if found.missing:
        facts = " · ".join(str(_label(name, labels)) for name in found.missing)
        return _("%(rule)s cannot be judged, not known: %(facts)s. [%(source)s]") % {
            "rule": rule.title, "facts": facts, "source": source,
        }  # fmt: skip
    told = _because(found, labels)
    return f"{rule.title}. {found.text}" + (f" ({told})" if told else "") + f" [{source}]"


def _because(found: Advice, labels: dict[str, Any]) -> str:
    """The facts that triggered it that have a number or an answer, in words."""
    told = [(name, value) for name, value in found.because if isinstance(value, (bool, int, float))]
    return " · ".join(
        f"{_label(name, labels)} {_value(name, value)} {unit_of(name)}".rstrip() for name, value in told
    )


def unit_of(fact: str) -> str:
    """The unit of a fact; nothing where it is an answer, or its words tell it."""
    field, _dot, entry = fact.partition(".")
    test = laboratory.find(entry) if field == "labs" else None
    return unit(test.unit if test else UNITS.get(fact, ""))


def _value(name: str, value: Any) -> str:
    if name.startswith("waited."):
        return lasted(value)
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    return f"{value:.1f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def _labels() -> dict[str, Any]:
    return {v.name: v.label for _model, v in every_variable()} | dict(INPUTS) | dict(FACTS)


def _label(name: str, labels: dict[str, Any]) -> Any:
    field, _dot, entry = name.partition(".")
    if field in ("labs", "lab_days"):
        return code_label("laboratory", entry)
    if field == "doses":
        return _("dose of %(drug)s") % {"drug": code_label("drugs", entry)}
    return labels.get(name) or labels.get(field) or name


def label_of(fact: str) -> Any:
    """The words for a fact: those of the calculators, else of the variable that records it."""
    return _label(fact, _labels())
