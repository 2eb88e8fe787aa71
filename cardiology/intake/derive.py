"""What follows from the columns of a file: a result's number, a drug's class, a name's initials."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cardiology.actions.patients import name_for_search
from cardiology.codes import drugs, laboratory
from cardiology.dictionary.units import Typed, read_number
from cardiology.intake.batch import Batch
from cardiology.intake.problems import Problem
from cardiology.models import LabResult, Medication, Patient

Text = str | None
Column = list[Text]


def complete(batch: Batch) -> None:
    """Add the columns that follow from those the file filled."""
    step = STEPS.get(batch.model)
    if step:
        step(batch)


def _laboratory(batch: Batch) -> None:
    """A result as sent becomes a number in the canonical unit of its test, where both are known."""
    if "value" in batch.values or "value_text" not in batch.values:
        return
    empty: Column = [None] * len(batch)
    unit = "unit" if "unit" in batch.values else "unit_text"  # a file may say only what was sent
    columns = [batch.values.get(name, empty) for name in ("test", "value_text", unit)]
    lines = list(zip(*columns, strict=True))
    results = {line: result(*line) for line in set(lines)}
    read = [results[line] for line in lines]
    for position, name in enumerate(("test", "value", "comparator", "unit")):
        batch.values[name] = [r[position] for r in read]
    _tell_texts(batch, lines, results)


def _tell_texts(batch: Batch, lines: list[tuple[Text, ...]], results: dict[tuple[Text, ...], Any]) -> None:
    """Numbers that stay texts, because their unit is not known or they are impossible, are told."""
    odd = {line for line, (test, value, _comparator, _unit) in results.items()
           if test and value is None and _number(line[1] or "")}  # fmt: skip
    sentence = _(
        "“%(value)s %(unit)s” is kept as text: not possible, or in a unit that is not known, for %(test)s."
    )
    for number, line in zip(batch.lines, lines, strict=True):
        if line in odd:
            told = sentence % {"value": line[1], "unit": line[2] or "", "test": results[line][0]}
            batch.unusual.append(Problem(number, "", "value", told))


def result(code: Text, text: Text, unit: Text) -> tuple[Text, Text, Text, Text]:
    """Test, number, comparator and unit of one result; the number is None where it cannot be known.

    The number of a known test is always in its canonical unit: a unit that we cannot convert leaves it
    empty (text and unit as sent are kept). The number of an unknown test stays as it was sent.
    """
    test = laboratory.find(code or "")
    typed = _number(text or "")
    if typed is None:
        return (test.code if test else None), None, None, unit
    comparator = typed.comparator or None
    if test is None:
        return None, f"{typed.value:f}", comparator, unit
    value = _canonical(test, Typed(typed.value, unit or ""))
    if value is None:
        return test.code, None, comparator, unit
    return test.code, f"{round(value, 6):f}", comparator, test.unit


def _canonical(test: laboratory.LabTest, typed: Typed) -> Decimal | None:
    if not typed.unit and test.unit != "1":
        return None
    try:
        value = test.to_canonical(typed)
    except ValidationError:
        return None
    return value if test.possible[0] <= value <= test.possible[1] else None


def _number(text: str) -> Typed | None:
    """The number that a text is; "0-2", "1+" and "5 cells" are not one."""
    try:
        typed = read_number(text)
    except ValidationError:
        return None
    return None if typed.unit or abs(typed.value) >= 100_000_000 else typed


def _medication(batch: Batch) -> None:
    """A drug as written becomes one of our drugs where its name is known; the class hangs on the drug."""
    values = batch.values
    written = values.get("drug_text", [None] * len(batch))
    names = {text: drugs.find_name(text) if text else None for text in set(written)}
    if "drug" not in values:
        values["drug"] = [drug.code if (drug := names[text]) else None for text in written]
    if "drug_class" not in values:
        found = {code: drugs.find(code) if code else None for code in set(values["drug"])}
        values["drug_class"] = [drug.drug_class if (drug := found[code]) else None for code in values["drug"]]


def _patient(batch: Batch) -> None:
    """The pinyin and initials by which a name is found."""
    names = batch.values.get("name")
    if names is None:
        return
    patients = [Patient(name=name or "") for name in names]
    for patient in patients:
        name_for_search(patient)
    batch.values["name_pinyin"] = [p.name_pinyin for p in patients]
    batch.values["name_initials"] = [p.name_initials for p in patients]


# What is worked out from the other columns: a file to fill in does not ask for it.
FOLLOWS: dict[type, tuple[str, ...]] = {
    LabResult: ("value", "comparator", "unit_text"),
    Medication: ("drug_class",),
}
STEPS: dict[type, Callable[[Batch], None]] = {
    LabResult: _laboratory,
    Medication: _medication,
    Patient: _patient,
}
