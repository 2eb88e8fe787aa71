"""The patient's chart: what is recorded in a stay, the rail of sections, and the rows of one section."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from cardiology import codes
from cardiology.access import visible_to
from cardiology.dictionary import Section, YesNo
from cardiology.dictionary.registry import sections, variables
from cardiology.models import Admission, AuditEvent, Medication, Patient, Phase, User
from cardiology.queries.completion import State, concerns
from cardiology.queries.one_stay import Recorded
from cardiology.queries.stay import told
from cardiology.wording import day, moment, plain_number

ON_GRID = ("labresult", "medication", "procedure", "discharge", "timeline")  # shown in a shape of their own
ROWS_SHOWN = 3


@dataclass(frozen=True)
class Link:
    """An entry of the rail."""

    url: str
    label: Any
    status: str = ""
    count: str = ""
    current: bool = False


@dataclass(frozen=True)
class Entry:
    """One recorded row: address of its form, what it holds in words, and what was asked and denied."""

    url: str
    at: str
    lines: list[tuple[Any, str]]
    denied: list[Any]


@dataclass(frozen=True)
class Block:
    """One section of the summary."""

    name: str
    title: Any
    new_url: str
    repeats: bool
    entries: list[Entry]
    more: int = 0


def stays_of(user: User, patient: Patient) -> list[Admission]:
    """The stays of a patient, newest first."""
    rows = visible_to(user, Admission).filter(patient=patient)
    return list(rows.select_related(*Admission.named).order_by("-admitted_at"))


def charted() -> list[type[Section]]:
    """Sections that have a place of their own on the chart; the discharge has its own page."""
    return [m for m in sections() if m.on_chart and m._meta.model_name != "discharge"]


def rail(stay: Admission, done: list[State], current: str = "") -> list[Link]:
    """The rail of a stay: overview, sections with their completeness, discharge."""
    known = {s.name: s for s in done}
    links = [Link(reverse("admission", args=[stay.pk]), _("Overview"), current=current == "overview")]
    for model in charted():
        name = str(model._meta.model_name)
        if not concerns(model, stay) and name not in known:
            continue
        state = known.get(name)
        links.append(
            Link(
                place(stay, name),
                model.title,
                state.status if state else "",
                state.count if state else "",
                current == name,
            )
        )
    return [
        *links,
        Link(reverse("discharge", args=[stay.pk]), _("Discharge"), current=current == "discharge"),
    ]


def place(stay: Admission, name: str) -> str:
    """Where a section is entered: drugs in their table, the others in their form."""
    if name == "medication":
        return reverse("drugs", args=[stay.pk, Phase.WARD])
    return reverse("section_new", args=[stay.pk, name])


def summary(read: Recorded) -> list[Block]:
    """What is recorded in the sections that read as text."""
    chosen = [m for m in charted() if m._meta.model_name not in ON_GRID]
    return [_block(m, read) for m in chosen if concerns(m, read.stay)]


def _block(model: type[Section], read: Recorded) -> Block:
    found = newest_first(model, read.of(model))
    shown = [entry(row) for row in found[:ROWS_SHOWN]]
    name = str(model._meta.model_name)
    return Block(
        name, model.title, reverse("section_new", args=[read.stay.pk, name]), model.repeats, shown,
        max(0, len(found) - ROWS_SHOWN),
    )  # fmt: skip


def newest_first(model: type[Section], rows: list[Any]) -> list[Any]:
    """Rows that are read already, in the order of `rows_of`."""
    if "__" in model.starts:
        return rows
    known = [r for r in rows if getattr(r, model.starts) is not None]
    return [r for r in rows if getattr(r, model.starts) is None] + sorted(
        known, key=lambda r: getattr(r, model.starts), reverse=True
    )


def rows_of(model: type[Section], stay: Admission, **kept: Any) -> Any:
    """The rows of one section of a stay, newest first."""
    own = "__" not in model.starts
    rows = model._default_manager.filter(admission=stay, **kept)
    beside = getattr(model, "beside", ())
    rows = rows.select_related(*beside) if beside else rows
    return rows.order_by(*([f"-{model.starts}"] if own else []), "pk")


def entry(row: Section) -> Entry:
    """A row in words; its time stands before it, or what it says first where it has none."""
    at = getattr(row, row.starts, None) if "__" not in row.starts else None
    shown = moment(at) if row.grain == "minute" else day(at)
    starts = row._meta.get_field(row.starts).verbose_name if at else None
    denied = [v.label for v in variables(type(row)) if _is_denied(row, v)]
    left_out = {str(label) for label in (starts, *denied)}  # lazy words are slow to compare
    lines = [(label, value) for label, value in told(row) if str(label) not in left_out]
    if row.repeats and not shown and lines:
        (_label, shown), *lines = lines
    return Entry(reverse("section_edit", args=[row._meta.model_name, row.pk]), shown, lines, denied)


def _is_denied(row: Section, variable: Any) -> bool:
    """Whether the answer to a yes/no question is no."""
    # the value first: the choices are translated words, and most variables are none of these
    return getattr(row, variable.attname) == YesNo.NO and YesNo.NO in dict(variable.flatchoices or ())


def medication(read: Recorded, *only: str) -> list[tuple[Any, list[dict[str, Any]]]]:
    """Drugs by phase: at home, on the ward, at discharge; or of the phases named."""
    found = sorted(read.of(Medication), key=lambda m: (m.started_on is None, m.started_on))
    wanted = [p for p in Phase if not only or p in only]
    phases = [(p.label, [_drug(m) for m in found if m.phase == p]) for p in wanted]
    return [(label, drugs) for label, drugs in phases if drugs]


def _drug(row: Medication) -> dict[str, Any]:
    return {
        "url": reverse("section_edit", args=["medication", row.pk]),
        "drug": codes.label("drugs", row.drug) or row.drug_text or "",
        "dose": row.dose_text or f"{plain_number(row.dose)} {row.dose_unit or ''}".strip(),
        "frequency": codes.label("frequencies", row.frequency),
        "drug_class": codes.label("drug_classes", row.drug_class),
        "from": day(row.started_on),
        "to": day(row.stopped_on),
    }


def history(row: Section, name: str) -> list[AuditEvent]:
    """Every change of one variable of a row, newest first."""
    events = AuditEvent.objects.filter(about=row._meta.label_lower, about_id=row.pk, new__has_key=name)
    return list(events.order_by("-at", "-pk"))
