"""A recorded row in few words: results, drugs and diagnoses as a doctor would say them."""

from typing import Any

from django.utils.translation import gettext as _

from cardiology import codes
from cardiology.dictionary import Section
from cardiology.models import Diagnosis, LabResult, Medication
from cardiology.queries.stay import words
from cardiology.wording import plain_number

Lines = list[tuple[Any, str]]


def lines(row: Section) -> Lines:
    """(label, value) of what the row holds; without what repeats it, such as the value as it was sent."""
    for model, told in ((LabResult, _result), (Medication, _drug), (Diagnosis, _diagnosis)):
        if isinstance(row, model):
            return [(label, value) for label, value in told(row) if value]  # type: ignore[operator]
    return words(row)


def _result(row: LabResult) -> Lines:
    number = f"{row.comparator or ''}{plain_number(row.value)} {row.unit or ''}".strip()
    sent = f"{row.value_text or ''} {row.unit_text or ''}".strip()
    test = codes.label("laboratory", row.test) or row.test_text or ""
    changed = row.value is not None and row.unit_text and row.unit_text != row.unit
    flag = row.get_flag_display() if row.flag and row.flag != "N" else ""  # type: ignore[attr-defined]
    return [
        (test, number if row.value is not None else sent),
        ("", flag),
        (_("As sent"), sent if changed else ""),
    ]


def _drug(row: Medication) -> Lines:
    dose = row.dose_text or f"{plain_number(row.dose)} {row.dose_unit or ''}".strip()
    name = codes.label("drugs", row.drug) or row.drug_text or ""
    shown: list[Any] = [dose, row.frequency or "", row.get_route_display() or ""]  # type: ignore[attr-defined]
    return [
        (row.get_phase_display(), " ".join(str(part) for part in (name, *shown) if part)),  # type: ignore[attr-defined]
        (_("Class"), str(codes.drugs.CLASSES.get(row.drug_class or "", ""))),
        (_("Loading dose"), _("Yes") if row.is_loading == "yes" else ""),
        *[line for line in words(row) if line[0] in _names("stopped_on", "stop_reason")],
    ]


def _names(*names: str) -> list[Any]:
    return [Medication._meta.get_field(name).verbose_name for name in names]


def _diagnosis(row: Diagnosis) -> Lines:
    name = row.code_text or codes.label("diagnoses", row.code)
    return [
        (plain_number(row.rank), f"{name} {row.code or ''}".strip()),
        (_("Certainty"), str(row.get_certainty_display() or "")),  # type: ignore[attr-defined]
    ]
