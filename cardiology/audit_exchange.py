"""An audited event in the form in which other systems collect them: FHIR R4 AuditEvent, after IHE BALP.

Reading: the house is the source of what is told and the asker's machine its destination; writing: the other
way round. What was changed is named and its values stay in the house.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

Part = dict[str, Any]
DICOM = "http://dicom.nema.org/resources/ontology/DCM"
HL7 = "http://terminology.hl7.org/CodeSystem/"
REST = (f"{HL7}audit-event-type", "rest", "RESTful Operation")
REQUEST = ("https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType", "XrequestId", "X-Request-Id")
SOURCE, DESTINATION = (DICOM, "110153", "Source Role ID"), (DICOM, "110152", "Destination Role ID")
USER = (f"{HL7}v3-ParticipationType", "IRCP", "information recipient")
SYSTEM_OBJECT, DOMAIN = (
    (f"{HL7}audit-entity-type", "2", "System Object"), (f"{HL7}object-role", "4", "Domain Resource"),
)  # fmt: skip
PERSON, PATIENT = (f"{HL7}audit-entity-type", "1", "Person"), (f"{HL7}object-role", "1", "Patient")

AUTHENTICATION = (DICOM, "110114", "User Authentication")
KINDS = {
    "signed in": (AUTHENTICATION, (DICOM, "110122", "Login")),
    "sign-in refused": (AUTHENTICATION, (DICOM, "110122", "Login")),
    "screen unlocked": (AUTHENTICATION, (DICOM, "110122", "Login")),
    "screen locked": (AUTHENTICATION, (DICOM, "110123", "Logout")),
    "session ended": (AUTHENTICATION, (DICOM, "110123", "Logout")),
}
PURPOSES = {"emergency": (f"{HL7}v3-ActReason", "BTG", "break the glass")}  # by the way in
INTERACTIONS = {"C": "create", "R": "read", "U": "update", "D": "delete", "E": "operation"}
OUTCOMES = {"done": "0", "refused": "4", "failed": "8"}
READING = ("printed", "exported", "read", "fetched", "packaged", "copied", "search")
OPENED = ("opened", "audit trail opened", "data quality opened", "measure opened", "re-abstraction opened")
REMOVING = ("withdrawn", "deleted", "removed")


@dataclass(frozen=True)
class Told:
    """One event of the trail, as plain values."""

    number: int
    at: datetime
    event: str
    person: str
    role: str
    via: str
    house: str
    about: str
    about_id: int | None
    patient_id: int | None
    outcome: str
    address: str
    request_number: str
    why: str
    asked: str
    changed: tuple[str, ...]
    replaced: bool


def bundle(events: Iterable[Told], *, at: datetime) -> Part:
    """Events as one file."""
    entries = [{"resource": audit_event(event)} for event in events]
    return {"resourceType": "Bundle", "type": "collection", "timestamp": _instant(at), "entry": entries}


def audit_event(told: Told) -> Part:
    """One event; what was not recorded when it was written is left out."""
    action = action_of(told)
    interaction = ("http://hl7.org/fhir/restful-interaction", INTERACTIONS[action], INTERACTIONS[action])
    kind, part = KINDS.get(told.event, (REST, interaction))
    resource = {
        "resourceType": "AuditEvent",
        "id": str(told.number),
        "type": _coding(kind),
        "subtype": [_coding(part)],
        "action": action,
        "recorded": _instant(told.at),
        "outcome": OUTCOMES.get(told.outcome, ""),
        "outcomeDesc": told.event,
        "purposeOfEvent": _purposes(told),
        "agent": _agents(told, is_read=action == "R"),
        "source": {
            "site": told.house,
            "observer": {"display": told.house},
            "type": [_coding((f"{HL7}security-source-type", "4", "Application Server"))],
        },
        "entity": _entities(told),
    }
    return {name: value for name, value in resource.items() if value not in ("", [])}


def action_of(told: Told) -> str:
    """Create, read, update, delete; anything else is an operation."""
    last = told.event.rpartition(" ")[2]
    if told.event in KINDS:
        return "E"
    if last in READING or told.event in OPENED or told.asked == "GET":
        return "R"
    if last in REMOVING:
        return "D"
    if told.outcome in ("refused", "failed") or not told.changed:
        return "E"
    return "U" if told.replaced else "C"


def _purposes(told: Told) -> list[Part]:
    """Why, where the way in tells it or somebody was asked for it."""
    way = [_concept(PURPOSES[told.via])] if told.via in PURPOSES else []
    return [*way, {"text": told.why}] if told.why else way


def _agents(told: Told, *, is_read: bool) -> list[Part]:
    network = {"network": {"address": told.address, "type": "2"}} if told.address else {}
    person = {
        "type": _concept(USER),
        "who": {"identifier": {"value": told.person}},
        "requestor": True,
        **({"role": [{"text": told.role}]} if told.role else {}),
        **network,
    }
    house = {"who": {"display": told.house}, "requestor": False}
    machine = {"who": {"display": told.via}, "requestor": False, **network}
    source, destination = (house, machine) if is_read else (machine, house)
    return [
        {"type": _concept(SOURCE), **source},
        {"type": _concept(DESTINATION), **destination},
        person,
    ]


def _entities(told: Told) -> list[Part]:
    row = f"{told.about}/{told.about_id}" if told.about_id is not None else told.about
    found: list[Part] = [
        {"what": {"identifier": {"value": row}}, "type": _coding(SYSTEM_OBJECT), "role": _coding(DOMAIN)}
    ]
    if told.changed:
        found[0]["detail"] = [{"type": "changed", "valueString": name} for name in told.changed]
    if told.patient_id is not None:
        patient = {"reference": f"Patient/{told.patient_id}"}
        found.insert(0, {"what": patient, "type": _coding(PERSON), "role": _coding(PATIENT)})
    if told.request_number:
        found.append({"what": {"identifier": {"value": told.request_number}}, "type": _coding(REQUEST)})
    return found


def _coding(word: tuple[str, str, str]) -> Part:
    return dict(zip(("system", "code", "display"), word, strict=True))


def _concept(word: tuple[str, str, str]) -> Part:
    return {"coding": [_coding(word)]}


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds")
