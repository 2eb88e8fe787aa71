"""Whether an identity number can be one, and agrees with what else is said of a patient."""

import re
from collections.abc import Collection, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from cardiology import identity
from cardiology.models import IdType, Patient, User
from cardiology.sealed import place_of

ANY_DOCUMENT = re.compile(r"[0-9A-Z]{5,20}")
ASKED = ("birth_on", "sex")
NOTHING = (None, "", "unknown")


def read(said: dict[str, Any]) -> dict[str, str]:
    """Put the number into its plain form, fill what it says and nobody else did; problems by field."""
    number, kind = identity.plain(said.get("id_number") or ""), said.get("id_type")
    if not number:
        return {}
    said["id_number"] = number
    if kind == IdType.NONE:
        return {"id_number": _("There is a number, but the document says “none”.")}
    if may_be_citizen(said):
        return _citizen(said, number, is_said=kind == IdType.CITIZEN)
    if not ANY_DOCUMENT.fullmatch(number):
        return {"id_number": _("A document number has 5 to 20 letters and digits.")}
    return {}


def _citizen(said: dict[str, Any], number: str, *, is_said: bool) -> dict[str, str]:
    citizen = identity.read(number)
    if citizen is None:
        problem = wrong(number)
        return {"id_number": problem} if is_said or len(number) == identity.PLACES else {}
    said["id_type"] = IdType.CITIZEN.value
    for name in ASKED:
        if said.get(name) in NOTHING:
            said[name] = getattr(citizen, name)
    return {}


def may_be_citizen(said: Mapping[str, Any]) -> bool:
    """Whether the document is the citizen's card, or nobody has said what it is."""
    return said.get("id_type") in (None, "", IdType.CITIZEN)


def lacks_reason(said: Mapping[str, Any], reason: str) -> bool:
    """Whether there is no document and nobody said why."""
    return said.get("id_type") == IdType.NONE and not said.get("id_number") and not reason


def wrong(number: str) -> str:
    """What is wrong with a citizen number, in a sentence; empty for a valid one."""
    fault = identity.fault(number)
    if fault is None:
        return ""
    sentences = {
        identity.Fault.LENGTH: _(
            "A citizen number has 18 places (older ones 15 digits); this one has %(places)d."
        ),
        identity.Fault.LETTERS: _("A citizen number has digits only; the last of 18 places may be an X."),
        identity.Fault.DATE: _("Places 7 to 14 are the date of birth, and there is no such day: %(date)s."),
        identity.Fault.CHECK: _(
            "The last place does not fit the other 17: at least one place is mistyped. "
            "Please compare with the card."
        ),
    }
    digits = identity.plain(number)
    return sentences[fault] % {"places": len(digits), "date": digits[6:14]}


def differs(patient: Patient) -> list[str]:
    """Names of the fields that say otherwise than the patient's citizen number."""
    citizen = identity.read(patient.id_number or "") if patient.id_type == IdType.CITIZEN else None
    if citizen is None:
        return []
    return [n for n in ASKED if getattr(patient, n) not in (*NOTHING, getattr(citizen, n))]


def check_agreement(patient: Patient, *, by: User, confirmed: Collection[str]) -> None:
    """What differs from the identity number needs one deliberate confirmation, kept with its author.

    Raises ValidationError with the code "doubtful" at the field for what is not confirmed yet.
    """
    doubts: dict[str, ValidationError] = {}
    differing = differs(patient)
    place = place_of(Patient, "id_number")  # the number is no plainer in a confirmation than in its column
    for name in ASKED:
        value, known = str(getattr(patient, name)), patient.confirmed.get(name, {})
        if name not in differing:
            patient.confirmed.pop(name, None)
        elif known.get("value") == value and known.get("id_number") in place.forms(patient.id_number or ""):
            continue
        elif name in confirmed:
            patient.confirmed[name] = {
                "value": value, "id_number": place.seal(patient.id_number or ""), "by": by.pk,
                "at": timezone.now().isoformat(),
            }  # fmt: skip
        else:
            doubts[name] = ValidationError(_sentence(patient, name), code="doubtful")
    if doubts:
        raise ValidationError(doubts)


def _sentence(patient: Patient, name: str) -> str:
    citizen = identity.read(patient.id_number or "")
    if citizen is None:
        return ""
    if name == "birth_on":
        return _("The identity number says: born %(date)s.") % {"date": citizen.birth_on.isoformat()}
    label = dict(Patient._meta.get_field("sex").flatchoices)[citizen.sex]
    return _("The identity number says: %(sex)s.") % {"sex": label}
