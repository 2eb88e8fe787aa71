"""Laboratory tests: canonical unit, conversions, reference interval, and what cannot be."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from cardiology.codes.table import Code, read, search_in
from cardiology.dictionary.units import Typed, convert, same_unit

# units of what is called conventional (US) reporting; the other spellings of a table row are synonyms
CONVENTIONAL = (
    "mg/dL",
    "g/dL",
    "ng/dL",
    "ug/dL",
    "pg/mL",
    "ng/mL",
    "ng/mL FEU",
    "meq/L",
    "uIU/mL",
    "10*3/uL",
)


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

    @property
    def conventional(self) -> tuple[str, Decimal]:
        """The conventional unit and the factor from it to `unit`; `unit` itself where it has none."""
        if any(same_unit(self.unit, u) for u in CONVENTIONAL):
            return self.unit, Decimal(1)
        return next(((u, f) for u, f in self.units if u in CONVENTIONAL), (self.unit, Decimal(1)))

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
