"""What the timeline says while it is typed: the day a time took, brackets, intervals, whether to ask why."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cardiology.access import Permission, permission_required, visible_to
from cardiology.actions import drafts
from cardiology.forms import section_form
from cardiology.models import Admission, Timeline
from cardiology.queries import chart
from cardiology.queries.timeline.editor import editor


def page(stay: Admission, row: Any, form: Any) -> dict[str, Any]:
    """What the page of the timeline shows beside what every section shows."""
    url = reverse("timeline_live", args=[stay.pk, row.pk or 0])
    return {"editor": editor(stay, form), "draft_url": url}


@require_POST
@permission_required(Permission.WRITE_RECORDS)
def live(request: HttpRequest, admission_id: int, row_id: int) -> HttpResponse:
    """Keep what is typed so far as it is understood, and say what follows from it."""
    stays = visible_to(request.user, Admission).select_related("patient", "hospital")
    stay = get_object_or_404(stays, pk=admission_id)
    row = chart.rows_of(Timeline, stay).first() or Timeline(patient=stay.patient, admission=stay)
    form: Any = section_form(Timeline)(request.POST, instance=row)
    kept = drafts.keep(stay, "timeline", form.data, by=request.user, row_id=row_id)
    if kept is None:
        return HttpResponse(status=204)
    text = _("Draft kept %(time)s, not saved yet") % {"time": f"{timezone.localtime(kept.at):%H:%M:%S}"}
    context = {"editor": editor(stay, form), "state": "unsaved", "text": text}
    return render(request, "record/_timeline_live.html", context)
