"""What a rule is: a pure function of a snapshot with the guideline it comes from."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from cardiology.snapshot import Snapshot

# The guideline packs that a hospital chooses from. A rule of `all` belongs to every pack.
PACKS = ("CN", "ESC", "ACC")


class Severity(StrEnum):
    """How loud an advice is; only a hard stop asks for a reason before going on."""

    INFO = "info"
    WARN = "warn"
    CRITICAL = "critical"
    HARD_STOP = "hard_stop"


@dataclass(frozen=True)
class Advice:
    """What a rule says: a sentence, the facts that triggered it, the facts whose absence leaves it open, and
    those that are not known and would exclude it (`unless`): it is told all the same."""

    text: Any
    because: tuple[tuple[str, Any], ...] = ()
    missing: tuple[str, ...] = ()
    rule: "Rule | None" = None
    severity: Severity | None = None
    unless: tuple[str, ...] = ()

    @property
    def loudness(self) -> Severity:
        """How loud this advice is: as loud as its rule, unless the facts ask for more or less."""
        return self.severity or (self.rule.severity if self.rule else Severity.INFO)

    @property
    def is_open(self) -> bool:
        """Whether a missing fact would still decide."""
        return bool(self.missing)


@dataclass(frozen=True)
class Rule:
    """A declared rule with its provenance. `pack` names the packs that it belongs to; `tag` says how sure its
    classes and limits are: V seen in a source, K known of the cited document, H of this house. `confirmed` is
    False while the department has not yet compared it with the cited document. `meaning` says in a sentence
    when it speaks: what a committee signs, and the only description that its function has."""

    do_not_call_in_templates: ClassVar[bool] = True

    id: str
    title: Any
    meaning: Any
    guideline: Any
    class_: str
    level: str
    severity: Severity
    pack: str
    reviewed: date
    next_review: date
    confirmed: bool
    decide: Callable[[Snapshot], Advice | None] = field(repr=False)
    tag: str = "K"

    @property
    def topic(self) -> str:
        """What the rule is about: variants of one topic for other packs are `R13` and `R13-CN`."""
        return self.id.partition("-")[0]

    @property
    def version(self) -> str:
        """The state of the rule that an answer was given to."""
        return self.reviewed.isoformat()

    def __call__(self, patient: Snapshot) -> Advice | None:
        """The advice for this patient, or None when the rule has nothing to say."""
        advice = self.decide(patient)
        return replace(advice, rule=self) if advice else None


RULES: dict[str, Rule] = {}


def rule(
    id: str,  # noqa: A002
    title: Any,
    meaning: Any,
    *,
    guideline: Any,
    class_: str,
    level: str,
    severity: Severity,
    reviewed: date,
    next_review: date,
    pack: str = "all",
    confirmed: bool = False,
    tag: str = "K",
) -> Callable[[Callable[[Snapshot], Advice | None]], Rule]:
    """Declare the decorated function as a rule."""

    def declare(decide: Callable[[Snapshot], Advice | None]) -> Rule:
        declared = Rule(
            id, title, meaning, guideline, class_, level, severity, pack, reviewed, next_review, confirmed,
            decide, tag,
        )  # fmt: skip
        if id in RULES:
            raise ValueError(f"There are two rules {id}.")
        RULES[id] = declared
        return declared

    return declare


def in_packs(packs: Iterable[str]) -> list[Rule]:
    """The rules that speak in a hospital with these packs, the preferred first: of a topic that several packs
    have, only the variant of the first."""
    order = list(packs)
    chosen: dict[str, tuple[int, Rule]] = {}
    for found in RULES.values():
        places = [order.index(p) for p in found.pack.split() if p in order]
        rank = len(order) if found.pack == "all" else min(places, default=-1)
        if rank >= 0 and (found.topic not in chosen or rank < chosen[found.topic][0]):
            chosen[found.topic] = (rank, found)
    return [found for _rank, found in chosen.values()]


def advise(patient: Snapshot, rules: Iterable[Rule] | None = None) -> list[Advice]:
    """All advice for a patient, loudest first, then what is still open for want of a fact."""
    order = list(reversed(Severity))
    found = [a for r in (rules if rules is not None else RULES.values()) if (a := r(patient))]
    return sorted(found, key=lambda a: (a.is_open, order.index(a.loudness)))


def facts(patient: Snapshot, *names: str) -> tuple[tuple[str, Any], ...]:
    """The named facts of a patient with their values."""
    return tuple((n, getattr(patient, n)) for n in names)


def unknown(patient: Snapshot, *names: str) -> tuple[str, ...]:
    """Those of the named facts that are not known."""
    return tuple(n for n in names if getattr(patient, n) is None)


def open_for(patient: Snapshot, *names: str) -> Advice:
    """An advice that cannot be decided until the unknown ones of these facts are recorded."""
    return Advice(_("Cannot be decided yet: facts are missing."), missing=unknown(patient, *names))
