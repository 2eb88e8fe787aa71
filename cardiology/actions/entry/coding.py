"""Coding what was written in words: decided once, and every equal text follows, each change audited."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cardiology import audit, codes
from cardiology.access import Permission, check_may, hospital_of
from cardiology.actions import results
from cardiology.codes import drugs
from cardiology.dictionary import Declared
from cardiology.models import CodedText, CodeSystem, Diagnosis, LabResult, Medication, User
from cardiology.queries.entry.uncoded import coded_variables, decided_code, rows_with_text


@dataclass(frozen=True)
class Followed:
    """How many rows took the code, and how many could not: a result in a unit the test does not know."""

    coded: int
    left: int


@transaction.atomic
def decide(system: str, text: str, code: str, *, by: User) -> Followed:
    """Decide what a text means; every row of the hospital with an equal text follows.

    Raises ValidationError for what is no code.
    """
    check_may(by, Permission.CODE_TEXTS)
    known = codes.SYSTEMS[system].find(code) if system in codes.SYSTEMS and code.strip() else None
    if known is None:
        raise ValidationError(_("“%(code)s” is not a code of this table."), params={"code": code[:40]})
    if not text.strip():
        raise ValidationError(_("There is no text to code."))
    hospital, same = hospital_of(by), text.strip().lower()[:300]
    decision, is_new = CodedText.objects.update_or_create(
        hospital=hospital, system=system, text=same, defaults={"code": known.code, "by": by}
    )
    audit.record("coded" if is_new else "recoded", by=by, about=decision, new=audit.state(decision))
    coded = left = 0
    for model, variable in coded_variables(system):
        rows = rows_with_text(hospital, model, variable).filter(plain=same).select_related("patient")
        for row in rows.select_for_update(of=("self",)):
            if _follow(row, variable.name, known.code, by):
                coded += 1
            else:
                left += 1
    return Followed(coded, left)


def _follow(row: Any, name: str, code: str, by: User) -> bool:
    """Write the code into one row, with what follows from it; the text stays beside it."""
    before = audit.state(row)
    try:
        _set(row, name, code)
        row.revision += 1
        row.full_clean(exclude=["patient", "admission"])
    except ValidationError:
        return False
    row.save()
    old, new = audit.changes(before, audit.state(row))
    audit.record("coded", by=by, about=row, old=old, new=new)
    return True


def _set(row: Any, name: str, code: str) -> None:
    setattr(row, name, code)
    if isinstance(row, LabResult) and row.value_text:
        results.derive(row, row.patient.sex)
    if isinstance(row, Medication):
        known = drugs.find(code)
        setattr(row, "drug_class", known.drug_class if known else None)  # noqa: B010
    if isinstance(row, Diagnosis) and not row.code_system:
        row.code_system = CodeSystem.ICD10


def code_known_texts(row: Declared) -> None:
    """A text that was decided before takes its code as it is entered."""
    for model, variable in coded_variables():
        text = getattr(row, f"{variable.name}_text", None) if isinstance(row, model) else None
        if text and not getattr(row, variable.attname):
            hospital = row.patient.hospital  # type: ignore[attr-defined]
            code = decided_code(hospital, variable.system, text)  # type: ignore[attr-defined]
            setattr(row, variable.attname, code)
