"""Self-reports before the nurse: the list, one report answer by answer, links given out and revoked."""

from typing import Any

import segno
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from cardiology import audit
from cardiology.access import Permission, permission_required, visible_to
from cardiology.models import Patient
from cardiology.queries.banner import banner
from followup.actions import claims
from followup.actions.reach import self_reports
from followup.forms import answers_form
from followup.models import SelfReport, Visit
from followup.queries import call as calls
from followup.queries.call_list import in_words
from followup.queries.reach import reports


@permission_required(Permission.CALL)
def self_reports_list(request: HttpRequest) -> HttpResponse:
    """Reports that wait for a nurse, urgent ones first."""
    return render(request, "followup/reach/self_reports.html", {
        "waiting": reports.waiting(request.user), "reviewed": reports.reviewed(request.user),
    })  # fmt: skip


@permission_required(Permission.CALL)
def review(request: HttpRequest, report_id: int) -> HttpResponse:
    """One report, answer by answer: it counts, goes into the call, or does not count."""
    report = get_object_or_404(
        visible_to(request.user, SelfReport).select_related("patient", "visit__plan__admission"), pk=report_id
    )
    audit.opened(report, by=request.user)
    form = _read(report, report.answers)
    chosen = request.POST.getlist("take") if request.method == "POST" else None
    if request.method == "POST":
        try:
            return _act(request, report, {n: v for n, v in report.answers.items() if n in (chosen or [])})
        except (ValidationError, claims.Taken) as error:
            messages.error(request, " ".join(getattr(error, "messages", [str(error)])))
    return render(request, "followup/reach/review.html", {
        "report": report, "review": reports.review(report, form, chosen),
        "may_act": report.state == "waiting",
        "banner": banner(request.user, report.patient, None), "visit_words": in_words(report.visit),
    }, status=422 if request.method == "POST" else 200)  # fmt: skip


def _act(request: HttpRequest, report: SelfReport, answers: dict[str, str]) -> HttpResponse:
    """What the nurse decided."""
    what = request.POST.get("what", "")
    if what == "dismiss":
        self_reports.dismiss(report, reason=request.POST.get("reason", ""), by=request.user)
        return redirect("followup:self_reports")
    if not answers:
        raise ValidationError(_("Choose at least one answer."))
    if what == "call":
        visit = self_reports.take_into_call(report, answers, by=request.user)
        return redirect("followup:call", visit.pk)
    form = _read(report, answers)
    flags = reports.review(report, form).flags
    contact = self_reports.take(
        report, form.instance, list(answers), by=request.user, confirmed=set(answers), flags=flags,
        note=_("From the patient's self-report"),
    )  # fmt: skip
    sent = contact.escalations.count()
    messages.success(request, _("Taken over: %(n)d answers.") % {"n": len(answers)})
    if sent:
        messages.warning(request, _("Red flags sent to a doctor: %(n)d.") % {"n": sent})
    return redirect("followup:self_reports")


def _read(report: SelfReport, answers: dict[str, str]) -> Any:
    """Answers as the call's own form reads them."""
    posted = QueryDict(mutable=True)
    posted.update(answers)
    form: Any = answers_form(tuple(calls.questions(report.visit)))(posted)
    form.is_valid()
    return form


@permission_required(Permission.CALL)
@never_cache
@require_POST
def link(request: HttpRequest, visit_id: int) -> HttpResponse:
    """Give out the link of a visit: as text and as a code for the camera of a phone."""
    visit = get_object_or_404(visible_to(request.user, Visit).select_related("patient"), pk=visit_id)
    made = self_reports.give(visit, by=request.user)
    url = request.build_absolute_uri(self_reports.path(made))
    return render(request, "followup/reach/link.html", {
        "visit": visit, "url": url, "link": made, "code": segno.make(url, error="m").svg_data_uri(scale=5),
        "banner": banner(request.user, visit.patient, None),
    })  # fmt: skip


@permission_required(Permission.CALL)
@require_POST
def revoke(request: HttpRequest, patient_id: int) -> HttpResponse:
    """All links of a patient are worthless from now on, that on the card too."""
    patient = get_object_or_404(visible_to(request.user, Patient), pk=patient_id)
    count = self_reports.revoke(patient, by=request.user)
    messages.success(request, _("Links revoked: %(n)d.") % {"n": count})
    return redirect(reverse("followup:messages", args=[patient.pk]))
