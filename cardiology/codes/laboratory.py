"""Laboratory tests: canonical unit, conversions, reference interval, and what cannot be."""

from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cardiology.codes.table import Code, read, search_in
from cardiology.dictionary.units import Typed, convert, read_number


@dataclass(frozen=True)
class LabTest(Code):
    """A laboratory test. `units` maps other units to the factor that gives `unit`.

    Reference intervals are those of adults in the canonical unit, by sex; None where the table has none.
    """

    loinc: str = ""
    unit: str = ""
    units: tuple[tuple[str, Decimal], ...] = ()
    decimals: int = 1
    male: tuple[Decimal | None, Decimal | None] = (None, None)
    female: tuple[Decimal | None, Decimal | None] = (None, None)
    possible: tuple[Decimal, Decimal] = (Decimal(0), Decimal(0))

    def to_canonical(self, typed: Typed) -> Decimal:
        """The value in the canonical unit; ValidationError for a unit that is not known."""
        return convert(typed, to=self.unit, factors=dict(self.units))

    def reference(self, sex: str | None) -> tuple[Decimal | None, Decimal | None]:
        """The reference interval for a sex; where it is unknown, only limits that both sexes share."""
        if sex in ("male", "female"):
            return self.male if sex == "male" else self.female
        return self.male if self.male == self.female else (None, None)


@cache
def table() -> tuple[LabTest, ...]:
    """All tests of the table."""
    return tuple(_test(r) for r in read("laboratory"))


@cache
def _by_code() -> dict[str, LabTest]:
    known: dict[str, LabTest] = {}
    for test in table():
        known |= dict.fromkeys([test.code, test.loinc, *test.synonyms], test)
    return known


def find(code: str) -> LabTest | None:
    """The test with this key or LOINC code; None when the table does not know it."""
    return _by_code().get(code.strip())


def search(text: str, limit: int = 12) -> list[Code]:
    """Tests found by name, LOINC code or pinyin initials."""
    return search_in(table(), text, limit)


@dataclass(frozen=True)
class Reading:
    """A result as a number in a unit; value None where what was sent is not a number (NEG, HOLD, 1+)."""

    value: Decimal | None
    unit: str | None
    comparator: str | None


def read_result(test: LabTest | None, text: str, unit: str) -> Reading:
    """A result as it was written; a unit that the test does not know is refused, never guessed."""
    try:
        typed = read_number(text)
    except ValidationError:
        return Reading(None, unit or None, None)
    typed = replace(typed, unit=typed.unit or unit)
    if test is None:
        return Reading(typed.value, typed.unit or None, typed.comparator or None)
    value = test.to_canonical(typed)
    low, high = test.possible
    if not low <= value <= high:
        raise ValidationError(
            _("%(value)s %(unit)s is not possible; expected %(low)s to %(high)s %(unit)s."),
            params={"value": f"{value.normalize():f}", "unit": test.unit, "low": low, "high": high},
        )
    return Reading(round(value, 6), test.unit, typed.comparator or None)


def flag(value: Decimal | None, low: Decimal | None, high: Decimal | None) -> str | None:
    """N, L or H against a reference interval; None where there is no value or no interval."""
    if value is None or (low is None and high is None):
        return None
    return "L" if low is not None and value < low else "H" if high is not None and value > high else "N"


def _test(row: dict[str, str]) -> LabTest:
    pairs = (p.rpartition("=") for p in row["units"].split("|") if p)
    return LabTest(
        code=row["code"], en=row["en"], zh=row["zh"],
        synonyms=tuple(c for c in [row["loinc"], *row["other_loinc"].split("|")] if c),
        loinc=row["loinc"], unit=row["unit"], units=tuple((u, Decimal(f)) for u, _, f in pairs),
        decimals=int(row["decimals"]),
        male=(_number(row["low_male"]), _number(row["high_male"])),
        female=(_number(row["low_female"]), _number(row["high_female"])),
        possible=(Decimal(row["least"]), Decimal(row["most"])),
    )  # fmt: skip


def _number(text: str) -> Decimal | None:
    return Decimal(text) if text else None
