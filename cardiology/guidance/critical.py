"""Critical laboratory values: limits the product comes with, until a hospital gives its own.

House defaults (tag H): the lists of laboratories differ. Units are the canonical ones of the test.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cardiology.snapshot import Answer

AT_ONCE = timedelta(hours=48)  # KDIGO: a rise of 26.5 µmol/L
WEEK = timedelta(days=7)  # KDIGO: the baseline against which creatinine is tripled
KDIGO_RISE, KDIGO_VALUE, KDIGO_TIMES = 26.5, 353.6, 3
# ESC 0 h/1 h algorithm, Roche hs-cTnT, ng/L: the rise within an hour. Other assays have other numbers.
TNT_RISE, AN_HOUR = 5, (timedelta(minutes=30), timedelta(minutes=90))
POSITIVE = ("pos", "阳", "+", "growth", "grown", "检出", "生长")


@dataclass(frozen=True)
class Limits:
    """Critical below `low` or above `high` (`reaches`: from `high` on); told within so many minutes.

    `test` is the test, or the special case of one (`of`). A case without `has_numbers` has no limits to set.
    """

    test: str
    low: float | None
    high: float | None
    within: int
    reaches: bool = False
    of: str = ""
    has_numbers: bool = True

    def crossed(self, value: float) -> str:
        """The limit that a value crosses, in signs; empty where it crosses none."""
        if self.low is not None and value < self.low:
            return f"< {self.low:g}"
        if self.high is not None and (value > self.high or (self.reaches and value == self.high)):
            return f"{'≥' if self.reaches else '>'} {self.high:g}"
        return ""


@dataclass(frozen=True)
class Around:
    """What a result has to be seen with: drugs at the sample, earlier results of the test, symptoms.

    `earlier` has (when, value) of the patient's earlier results, oldest first; `above` is the upper limit of
    what is normal in the laboratory that sent it.
    """

    at: datetime
    on_vka: Answer = None
    on_heparin: Answer = None
    symptoms: Answer = None
    above: float | None = None
    earlier: tuple[tuple[datetime, float], ...] = field(default_factory=tuple)


DEFAULTS: Mapping[str, Limits] = {
    found.test: found
    for found in (
        Limits("k", 2.8, 6.2, 10, reaches=True),
        Limits("na", 120, 160, 30),
        Limits("glu", 2.8, 22.2, 15),
        Limits("cr", None, 650, 60),
        Limits("cr_kdigo", None, None, 60, of="cr", has_numbers=False),
        Limits("hb", 60, 200, 30),
        Limits("plt", 30, 1000, 30),
        Limits("wbc", 1.5, 30, 60),
        Limits("inr", None, 5.0, 30, reaches=True),
        Limits("inr_free", None, 3.5, 30, reaches=True, of="inr"),
        Limits("aptt", None, 100, 30),
        Limits("aptt_ufh", None, 120, 30, of="aptt"),
        Limits("fib", 1.0, None, 30),
        Limits("troponin", None, None, 15, of="hstnt", has_numbers=False),
        Limits("lac", None, 4.0, 15),
        Limits("ph", 7.20, 7.60, 10),
        Limits("ca", 1.6, 3.5, 30),
        Limits("mg", 0.4, 2.0, 30),
        Limits("dig", None, 2.56, 30),
        Limits("bcult", None, None, 60, has_numbers=False),
    )
}
TROPONINS = ("hstnt", "hstni")
TESTS = frozenset({found.of or found.test for found in DEFAULTS.values()} | set(TROPONINS))
SEEN_WITH = frozenset({"cr", "inr", "aptt", *TROPONINS})  # tests whose result is judged with what is around
RISES_AFTER = 15  # minutes without acknowledgement until the next level is told


def judge(
    test: str, value: float | None, text: str, around: Around, limits: Mapping[str, Limits]
) -> tuple[Limits, str] | None:
    """The limits that a result crosses, and in words how; None where it is not critical.

    What is not known of the patient leaves the stricter limit: rather one call too many.
    """
    if test == "bcult":
        found = text.strip().casefold().startswith(POSITIVE)
        return (limits[test], "+") if found else None
    if value is None:
        return None
    return SPECIAL.get(test, _plain)(test, value, around, limits)


Judged = tuple[Limits, str] | None


def _plain(test: str, value: float, around: Around, limits: Mapping[str, Limits]) -> Judged:
    crossed = limits[test].crossed(value)
    return (limits[test], crossed) if crossed else None


def _inr(test: str, value: float, around: Around, limits: Mapping[str, Limits]) -> Judged:
    return _plain("inr" if around.on_vka else "inr_free", value, around, limits)


def _aptt(test: str, value: float, around: Around, limits: Mapping[str, Limits]) -> Judged:
    return _plain("aptt_ufh" if around.on_heparin else "aptt", value, around, limits)


def _creatinine(test: str, value: float, around: Around, limits: Mapping[str, Limits]) -> Judged:
    """Above the limit for the first time, or the third stage of KDIGO, where it was not yet in it."""
    found = _plain("cr", value, around, limits)
    if found and not any(limits["cr"].crossed(earlier) for _at, earlier in around.earlier):
        return found
    known = list(around.earlier)
    before = _third_stage(known[-1][1], known[-1][0], known[:-1]) if known else ""
    now = _third_stage(value, around.at, known)
    return (limits["cr_kdigo"], now) if now and not before else None


def _third_stage(value: float, at: datetime, earlier: list[tuple[datetime, float]]) -> str:
    week = [v for when, v in earlier if at - WEEK <= when <= at]
    if week and value >= KDIGO_TIMES * min(week):
        return f"KDIGO 3: ≥ {KDIGO_TIMES} ×"
    lately = [v for when, v in earlier if at - AT_ONCE <= when <= at]
    rose = bool(lately) and value - min(lately) >= KDIGO_RISE
    return f"KDIGO 3: ≥ {KDIGO_VALUE:g}" if rose and value >= KDIGO_VALUE else ""


def _troponin(test: str, value: float, around: Around, limits: Mapping[str, Limits]) -> Judged:
    """The first value above the limit of the normal with symptoms; of hs-cTnT also a rise within an hour."""
    limit = limits["troponin"]
    above = around.above is not None and value > around.above
    was_above = any(around.above is not None and v > around.above for _at, v in around.earlier)
    if above and not was_above and around.symptoms is not False:
        return limit, f"> {around.above:g}"
    if test != "hstnt" or was_above:
        return None
    hour = [v for at, v in around.earlier if AN_HOUR[0] <= around.at - at <= AN_HOUR[1]]
    rises = bool(hour) and value - hour[-1] >= TNT_RISE
    return (limit, f"0/1 h: ≥ +{TNT_RISE}") if rises else None


SPECIAL: Mapping[str, Callable[[str, float, Around, Mapping[str, Limits]], Judged]] = {
    "inr": _inr, "aptt": _aptt, "cr": _creatinine, "hstnt": _troponin, "hstni": _troponin,
}  # fmt: skip
