"""The patient page."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from cardiology import audit
from cardiology.access import Permission, may, permission_required, visible_to
from cardiology.models import Admission, Patient, Procedure, Timeline, User, Vitals
from cardiology.queries import chart
from cardiology.queries.banner import banner
from cardiology.queries.completion import missing, states
from cardiology.queries.course.asked import Asked
from cardiology.queries.course.course import course
from cardiology.queries.course.grid import grid
from cardiology.queries.course.results import results_of
from cardiology.queries.course.stays import stays
from cardiology.queries.course.vitals import overdue
from cardiology.queries.findings.shown import waiting_in
from cardiology.queries.guidance.critical import open_of
from cardiology.queries.guidance.kept import kept_of
from cardiology.queries.guidance.risks import risks
from cardiology.queries.one_stay import Recorded
from cardiology.queries.timeline.summary import timeline_of
from cardiology.registries import documents, panels
from cardiology.views.guidance.advice import advised
from cardiology.views.identity.merged import merged


@permission_required(Permission.READ_RECORDS)
def patient(request: HttpRequest, patient_id: int) -> HttpResponse:
    """Everything of one patient on one page; of several stays, the newest or the one asked for."""
    person = visible_to(request.user, Patient).filter(pk=patient_id).first()
    if person is None:
        return merged(request, patient_id)
    every = chart.stays_of(request.user, person)
    asked = request.GET.get("stay", "")
    stay = next((s for s in every if str(s.pk) == asked), every[0] if every else None)
    read = Recorded(stay) if stay else None
    audit.opened(person, by=request.user)
    context: dict[str, Any] = {
        "patient": person, "stay": stay, "banner": banner(request.user, person, stay, read),
        "may_write": may(request.user, Permission.WRITE_RECORDS),
        "may_admit": may(request.user, Permission.ADMIT),
        "has_open": any(s.is_open for s in every),
        "phones": list(person.phones.filter(invalid_since__isnull=True)),
        "panels": [(p.template, p.context(person, request.user, every)) for p in panels],
    }  # fmt: skip
    if read is not None:
        context |= _of_stay(request.user, read) | _course_of(request, read, every)
    return render(request, "patient/patient.html", context)


def _of_stay(user: User, read: Recorded) -> dict[str, Any]:
    stay = read.stay
    done = states([stay], read=read)[stay.pk]
    offered = [d for d in documents if not stay.is_open and may(user, d.permission)]
    return {
        "rail": chart.rail(stay, done, "overview"),
        "open_core": missing(done),
        "blocks": chart.summary(read),
        "chest_pain": timeline_of(stay, next(iter(read.of(Timeline)), None)),
        "critical": open_of(user, stay.patient),
        **advised(user, read),
        "risks": (scored := risks(read)),
        "kept": kept_of(user, stay, scored),
        "medication": chart.medication(read),
        "procedures": read.of(Procedure),
        "to_check": waiting_in(user, stay.pk),
        "documents": [(d.label, reverse(d.url_name, args=[stay.pk])) for d in offered],
        "may_discharge": stay.is_open and may(user, Permission.DISCHARGE),
        "may_sign": not stay.is_open and may(user, Permission.SIGN),
    }


def _course_of(request: HttpRequest, read: Recorded, every: list[Admission]) -> dict[str, Any]:
    """The drawn course and the results grid, as the address asks for them; the other stays."""
    now, found = timezone.now(), results_of(request.user, read.stay)
    return {
        "course": course(read, found, now, request.GET.get("zoom", "")),
        "overdue": overdue(read.stay, read.of(Vitals), now),
        "grid": grid(found, Asked.read(request.GET)),
        "beside": stays(request.user, every, read),
    }


@permission_required(Permission.READ_RECORDS)
def admission(request: HttpRequest, admission_id: int) -> HttpResponse:
    """A stay is shown on its patient's page."""
    stay = get_object_or_404(visible_to(request.user, Admission), pk=admission_id)
    return redirect(f"{reverse('patient', args=[stay.patient_id])}?stay={stay.pk}")
