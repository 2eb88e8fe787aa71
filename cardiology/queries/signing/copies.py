"""The whole record of a patient, to be handed over: as values that a program reads back, and in words."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.text import capfirst

from cardiology.access import visible_to
from cardiology.dictionary import Section
from cardiology.dictionary.registry import sections
from cardiology.models import Admission, Draft, KeptScore, Patient, Signature, User
from cardiology.queries.identity import everything
from cardiology.queries.signing.written import Said, plain
from cardiology.queries.stay import told, words

FORMAT = "cardiology record, version 1"
LEFT_OUT = {Draft._meta.label}  # what nobody has saved is no part of the record
OF_STAYS = (KeptScore, Signature)  # they point at the patient by way of a stay

Lines = list[tuple[Any, str]]


@dataclass(frozen=True)
class Part:
    """One section of one stay: each row as (label, value)."""

    title: Any
    rows: list[Lines]


@dataclass(frozen=True)
class Told:
    """A stay in words; None is what belongs to no stay."""

    stay: Admission | None
    parts: list[Part]


def record(patient: Patient, *, by: User, at: datetime) -> Said:
    """Every stored row of a patient by model and key, with a checksum: the same rows give the same."""
    rows = {label: found for label, found in everything.state([patient.pk]).items() if label not in LEFT_OUT}
    for model in OF_STAYS:
        found = model._default_manager.filter(admission__patient=patient)
        rows |= {model._meta.label: {row.pk: everything.values(row) for row in found}} if found else {}
    head = {"format": FORMAT, "patient": patient.pk, "hospital": str(patient.hospital), "by": str(by)}
    return {**head, "made_at": plain(at), "checksum": everything.checksum(rows), "rows": rows}


def in_words(user: User, patient: Patient) -> list[Told]:
    """The record section by section, stay by stay, the oldest first; at the end what belongs to no stay."""
    by_stay: dict[int | None, list[Part]] = defaultdict(list)
    for model in sections():
        for stay, rows in _by_stay(visible_to(user, model).filter(patient=patient).order_by("pk")).items():
            by_stay[stay].append(Part(model.title, [told(row) for row in rows]))
    stays = visible_to(user, Admission).filter(patient=patient).select_related(*Admission.named)
    found = [Told(stay, by_stay[stay.pk]) for stay in stays.order_by("admitted_at")]
    return [*found, *([Told(None, by_stay[None])] if by_stay[None] else [])]


def _by_stay(rows: Iterable[Section]) -> dict[int | None, list[Section]]:
    found: dict[int | None, list[Section]] = defaultdict(list)
    for row in rows:
        found[row.admission_id].append(row)  # type: ignore[attr-defined]
    return found


def identity(patient: Patient) -> Lines:
    """Who the patient is, with numbers, phones and contact persons."""
    beside = [*patient.identifiers.all(), *patient.phones.all(), *patient.contact_persons.all()]
    return [*words(patient), *((capfirst(row._meta.verbose_name), _called(row)) for row in beside)]


def _called(row: Any) -> str:
    return " ".join(
        str(getattr(row, name)) for name in ("name", "value", "number", "phone") if getattr(row, name, "")
    )
