"""From the verdicts on patients to a rate with its interval, and the patients behind each number."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field

from cardiology.quality.measure import MEASURES, Measure, Outcome, Verdict
from cardiology.quality.statistics import wilson
from cardiology.snapshot import Snapshot


@dataclass(frozen=True)
class Rate:
    """One measure over one period: admissions by outcome, with the reason for each."""

    measure: Measure
    verdicts: dict[int, Verdict]

    def who(self, outcome: Outcome) -> list[int]:
        """The admissions with this outcome."""
        return [a for a, v in self.verdicts.items() if v.outcome == outcome]

    @property
    def numerator(self) -> int:
        return len(self.who(Outcome.MET))

    @property
    def denominator(self) -> int:
        """Met and not met; exclusions and exceptions are left out."""
        return self.numerator + len(self.who(Outcome.NOT_MET))

    @property
    def rate(self) -> float | None:
        """Numerator over denominator; None where nobody counts."""
        return self.numerator / self.denominator if self.denominator else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson 95 % interval."""
        return wilson(self.numerator, self.denominator)


def calculate(measure: Measure, patients: Iterable[tuple[int, Snapshot]]) -> Rate:
    """Judge every admission by one measure."""
    return Rate(measure, {admission: measure(patient) for admission, patient in patients})


@dataclass
class Tally:
    """How many stays of one part of the hospital had which outcome of one measure, and why."""

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    reasons: dict[Outcome, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def add(self, outcome: Outcome, reason: str, n: int) -> None:
        self.outcomes[outcome] += n
        if reason:
            self.reasons[outcome][reason] += n


def tally(
    patients: Iterable[tuple[tuple[Hashable, ...], Snapshot]], measures: Iterable[Measure] | None = None
) -> dict[tuple[str, Hashable], Tally]:
    """Every measure over many stays, each told with the parts of the hospital that it counts for:
    (measure, part) -> tally. Whom a measure does not concern appears nowhere."""
    by_eligible = _by_eligible(MEASURES.values() if measures is None else measures)
    alike: Counter[tuple[str, tuple[Hashable, ...], Outcome, str]] = Counter(
        (measure.id, parts, verdict.outcome, verdict.reason)
        for parts, patient in patients for measure, verdict in _verdicts(by_eligible, patient)
    )  # fmt: skip
    found: dict[tuple[str, Hashable], Tally] = defaultdict(Tally)
    for (measure_id, parts, outcome, reason), n in alike.items():
        for part in parts:
            found[measure_id, part].add(outcome, reason, n)
    return dict(found)


_Groups = list[tuple[Measure, list[Measure]]]


def _by_eligible(measures: Iterable[Measure]) -> _Groups:
    """Measures with one and the same denominator together, so that it is asked once for each patient."""
    groups: dict[object, list[Measure]] = defaultdict(list)
    for measure in measures:
        groups[measure.eligible].append(measure)
    return [(group[0], group) for group in groups.values()]


def _verdicts(groups: _Groups, patient: Snapshot) -> Iterator[tuple[Measure, Verdict]]:
    for first, group in groups:
        eligible = first.eligible(patient)
        if eligible is None:
            yield from ((measure, Verdict(Outcome.INDETERMINATE)) for measure in group)
        elif eligible:
            yield from ((measure, measure.of_eligible(patient)) for measure in group)
