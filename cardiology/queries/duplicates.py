"""Whether somebody is already registered."""

from django.db.models import Q

from cardiology.access import visible_to
from cardiology.models import Patient, User

MOST = 5


def likely_same(user: User, person: Patient) -> list[Patient]:
    """Patients with the same identity number, or the same name and day of birth."""
    match = Q(name=person.name, birth_on=person.birth_on) if person.birth_on else Q(pk__in=())
    if person.id_number:
        match |= Q(id_number=person.id_number)
    return list(visible_to(user, Patient).filter(match).exclude(pk=person.pk)[:MOST])
