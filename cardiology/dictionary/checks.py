"""System checks: a declaration that is not complete stops the start, with the line to mend."""

from typing import Any

from django.core.checks import Error

from cardiology.dictionary.registry import every_variable


def check_variables(**_options: Any) -> list[Error]:
    """Every variable has a label and a source; a range lies inside what is possible."""
    errors = []
    for model, variable in every_variable():
        where = f"{model.__name__}.{variable.name}"
        if not variable.label:
            errors.append(Error(f"{where} has no label.", id="dictionary.E001"))
        if not variable.source:
            errors.append(Error(f"{where} has no source.", id="dictionary.E002"))
        if variable.kind == "number" and variable.possible is None and not variable.unit:
            errors.append(Error(f"{where} has neither unit nor possible range.", id="dictionary.E003"))
        if variable.identifies not in ("direct", "indirect", "no"):
            errors.append(Error(f"{where} does not say whether it identifies.", id="dictionary.E004"))
        if variable.plausible and variable.possible:
            (low, high), (least, most) = variable.plausible, variable.possible
            if low < least or high > most:
                errors.append(Error(f"{where}: plausible goes beyond possible.", id="dictionary.E005"))
    return errors
