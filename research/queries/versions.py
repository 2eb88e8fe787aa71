"""Two versions of a question beside each other: which sentences changed, which patients entered and left."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from research.models import QuestionVersion
from research.queries import definitions
from research.queries.cohorts import CannotRun, Row, run

MOST = 20  # patients that are named
SECONDS = 20
Tell = Callable[[Sequence[Any]], str]  # a set of rows as the number that may be shown


@dataclass(frozen=True)
class Sentence:
    """A line that stands in both versions, or only in the older or the newer one."""

    text: str
    change: str  # "", "removed", "added"


@dataclass(frozen=True)
class Moved:
    """Patients that only one of the versions has."""

    count: str
    patients: list[int]


@dataclass(frozen=True)
class Difference:
    sentences: list[Sentence]
    entered: Moved | None = None
    left: Moved | None = None
    stayed: str = ""
    problem: str = ""


def sentences(old: Sequence[str], new: Sequence[str]) -> list[Sentence]:
    """The lines of both, in order, each with what became of it; numbers of lines do not count."""
    found: list[Sentence] = []
    plain = [
        [line.partition(". ")[2] if line[:1].isdigit() else line for line in lines] for lines in (old, new)
    ]
    for what, a, b, c, d in SequenceMatcher(None, *plain, autojunk=False).get_opcodes():
        if what == "equal":
            found += [Sentence(line, "") for line in new[c:d]]
            continue
        found += [Sentence(line, "removed") for line in old[a:b]]
        found += [Sentence(line, "added") for line in new[c:d]]
    return found


def difference(old: QuestionVersion, new: QuestionVersion, tell: Tell) -> Difference:
    """What changed from one version to the other, both asked of the records as they are now."""
    hospital = new.question.hospital_id
    readings = [definitions.read(v.definition, hospital) for v in (old, new)]
    told = sentences(readings[0].sentences, readings[1].sentences)
    try:
        results = [run(r.definition, hospital_id=hospital, timeout=SECONDS) for r in readings if r.definition]
    except CannotRun as error:
        return Difference(told, problem=str(error))
    if len(results) < 2:
        return Difference(told, problem=readings[0].problems[0].sentence if readings[0].problems else "")
    before, after = ({row.patient_id: row for row in reversed(result.rows)} for result in results)
    entered, left = ([row for p, row in one.items() if p not in other]
                     for one, other in ((after, before), (before, after)))  # fmt: skip
    stayed = [row for p, row in after.items() if p in before]
    return Difference(told, _moved(entered, tell), _moved(left, tell), tell(stayed))


def _moved(rows: list[Row], tell: Tell) -> Moved:
    return Moved(tell(rows), sorted(row.patient_id for row in rows)[:MOST])
