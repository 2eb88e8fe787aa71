"""Laboratory tests: canonical unit, conversions, reference interval, what cannot be and what is doubtful."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from cardiology.codes.table import Code, read, search_in
from cardiology.dictionary.units import Typed, convert, same_unit
from cardiology.plausibility import Change

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
    plausible: tuple[Decimal, Decimal] | None = None
    change: Change | None = None  # from the patient's own last value, that asks for a second look

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
    names = {r["code"]: tuple(r["names"].split("|")) for r in read("laboratory_names")}
    doubts = {r["code"]: r for r in read("laboratory_doubts")}
    return tuple(_test(r, names.get(r["code"], ()), doubts.get(r["code"])) for r in read("laboratory"))


@cache
def _by_code() -> dict[str, LabTest]:
    known: dict[str, LabTest] = {}
    for test in table():
        loinc = [s for s in test.synonyms if s[:1].isdigit()]  # words are for `find_name`
        known |= dict.fromkeys([test.code, test.loinc, *loinc], test)
    return known


def find(code: str) -> LabTest | None:
    """The test with this key or LOINC code; None when the table does not know it."""
    return _by_code().get(code.strip())


@cache
def _by_name() -> dict[str, LabTest]:
    known: dict[str, LabTest] = {}
    for test in reversed(table()):
        known |= {name.casefold(): test for name in (*test.synonyms, test.en, test.zh, test.code)}
    return known


def find_name(name: str) -> LabTest | None:
    """The test that a report's word for it means ("Scr", "肌酐", "LDL-C"), or None: no guessing."""
    return _by_name().get(" ".join(name.split()).casefold())


def search(text: str, limit: int = 12) -> list[Code]:
    """Tests found by name, LOINC code or pinyin initials."""
    return search_in(table(), text, limit)


def _test(row: dict[str, str], names: tuple[str, ...], doubts: dict[str, str] | None) -> LabTest:
    pairs = (p.rpartition("=") for p in row["units"].split("|") if p)
    return LabTest(
        code=row["code"], en=row["en"], zh=row["zh"],
        synonyms=tuple(c for c in [row["loinc"], *row["other_loinc"].split("|"), *names] if c),
        loinc=row["loinc"], unit=row["unit"], units=tuple((u, Decimal(f)) for u, _, f in pairs),
        decimals=int(row["decimals"]),
        male=(_number(row["low_male"]), _number(row["high_male"])),
        female=(_number(row["low_female"]), _number(row["high_female"])),
        possible=(Decimal(row["least"]), Decimal(row["most"])),
        plausible=_plausible(row, doubts) if doubts else None,
        change=_change(doubts) if doubts and doubts["direction"] else None,
    )  # fmt: skip


def _plausible(row: dict[str, str], doubts: dict[str, str]) -> tuple[Decimal, Decimal]:
    """The expected range; where only one end is known, the other is that of what can be."""
    return Decimal(doubts["low"] or row["least"]), Decimal(doubts["high"] or row["most"])


def _change(row: dict[str, str]) -> Change:
    direction: Any = row["direction"]
    return Change(
        direction, factor=_number(row["factor"]), amount=_number(row["amount"]), source=row["source"]
    )


def _number(text: str) -> Decimal | None:
    return Decimal(text) if text else None
