"""Whether anything has changed on the ward since a moment, by the audit trail."""

from django.db.models import Q

from cardiology.access import visible_to
from cardiology.models import Admission, AuditEvent, User


def latest() -> int:
    """The number of the last event there is."""
    return AuditEvent.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def changed(user: User, since: int) -> int:
    """How many patients somebody else has changed after this event: who is here, or has just left."""
    events = AuditEvent.objects.filter(pk__gt=since, hospital_id=user.hospital_id, patient_id__isnull=False)
    here = visible_to(user, Admission).filter(discharged_at__isnull=True).values("patient_id")
    of_ward = events.filter(Q(patient_id__in=here) | Q(event="discharged"))
    others = of_ward.exclude(event="opened").exclude(by_id=user.pk)
    return others.values("patient_id").distinct().count()
