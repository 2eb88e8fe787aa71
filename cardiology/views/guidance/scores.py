"""Keeping the risk scores of a stay."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from cardiology.access import Permission, permission_required, visible_to
from cardiology.actions.guidance import scores
from cardiology.models import Admission


@require_POST
@permission_required(Permission.WRITE_RECORDS)
def keep(request: HttpRequest, admission_id: int) -> HttpResponse:
    """Keep the scores as the record gives them now; then back to where they are shown."""
    stay = get_object_or_404(visible_to(request.user, Admission), pk=admission_id)
    if n := len(scores.keep(stay, by=request.user)):
        messages.success(request, ngettext("%(n)s score kept.", "%(n)s scores kept.", n) % {"n": n})
    else:
        messages.info(request, _("Nothing has changed since the scores were last kept."))
    return HttpResponseRedirect(f"{reverse('patient', args=[stay.patient_id])}?stay={stay.pk}#risks")
