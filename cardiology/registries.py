"""Small registries through which a higher app shows its things in a lower one's pages.

A higher app registers in its `AppConfig.ready()`; nothing here knows who they are.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from cardiology.access import Permission
from cardiology.provenance import NEXT_REVIEW, REVIEWED


@dataclass(frozen=True)
class Place:
    """An entry of the main navigation; without a permission it is for everybody who is signed in."""

    label: Any
    url_name: str
    permission: Permission | None
    order: int


@dataclass(frozen=True)
class Panel:
    """A part of the patient page: a template and the function that gathers its context."""

    template: str
    # (patient, user, the stays of the patient that the user may see) -> context
    context: Callable[[Any, Any, Any], dict[str, Any]]
    order: int


@dataclass(frozen=True)
class Work:
    """A part of the reference that a higher app brings."""

    label: Any
    url_name: str
    about: Any


@dataclass(frozen=True)
class Column:
    """A column of a finished table."""

    label: Any
    numeric: bool = False


class Figure(int):
    """A number in a cell of a finished table: it stands under the heading of its numeric column."""

    numeric = True


@dataclass(frozen=True)
class Table:
    """A finished table that a higher app adds to a document or a report."""

    title: Any
    caption: Any
    columns: tuple[Column, ...]
    rows: list[tuple[Any, ...]]


@dataclass(frozen=True)
class Signs:
    """Warning signs that a patient takes home: what to do, and when to do it."""

    title: Any
    is_urgent: bool
    lines: tuple[Any, ...]


@dataclass(frozen=True)
class Document:
    """A document of a stay: its label, the name of its address (taking the admission's id), who may."""

    label: Any
    url_name: str
    permission: Permission


@dataclass(frozen=True)
class CountedMeasure:
    """A measure whose unit is not a stay, such as a call: `unit` says what is counted, `meaning` in words
    when it counts as met."""

    id: str
    title: Any
    meaning: Any
    origin: Any
    target: float | None
    unit: Any
    undesired: bool = False
    tag: str = "H"
    version: str = "1"
    reviewed: date = REVIEWED
    next_review: date = NEXT_REVIEW

    @property
    def confirmed(self) -> bool:
        return self.tag == "V"


@dataclass(frozen=True)
class Examples:
    """Worked examples that a higher app adds to a book of the reference: the file of their tables, the words
    of its columns, and of the answers in a column."""

    book: str
    path: Path
    columns: Mapping[str, Any]
    answers: Mapping[str, Mapping[str, Any]]


examples: list[Examples] = []
counted_measures: dict[str, CountedMeasure] = {}  # by id, in the order in which they were registered
# Count some of them over (hospital, first day, last day): by measure, (met, of how many) by part of the
# hospital, a part being (kind, key); the whole is ("hospital", "").
month_counts: list[Callable[[Any, Any, Any], dict[str, dict[tuple[str, str], tuple[int, int]]]]] = []
places: list[Place] = []
panels: list[Panel] = []
works: list[Work] = []
documents: list[Document] = []  # of a stay, offered after its discharge
summary_parts: list[Callable[[Any, Any], Table | None]] = []  # (admission, user), of the discharge summary
# (admission, user, snapshot where it is read already), before discharge
discharge_previews: list[Callable[..., Table | None]] = []
warning_signs: list[Callable[[Any, Any], list[Signs]]] = []  # (admission, user), of the discharge summary
report_parts: list[Callable[[Any, Any, Any], Table | None]] = []  # (user, first, last), of the month
# admissions -> fields of their snapshots that a higher app knows
stay_facts: list[Callable[[Collection[int]], dict[int, dict[str, Any]]]] = []
after_discharge: list[Callable[..., Any]] = []  # (admission, *, by), inside the discharge's transaction
after_record: list[Callable[..., Any]] = []  # (row, *, by), inside the transaction that saved the row
after_death: list[Callable[..., Any]] = []  # (patient, *, by), inside the same transaction
after_refusal: list[Callable[..., Any]] = []  # (patient, purpose, *, by), a consent declined or withdrawn
after_merge: list[Callable[..., Any]] = []  # (patient, *, by), who has the record of two now
after_parting: list[Callable[..., Any]] = []  # (patients, *, by), who were one for a while


def add_place(place: Place) -> None:
    """Add an entry to the main navigation."""
    if place not in places:
        places.append(place)
        places.sort(key=lambda p: p.order)


def add_panel(panel: Panel) -> None:
    """Add a panel to the patient page."""
    if panel not in panels:
        panels.append(panel)
        panels.sort(key=lambda p: p.order)


def add_work(work: Work) -> None:
    """Put a part into the index of the reference."""
    if work not in works:
        works.append(work)
