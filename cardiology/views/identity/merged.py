"""The address of a patient who was merged into another still leads somewhere."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cardiology.queries.identity.merging import survivor_of


def merged(request: HttpRequest, patient_id: int) -> HttpResponse:
    """On to the patient who has the record now; 404 where there never was such a patient."""
    user: Any = request.user
    survivor = survivor_of(user, patient_id)
    if survivor is None:
        raise Http404
    told = _("This registration was merged: you see the record of %(number)s.") % {"number": survivor.number}
    messages.info(request, told)
    return redirect("patient", survivor.pk)
