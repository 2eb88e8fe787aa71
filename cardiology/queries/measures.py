"""Measures of a department over a period."""

from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from cardiology.models import Admission


def discharged_between(stays: QuerySet[Admission], first: date, last: date) -> QuerySet[Admission]:
    """Stays that ended from the first to the last day, both included, in hospital time."""
    start = timezone.make_aware(datetime.combine(first, time.min))
    end = timezone.make_aware(datetime.combine(last + timedelta(days=1), time.min))
    return stays.filter(discharged_at__gte=start, discharged_at__lt=end).select_related("patient")
