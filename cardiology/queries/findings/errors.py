"""Errors that nobody answered: with one of them a section does not count as complete."""

from collections import Counter
from collections.abc import Collection

from django.db.models import QuerySet

from cardiology.checks import CHECKS
from cardiology.checks.check import Severity
from cardiology.models import Finding

ERRORS = tuple(c.id for c in CHECKS.values() if c.severity == Severity.ERROR)


def open_errors() -> QuerySet[Finding]:
    """Every error that is open and not answered, of any hospital."""
    return Finding.objects.filter(resolved_at=None, answered_at=None, rule__in=ERRORS)


def errors_of(stay_ids: Collection[int]) -> Counter[tuple[int, str]]:
    """How many there are, by stay and section. One query."""
    found = open_errors().filter(admission_id__in=stay_ids)
    return Counter(found.values_list("admission_id", "section"))
