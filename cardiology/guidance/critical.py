"""Critical laboratory values: limits the product comes with, until a hospital gives its own.

House defaults (tag H): the lists of laboratories differ. Units are the canonical ones of the test.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Critical below `low` or above `high` (`reaches`: from `high` on); told within so many minutes."""

    test: str
    low: float | None
    high: float | None
    within: int
    reaches: bool = False

    def crossed(self, value: float) -> str:
        """The limit that a value crosses, in signs; empty where it crosses none."""
        if self.low is not None and value < self.low:
            return f"< {self.low:g}"
        if self.high is not None and (value > self.high or (self.reaches and value == self.high)):
            return f"{'≥' if self.reaches else '>'} {self.high:g}"
        return ""


DEFAULTS: Mapping[str, Limits] = {
    found.test: found
    for found in (
        Limits("k", 2.8, 6.2, 10, reaches=True),
        Limits("na", 120, 160, 30),
        Limits("glu", 2.8, 22.2, 15),
        Limits("cr", None, 650, 60),
        Limits("hb", 60, 200, 30),
        Limits("plt", 30, 1000, 30),
        Limits("wbc", 1.5, 30, 60),
        Limits("inr", None, 5.0, 30, reaches=True),
        Limits("aptt", None, 100, 30),
        Limits("fib", 1.0, None, 30),
        Limits("lac", None, 4.0, 15),
        Limits("ph", 7.20, 7.60, 10),
        Limits("ca", 1.6, 3.5, 30),
        Limits("mg", 0.4, 2.0, 30),
        Limits("dig", None, 2.56, 30),
    )
}
# Told of the same list but not computed, each with its reason.
NOT_COMPUTED = {
    "hstnt": "first value above its limit with symptoms: the rules R02 and R07 speak of it",
    "inr without a vitamin K antagonist": "needs the drugs at the moment of the sample",
    "blood culture": "not among the tests of our table",
}
RISES_AFTER = 15  # minutes without acknowledgement until the next level is told
