"""One stay with everything recorded of it, ready for a document."""

from collections.abc import Callable
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from cardiology import codes
from cardiology.access import visible_to
from cardiology.dictionary import Section
from cardiology.dictionary.registry import variables
from cardiology.models import (
    Admission,
    Complication,
    Diagnosis,
    Discharge,
    LabResult,
    Lesion,
    Medication,
    Phase,
    Procedure,
    User,
)
from cardiology.queries.cath.pieces import piece_of
from cardiology.wording import plain_number, shown, unit


def words(row: Section) -> list[tuple[Any, str]]:
    """(label, value in words) of what a row holds."""
    return [
        (v.label, _in_words(row, v))
        for v in variables(type(row))
        if getattr(row, v.attname) not in (None, "") or v.name in row.missing
    ]


def _in_words(row: Section, variable: Any) -> str:
    value = getattr(row, variable.attname)
    if variable.kind == "code":
        return codes.label(variable.system, value)
    return shown(row, variable)


Lines = list[tuple[Any, str]]


def told(row: Section) -> Lines:
    """(label, value) of what the row holds; without what repeats it, such as the value as it was sent."""
    ways: tuple[tuple[type[Section], Callable[[Any], Lines]], ...] = (
        (LabResult, _result),
        (Medication, _drug),
        (Diagnosis, _diagnosis),
        (Complication, _complication),
    )
    for model, say in ways:
        if isinstance(row, model):
            return [(label, value) for label, value in say(row) if value]
    return words(row)


def _result(row: Any) -> Lines:
    number = f"{row.comparator or ''}{plain_number(row.value)} {unit(row.unit)}".strip()
    sent = f"{row.value_text or ''} {row.unit_text or ''}".strip()
    test = codes.label("laboratory", row.test) or row.test_text or ""
    changed = row.value is not None and row.unit_text and row.unit_text != row.unit
    flag = row.get_flag_display() if row.flag and row.flag != "N" else ""
    return [
        (test, number if row.value is not None else sent),
        ("", flag),
        (_("As sent"), sent if changed else ""),
    ]


def _drug(row: Any) -> Lines:
    dose = row.dose_text or f"{plain_number(row.dose)} {row.dose_unit or ''}".strip()
    name = codes.label("drugs", row.drug) or row.drug_text or ""
    often = codes.label("frequencies", row.frequency)
    shown: list[Any] = [dose, often, row.get_route_display() or ""]
    return [
        (row.get_phase_display(), " ".join(str(part) for part in (name, *shown) if part)),
        (_("Class"), codes.label("drug_classes", row.drug_class)),
        (_("Loading dose"), _("Yes") if row.is_loading == "yes" else ""),
        *[line for line in words(row) if line[0] in _names("stopped_on", "stop_reason")],
    ]


def _names(*names: str) -> list[Any]:
    return [v.label for v in variables(Medication) if v.name in names]


def _diagnosis(row: Any) -> Lines:
    name = row.code_text or codes.label("diagnoses", row.code)
    return [
        (plain_number(row.rank), f"{name} {row.code or ''}".strip()),
        (_("Certainty"), str(row.get_certainty_display() or "")),
    ]


def _complication(row: Any) -> Lines:
    piece = piece_of(row)
    return [*words(row), (_("Concerns"), piece.words if piece else "")]


def diagnosis_names(admission: Admission) -> list[str]:
    """Diagnoses in words alone, as a letter names them, main diagnosis first."""
    found = Diagnosis.objects.filter(admission=admission).exclude(certainty="excluded").order_by("rank", "pk")
    return [d.code_text or codes.label("diagnoses", d.code) for d in found]


def procedures_of(admission: Admission) -> list[Procedure]:
    """Procedures with their lesions and devices."""
    lesions = Prefetch("lesions", Lesion.objects.prefetch_related("devices").order_by("pk"))
    found = Procedure.objects.filter(admission=admission).order_by("started_at").prefetch_related(lesions)
    return list(found)


def discharge_drugs(admission: Admission) -> list[dict[str, str]]:
    """The discharge list: drug, dose, frequency, class."""
    found = Medication.objects.filter(admission=admission, phase=Phase.DISCHARGE).order_by("drug_class", "pk")
    return [
        {
            "drug": codes.label("drugs", m.drug) or m.drug_text or "",
            "dose": m.dose_text or f"{plain_number(m.dose)} {m.dose_unit or ''}".strip(),
            "frequency": codes.label("frequencies", m.frequency),
            "drug_class": codes.label("drug_classes", m.drug_class),
        }
        for m in found
    ]


def stay(user: User, admission_id: int) -> Admission:
    """The stay, if this user may see it (Admission.DoesNotExist otherwise)."""
    rows = visible_to(user, Admission).select_related("department", *Admission.named)
    return rows.get(pk=admission_id)


def discharge_of(admission: Admission) -> Discharge | None:
    """The discharge form of the stay, if there is one."""
    return Discharge.objects.filter(admission=admission).first()
