"""Segments of the coronary tree: NCDR number, name, vessel, and the number that the SYNTAX score gives them.

Two numberings are in daily use and differ: NCDR/SNOMED (stored here) and SYNTAX (1 to 16, with letters). A
segment without a SYNTAX number is one that the SYNTAX score does not know.
Source: NCDR CathPCI element 7507 (HL7 value set LesionSegmentNumber); syntaxscore.org, definitions.
"""

from dataclasses import dataclass
from functools import cache

from cardiology.codes import table

VESSELS = ("LM", "LAD", "LCX", "RCA")


@dataclass(frozen=True)
class Segment(table.Code):
    """One segment; `short` is the name that operators say, `syntax` its number there or ""."""

    vessel: str = ""
    short: str = ""
    syntax: str = ""


@cache
def all_segments() -> dict[str, Segment]:
    """Every segment by its number, in the order of the numbering."""
    return {
        row["code"]: Segment(
            row["code"], row["en"], row["zh"], tuple(row["synonyms"].split()),
            vessel=row["vessel"], short=row["short"], syntax=row["syntax"],
        )
        for row in table.read("segments")
    }  # fmt: skip


def find(code: str) -> Segment | None:
    """The segment with this number."""
    return all_segments().get(code.strip().lower())


def read(typed: str) -> list[Segment]:
    """The segments that typed words can mean: a number, a short name, a synonym, or words of a name.

    One is an answer; several mean that it must be said more exactly; none, that no segment is called so.
    """
    plain = " ".join(typed.lower().replace("，", " ").replace(",", " ").split())
    known = all_segments().values()
    exact = [s for s in known if plain in (s.code, s.short.lower(), s.en, s.zh, *s.synonyms)]
    if exact or not plain:
        return exact
    return [
        s for s in known if all(word in f"{s.code} {s.words()} {s.short.lower()}" for word in plain.split())
    ]
