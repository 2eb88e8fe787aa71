"""The second door, a narrow one: one patient of another hospital, in an emergency, to be read for an hour.

Normal pages go through `access.visible_to`, which knows nothing of this door; nothing is written behind it.
Whoever comes here names the patient exactly, so that nobody can be looked for or tried out by counting.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.core import signing
from django.db.models import Q, QuerySet
from django.utils import timezone

from cardiology import identity
from cardiology.access import Permission, may
from cardiology.models import EmergencyAccess, Patient, PatientIdentifier, User

TICKET_LASTS = timedelta(minutes=15)
SALT = "cardiology.emergency"


@dataclass(frozen=True)
class Named:
    """Whom somebody names: by the whole number of a document, or by a patient number and the whole name."""

    document: str = ""
    number: str = ""
    name: str = ""

    @property
    def way(self) -> str:
        """By what, as the audit says it; never the number or the name itself."""
        return "identity number" if self.document else "patient number and name"


def registered(user: User, named: Named) -> list[Patient]:
    """The registrations of exactly this person in every hospital of the house, those of the own one first.

    Where a registration was merged into another, the one that has the record.
    """
    if not may(user, Permission.READ_IN_EMERGENCY):
        return []
    rows = Patient.objects.filter(_exactly(named)).select_related("hospital", "merged_into__hospital")
    found = {patient.pk: patient for patient in (row.merged_into or row for row in rows)}
    return sorted(found.values(), key=lambda p: (p.hospital_id != user.hospital_id, p.hospital_id, p.pk))


def _exactly(named: Named) -> Q:
    """Nobody at all where neither a document nor both number and name are given."""
    if named.document:
        return Q(id_number__in=identity.spellings(named.document))
    if not (named.number and named.name):
        return Q(pk__in=())
    other = PatientIdentifier.objects.filter(value__iexact=named.number)
    keys = Patient.objects.filter(number__iexact=named.number).values("pk").union(other.values("patient_id"))
    return Q(pk__in=[row["pk"] for row in keys], name__iexact=named.name)


def ticket(user: User, patient: Patient) -> str:
    """That this user has named this patient: what an emergency access is asked for with."""
    return signing.dumps([user.pk, patient.pk], salt=SALT)


def of_ticket(user: User, given: str) -> Patient | None:
    """The patient of a ticket; None where it is not the user's own, or older than a quarter of an hour."""
    try:
        owner, patient_id = signing.loads(given, salt=SALT, max_age=TICKET_LASTS)
    except signing.BadSignature:
        return None
    if owner != user.pk or not may(user, Permission.READ_IN_EMERGENCY):
        return None
    row = Patient.objects.select_related("hospital", "merged_into__hospital").get(pk=patient_id)
    return row.merged_into or row


def accesses_of(user: User) -> QuerySet[EmergencyAccess]:
    """The user's own accesses, over or not: what it was for, never what it showed."""
    return EmergencyAccess.objects.filter(by=user).select_related("patient__hospital")


def running(user: User) -> QuerySet[EmergencyAccess]:
    """The user's accesses that are not over, from the hospital where the user works now."""
    if not may(user, Permission.READ_IN_EMERGENCY) or user.hospital_id is None:
        return EmergencyAccess.objects.none()
    return accesses_of(user).filter(from_hospital=user.hospital_id, until__gt=timezone.now())


def opened_in_emergency(user: User, patient_id: int) -> Patient | None:
    """The patient, while an access of this user to this record is running; else None."""
    access = running(user).filter(patient=patient_id).first()
    return access.patient if access else None
