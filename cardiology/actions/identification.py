"""Whether an identity number agrees with what else is said of a patient."""

from typing import Any

from django.utils.translation import gettext as _

from cardiology import identity
from cardiology.models.patient import IdType


def agree(said: dict[str, Any]) -> dict[str, str]:
    """Fill birth date and sex from a valid citizen number; the problems found, by field."""
    number, kind = said.get("id_number"), said.get("id_type")
    if not number or kind not in (None, IdType.CITIZEN):
        return {}
    citizen = identity.read(number)
    if citizen is None:
        if kind != IdType.CITIZEN:
            return {}
        return {"id_number": _("This is not a valid citizen number; please check its digits.")}
    problems = {}
    for name, value in (("birth_on", citizen.birth_on), ("sex", citizen.sex)):
        if said.get(name) in (None, "", "unknown"):
            said[name] = value
        elif said[name] != value:
            problems[name] = _("This does not agree with the identity number.")
    return problems
