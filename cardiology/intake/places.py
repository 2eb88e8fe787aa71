"""Where each row belongs: its hospital, patient, stay and parent row, found by their numbers."""

import hashlib
from typing import Any

from django.db.models import Model
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from cardiology.intake.batch import Batch, as_json
from cardiology.intake.mapping import is_section
from cardiology.intake.own import parents
from cardiology.intake.problems import Problem
from cardiology.models import Admission, Department, Hospital, Patient

LONGEST_KEY = 120


def place(batch: Batch, hospital: Hospital, *, own: bool) -> None:
    """Fill the columns that point to other rows, and the key by which a row is known again."""
    if not is_section(batch.model):
        batch.values["hospital_id"] = [str(hospital.pk)] * len(batch)
    if batch.model is Admission:
        department = Department.objects.filter(hospital=hospital).order_by("pk").first()
        batch.values["department_id"] = [str(department.pk) if department else None] * len(batch)
    if batch.model is not Patient:
        _patients(batch, hospital)
    if is_section(batch.model):
        _stays(batch, hospital)
        for parent in parents(batch.model):
            _parents(batch, parent)
    _keys(batch, own)
    if own:
        for name, column in (("row", "id"), ("revision", "revision")):
            _whole_numbers(batch, name, column)


def _patients(batch: Batch, hospital: Hospital) -> None:
    numbers = batch.places.pop("patient", [""] * len(batch))
    # a number that was given up in a merge leads to the patient who has the record now
    known = _by_number(Patient, hospital, set(numbers), Coalesce("merged_into_id", "pk"))
    batch.values["patient_id"] = [known.get(number) for number in numbers]
    for line, number in zip(batch.lines, numbers, strict=True):
        if number not in known:
            batch.problems.append(Problem(line, "patient", "patient", _not_there(number)))


def _not_there(number: str) -> str:
    if not number:
        return _("The number of the patient is missing.")
    return _("There is no patient with the number “%(number)s” in this hospital.") % {"number": number[:40]}


def _stays(batch: Batch, hospital: Hospital) -> None:
    """A row without a stay keeps none; a stay that is named must be there and be the patient's own."""
    numbers = batch.places.pop("admission", [""] * len(batch))
    known = _by_number(Admission, hospital, set(numbers), "pk")
    whose = _by_number(Admission, hospital, set(numbers), "patient_id")
    batch.values["admission_id"] = [known.get(number) for number in numbers]
    for line, number, patient in zip(batch.lines, numbers, batch.values["patient_id"], strict=True):
        if number and number not in known:
            sentence = _("There is no stay with the number “%(number)s” in this hospital.")
            batch.problems.append(Problem(line, "admission", "admission", sentence % {"number": number[:40]}))
        elif number and patient and whose[number] != patient:
            sentence = _("This stay belongs to another patient.")
            batch.problems.append(Problem(line, "admission", "admission", sentence))
        elif not number and not batch.model.repeats:  # type: ignore[attr-defined]
            sentence = _("The number of the stay is missing.")
            batch.problems.append(Problem(line, "admission", "admission", sentence))


def _by_number(model: type[Model], hospital: Hospital, numbers: set[str], what: Any) -> dict[str, str]:
    wanted = [n for n in numbers if n and "\0" not in n]
    rows: Any = model._default_manager.filter(hospital=hospital, number__in=wanted)
    return {number: str(value) for number, value in rows.values_list("number", what)}


def _parents(batch: Batch, name: str) -> None:
    """The row that this one is part of, by its id; it must be of the same patient."""
    given = batch.places.pop(name, None)
    if given is None:
        return
    parent: Any = batch.model._meta.get_field(name).related_model
    wanted = [int(text) for text in set(given) if text.isascii() and text.isdecimal() and len(text) < 19]
    whose = {str(pk): str(patient) for pk, patient in
             parent.objects.filter(pk__in=wanted).values_list("pk", "patient_id")}  # fmt: skip
    batch.values[f"{name}_id"] = [text if text in whose else None for text in given]
    for line, text, patient in zip(batch.lines, given, batch.values["patient_id"], strict=True):
        if text and whose.get(text) != patient:
            sentence = _("There is no row “%(text)s” of this patient.") % {"text": text[:20]}
            batch.problems.append(Problem(line, name, name, sentence))


def _keys(batch: Batch, own: bool) -> None:
    """The import key: told by the mapping, else what the row says, so that a second import finds it."""
    if "key" in batch.places:
        keys: list[str | None] = [*batch.places.pop("key")]
    elif own and is_section(batch.model):
        rows = zip(*batch.values.values(), as_json(batch.missing), strict=True)
        keys = [hashlib.sha256(repr(row).encode()).hexdigest()[:40] for row in rows]
    else:
        return
    batch.values["import_key"] = keys
    for line, key in zip(batch.lines, keys, strict=True):
        if not key or len(key) > LONGEST_KEY:
            sentence = _("The key of the row is empty or longer than %(limit)s letters.")
            batch.problems.append(Problem(line, "", "import_key", sentence % {"limit": LONGEST_KEY}))


def _whole_numbers(batch: Batch, name: str, column: str) -> None:
    """The row's own id and revision as the product's export wrote them; both may be empty."""
    given = batch.places.pop(name, None)
    if given is None:
        return
    batch.values[column] = [
        text if text.isascii() and text.isdecimal() and len(text) < 10 else None for text in given
    ]
    for line, text, read in zip(batch.lines, given, batch.values[column], strict=True):
        if text and read is None:
            sentence = _("“%(text)s” is not a whole number.") % {"text": text[:20]}
            batch.problems.append(Problem(line, name, name, sentence))
