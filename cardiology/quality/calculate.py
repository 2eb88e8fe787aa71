"""From the verdicts on patients to a rate with its interval, and the patients behind each number."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

from cardiology.quality.measure import Measure, Outcome, Verdict
from cardiology.snapshot import Snapshot

Z95 = 1.959963984540054


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


def wilson(hits: int, n: int) -> tuple[float, float] | None:
    """Wilson score interval of a proportion, 95 %; None for n = 0. Wilson EB. JASA 1927;22:209-12."""
    if n == 0:
        return None
    share, square = hits / n, Z95**2
    centre = (share + square / (2 * n)) / (1 + square / n)
    half = Z95 * sqrt(share * (1 - share) / n + square / (4 * n**2)) / (1 + square / n)
    return max(0.0, centre - half), min(1.0, centre + half)
