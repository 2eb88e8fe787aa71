"""What earlier stays of the patient already knew: proposals for this one, each with its origin.

Nothing here is stored: a proposal that nobody takes over is in no table, so no export, measure or count
can see it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils import timezone

from cardiology import codes
from cardiology.dictionary import Section
from cardiology.dictionary.fields import Variable
from cardiology.dictionary.registry import variables
from cardiology.dictionary.text import write_text
from cardiology.models import Admission, AuditEvent, Device, History, Medication, Phase, Procedure
from cardiology.wording import day, plain_number, shown

EARLIER_STAYS = 5
NOT_ANSWERS = ("unknown", "not_asked")


@dataclass(frozen=True)
class Origin:
    """Where a proposal comes from: section and row, the day and author of the entry, the stay."""

    section: str
    row_id: int
    on: date
    who: str
    stay: str

    @property
    def key(self) -> str:
        """The row it was taken from, as it is kept with the value."""
        return f"{self.section}:{self.row_id}"

    def kept(self) -> dict[str, str]:
        """What is stored beside a value that was taken over."""
        return {"carried": self.key, "carried_on": self.on.isoformat(), "carried_by": self.who}


@dataclass(frozen=True)
class Proposal:
    """A value for one variable: as it would be typed, in words, where from; taken over here or not."""

    name: str
    value: str
    words: str
    origin: Origin
    is_taken: bool = False


def proposals(stay: Admission, model: type[Section]) -> dict[str, Proposal]:
    """Proposals for the variables of a section that is filled once per stay, by variable."""
    if not model.carries or model.repeats:
        return {}
    known: dict[str, Proposal] = {}
    for earlier in _earlier(stay, model):
        wanted = [v for v in variables(model) if v.name not in known and _is_answer(earlier, v)]
        authors = _authors(earlier) if wanted else {}
        known |= {v.name: _proposal(earlier, v, authors) for v in wanted}
    if model is History:
        known |= {p.name: p for p in _stents(stay) if p.name not in known or known[p.name].value != p.value}
    return known


def with_taken(found: dict[str, Proposal], typed: Mapping[str, Any]) -> dict[str, Proposal]:
    """The proposals as a form that comes again has them: some were taken over before it was saved."""
    taken = {name for name, p in found.items() if typed.get(f"origin_{name}") == p.origin.key}
    return {name: replace(p, is_taken=name in taken) for name, p in found.items()}


def _earlier(stay: Admission, model: type[Section]) -> list[Any]:
    rows = model._default_manager.filter(
        patient=stay.patient_id, admission__admitted_at__lt=stay.admitted_at
    ).exclude(admission=stay)
    return list(rows.select_related("admission").order_by("-admission__admitted_at")[:EARLIER_STAYS])


def _is_answer(row: Section, variable: Variable) -> bool:
    value = getattr(row, variable.attname)
    return value not in (None, "", *NOT_ANSWERS)


def is_open(row: Section, name: str) -> bool:
    """Whether a variable of a row has neither a value nor a reason for having none."""
    return getattr(row, name) in (None, "") and name not in row.missing


def _authors(row: Section) -> dict[str, tuple[date, str]]:
    """When and by whom each variable was entered last; imported rows have no author."""
    events = AuditEvent.objects.filter(about=row._meta.label_lower, about_id=row.pk).exclude(new=None)
    found: dict[str, tuple[date, str]] = {}
    for event in events.order_by("at", "pk"):
        found |= dict.fromkeys(event.new or {}, (timezone.localdate(event.at), event.by_username))
    return found


def _origin(row: Any, name: str, authors: dict[str, tuple[date, str]]) -> Origin:
    on, who = authors.get(name, (timezone.localdate(row.created_at), ""))
    return Origin(str(row._meta.model_name), row.pk, on, who, row.admission.number)


def _proposal(row: Section, variable: Variable, authors: dict[str, tuple[date, str]]) -> Proposal:
    value = write_text(variable, getattr(row, variable.attname))
    return Proposal(variable.name, value, shown(row, variable), _origin(row, variable.name, authors))


def _stents(stay: Admission) -> list[Proposal]:
    """An earlier coronary intervention in this house is known from its own record, with its devices."""
    pci = _earlier(stay, Procedure)
    row = next((p for p in pci if p.kind == "pci" and p.started_at), None)
    if row is None:
        return []
    origin = _origin(row, "kind", _authors(row))
    on = timezone.localdate(row.started_at)
    devices = Device.objects.filter(lesion__procedure=row).select_related("lesion").order_by("pk")
    words = " · ".join([day(on), *(_device(d) for d in devices)])
    return [
        Proposal("prior_pci", "yes", words, origin),
        Proposal("prior_pci_on", on.isoformat(), day(on), origin),
    ]


def _device(device: Device) -> str:
    size = " × ".join(plain_number(n) for n in (device.diameter, device.length) if n is not None)
    kind = Device._meta.get_field("kind").display(device.kind)  # type: ignore[attr-defined]
    return f"{kind} {size}".strip()


@dataclass(frozen=True)
class DrugProposal:
    """A drug of an earlier discharge list, proposed as a drug taken at home."""

    row: Medication
    words: str
    origin: Origin


def home_drugs(stay: Admission) -> list[DrugProposal]:
    """The discharge drugs of the last stay that are not yet among the home drugs of this one."""
    last = (
        Admission.objects.filter(patient=stay.patient_id, admitted_at__lt=stay.admitted_at)
        .exclude(pk=stay.pk).order_by("-admitted_at").first()
    )  # fmt: skip
    if last is None:
        return []
    given = Medication.objects.filter(admission=last, phase=Phase.DISCHARGE, stopped_on=None)
    there = set(map(_same, Medication.objects.filter(admission=stay, phase=Phase.HOME)))
    rows = [row for row in given.select_related("admission").order_by("pk") if _same(row) not in there]
    authors = _drug_authors(rows)
    return [DrugProposal(row, _drug(row), _origin(row, "drug", authors.get(row.pk, {}))) for row in rows]


def _drug_authors(rows: Iterable[Medication]) -> dict[int, dict[str, tuple[date, str]]]:
    ids = [row.pk for row in rows]
    events = AuditEvent.objects.filter(about=Medication._meta.label_lower, about_id__in=ids, event="recorded")
    return {e.about_id or 0: {"drug": (timezone.localdate(e.at), e.by_username)} for e in events}


def _same(row: Medication) -> str:
    return row.drug or (row.drug_text or "").casefold()


def _drug(row: Medication) -> str:
    name = codes.label("drugs", row.drug) or row.drug_text or ""
    dose = row.dose_text or f"{plain_number(row.dose)} {row.dose_unit or ''}".strip()
    return " ".join(part for part in (name, dose, row.frequency or "") if part)
