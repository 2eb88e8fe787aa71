"""The drawn course, the results grid, the vital signs of a stay: parts of the chart, or their own pages."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from cardiology import audit
from cardiology.access import Permission, may, permission_required, visible_to
from cardiology.models import Admission, User, Vitals
from cardiology.queries import chart
from cardiology.queries.banner import banner
from cardiology.queries.completion import states
from cardiology.queries.course import vitals
from cardiology.queries.course.asked import Asked
from cardiology.queries.course.course import ZOOMS
from cardiology.queries.course.course import course as course_of
from cardiology.queries.course.grid import grid
from cardiology.queries.course.results import results_of
from cardiology.queries.one_stay import Recorded


@permission_required(Permission.READ_RECORDS)
def course(request: HttpRequest, admission_id: int) -> HttpResponse:
    """Another stretch of the drawn course: a part of the patient page."""
    stay = _stay(request.user, admission_id)
    asked = request.GET.get("zoom", "")
    zoom = asked if asked in ZOOMS else ""
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(f"{reverse('patient', args=[stay.patient_id])}?stay={stay.pk}&zoom={zoom}#course")
    drawn = course_of(Recorded(stay), results_of(request.user, stay), timezone.now(), zoom)
    return render(request, "course/_course.html", {"course": drawn, "stay": stay})


@permission_required(Permission.READ_RECORDS)
def results(request: HttpRequest, admission_id: int) -> HttpResponse:
    """The results grid asked for otherwise: a part of the patient page, or a page of its own."""
    stay = _stay(request.user, admission_id)
    context: dict[str, Any] = {
        "grid": grid(results_of(request.user, stay), Asked.read(request.GET)),
        "stay": stay,
    }
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "course/_results.html", context)
    return render(request, "course/results.html", context | _frame(request.user, stay, "labresult"))


@permission_required(Permission.READ_RECORDS)
def vital_signs(request: HttpRequest, admission_id: int) -> HttpResponse:
    """The vital signs drawn and as a grid."""
    stay = _stay(request.user, admission_id)
    read, now = Recorded(stay), timezone.now()
    rows = read.of(Vitals)
    context = {
        "stay": stay,
        "drawn": vitals.drawn(stay, rows, now),
        "vitals": vitals.grid(rows, Asked.read(request.GET).page),
        "overdue": vitals.overdue(stay, rows, now),
    }
    return render(request, "course/vitals.html", context | _frame(request.user, stay, "vitals", read))


def _stay(user: User, admission_id: int) -> Admission:
    rows = visible_to(user, Admission).select_related(*Admission.named)
    return get_object_or_404(rows, pk=admission_id)


def _frame(user: User, stay: Admission, current: str, read: Recorded | None = None) -> dict[str, Any]:
    """Banner and rail of a page about one stay; opening it is audited."""
    read = read or Recorded(stay)
    audit.opened(stay.patient, by=user)
    return {
        "banner": banner(user, stay.patient, stay, read),
        "rail": chart.rail(stay, states([stay], read=read)[stay.pk], current),
        "may_write": may(user, Permission.WRITE_RECORDS),
    }
