"""Which visits may be called at this moment, and what else decides on their place: one narrow query."""

from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from cardiology.access import visible_to
from cardiology.models import Phone, User, VitalStatus
from followup.definitions import GRACE, HIDDEN
from followup.models import Contact, Direction, Escalation, Visit, VisitState
from followup.models.plan import LEAD_DUE

READ = ("pk", "patient_id", "plan__pathway", "assigned_to_id", "plan__anchor_on", "opens_on", "due_on",
        "closes_on", "attempts", "callback_at", "has_flag", "has_phone", "rang")  # fmt: skip


def callable_now(user: User, today: date, now: datetime) -> QuerySet[Visit]:
    """Open leads of living patients whose day has come, not tried a moment ago."""
    promised = Q(callback_at__isnull=True) | Q(callback_at__lte=now)
    rested = Q(next_attempt_at__isnull=True) | Q(next_attempt_at__lte=now)
    lately = Contact.objects.filter(at__gt=now - HIDDEN, at__lte=now).values("patient_id")
    return (
        _beside(visible_to(user, Visit))
        .alias(lead_due=LEAD_DUE)
        # The day by its own index and statistics, or a promise by its own; never all that is open.
        .filter(Q(lead_due__lte=today) | Q(callback_at__lte=now), promised, rested)
        .filter(state=VisitState.OPEN, merged_into=None, plan__closed_at=None, closes_on__gte=today - GRACE)
        .exclude(patient__vital_status=VitalStatus.DEAD)
        # Tried a few hours ago, through whichever visit: hidden, unless a promise or a rule says sooner.
        .exclude(patient__in=lately, callback_at__isnull=True, next_attempt_at__isnull=True)
        .order_by()
    )


def _beside(visits: QuerySet[Visit]) -> QuerySet[Visit]:
    """With a number, with a red flag, and whether it was the patient who rang."""
    phones = Phone.objects.filter(patient=OuterRef("patient"), invalid_since=None)
    flags = Escalation.objects.filter(patient=OuterRef("patient"), closed_at=None)
    called = Contact.objects.filter(
        visit=OuterRef("pk"), direction=Direction.IN, callback_at=OuterRef("callback_at")
    )
    return visits.annotate(has_phone=Exists(phones), has_flag=Exists(flags), rang=Exists(called))
