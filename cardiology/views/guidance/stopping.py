"""What is told of a hard stop that could not be judged, once the line is saved."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpRequest

from cardiology.models import Medication
from cardiology.queries.advice import in_words
from cardiology.queries.guidance.stops import undecided


def tell_undecided(request: HttpRequest, rows: Iterable[object]) -> None:
    """Name the facts that would decide; what is not known keeps nobody from saving."""
    for row in rows:
        if isinstance(row, Medication):
            for found in undecided(row):
                messages.warning(request, in_words(found))
