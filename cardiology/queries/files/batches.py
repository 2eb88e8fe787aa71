"""Files that were sent: where each stands, what its check found, what came of it."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from cardiology import audit, wording
from cardiology.access import hospital_of, visible_to
from cardiology.dictionary.fields import Variable
from cardiology.dictionary.missing import Missing
from cardiology.dictionary.registry import variables
from cardiology.intake.mapping import load, model_of, names
from cardiology.models import BatchState, ImportBatch, Patient, User
from cardiology.wording import unit

PER_PAGE = 50
STATES = ("new", "changed", "same", "conflict")
TONES = {
    BatchState.CHECKED: "attention", BatchState.STORED: "done", BatchState.FAILED: "critical",
    BatchState.UNDONE: "neutral", BatchState.DROPPED: "neutral",
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One file in the list."""

    pk: int
    at: datetime
    file: str
    what: str
    by: str
    state: str
    tone: str
    counts: dict[str, int]
    undone: str


@dataclass(frozen=True)
class Difference:
    """One value that a file would change, or would have changed."""

    line: int
    patient_id: int | None
    number: str
    where: str
    old: str
    new: str


def batch(user: User, pk: int) -> ImportBatch:
    """One batch of the user's hospital; 404 for any other."""
    return get_object_or_404(_of_hospital(user), pk=pk)


def _of_hospital(user: User) -> QuerySet[ImportBatch]:
    return ImportBatch.objects.filter(hospital_id=hospital_of(user).pk)


def page(user: User, number: str | int, per_page: int = PER_PAGE) -> tuple[Page, list[Line]]:
    """One page of the files of the user's hospital, newest first."""
    rows = _of_hospital(user).defer("found", "undone").order_by("-pk")
    found = Paginator(rows, per_page).get_page(number)
    people = people_of(list(found))
    return found, [_line(b, people) for b in found]


def people_of(found: list[ImportBatch]) -> dict[int | None, str]:
    """The names of everybody who did something with these batches."""
    ids = {pk for b in found for pk in (b.by_id, b.decided_by_id, b.undone_by_id) if pk}
    return {pk: str(person) for pk, person in User.objects.in_bulk(ids).items()}


def _line(batch: ImportBatch, people: dict[int | None, str]) -> Line:
    undone = ""
    if batch.undone_at:
        undone = f"{wording.moment(batch.undone_at)} · {people.get(batch.undone_by_id, '–')}"
    return Line(
        batch.pk, batch.at, batch.file_name, what(batch), people.get(batch.by_id, _("System")),
        batch.get_state_display(), TONES.get(BatchState(batch.state), "attention"), totals(batch.counts),
        undone,
    )  # fmt: skip


def totals(counts: dict[str, dict[str, int]]) -> dict[str, int]:
    """Rows of all kinds by what becomes of them."""
    return {state: sum(c[state] for c in counts.values()) for state in STATES}


def what(batch: ImportBatch) -> str:
    """What was in the file: the words of its mapping, or the kind of its rows."""
    return load(batch.mapping).title if batch.mapping in names() else title(batch.kind)


def order(kind: str) -> int:
    """Where a kind stands in the record."""
    try:
        return model_of(kind).order
    except LookupError:
        return 0


def title(kind: str) -> str:
    """The words for a kind of rows."""
    try:
        return str(model_of(kind).title)
    except LookupError:
        return kind


def differences(user: User, changes: list[dict[str, Any]]) -> list[Difference]:
    """Changed rows as one line per value, with the patient's number for who may see it."""
    numbers = numbers_of(user, changes)
    found = []
    for change in changes:
        model: Any = apps.get_model(change["about"])
        known = {v.attname: v for v in variables(model)}
        pk = change["patient"] if change["patient"] in numbers else None
        was, said = (_open(change["about"], change[side]) for side in ("old", "new"))
        for label, old, new in _pairs(known, was, said):
            where = f"{model.title} · {label}"
            found.append(Difference(change["line"], pk, numbers.get(change["patient"], "–"), where, old, new))
    return found


def _open(about: str, values: dict[str, Any]) -> dict[str, Any]:
    return {column: audit.told(about, column, value) for column, value in values.items()}


def numbers_of(user: User, rows: list[dict[str, Any]]) -> dict[int, str]:
    """The patients' numbers for who may read records."""
    wanted = {r["patient"] for r in rows if r["patient"]}
    return dict(visible_to(user, Patient).filter(pk__in=wanted).values_list("pk", "number"))


def _pairs(
    known: dict[str, Variable], old: dict[str, Any], new: dict[str, Any]
) -> list[tuple[str, str, str]]:
    pairs = []
    for column in new:
        if column == "missing":
            by_name = {v.name: v for v in known.values()}
            for name, reason in new["missing"].items():
                label = _("%(label)s, reason for no value") % {"label": by_name[name].label}
                pairs.append((label, _reason(old["missing"].get(name)), _reason(reason)))
            continue
        variable = known.get(column)
        label = str(variable.label) if variable else column.removesuffix("_id")
        pairs.append((label, in_words(variable, old.get(column)), in_words(variable, new[column])))
    return pairs


def _reason(reason: str | None) -> str:
    return str(Missing(reason).label) if reason else "–"


def in_words(variable: Variable | None, text: str | None) -> str:
    """A value as the database writes it, as a person reads it."""
    if text in (None, ""):
        return "–"
    text = str(text)
    if variable is None:
        return text[:80]
    if variable.kind == "number":
        shown = f"{Decimal(text).normalize():f}"
        return f"{shown} {unit(variable.unit)}".rstrip()
    if variable.kind == "choices":
        return variable.display([part for part in text.strip("{}").split(",") if part])
    if variable.kind == "moment":
        return wording.moment(datetime.fromisoformat(text))
    if variable.kind == "date":
        return wording.day(date.fromisoformat(text))
    return variable.display(text)[:80]
