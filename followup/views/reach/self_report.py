"""The patient's own page: a signed link instead of a sign-in; shows nothing that was not just typed."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from followup.actions.reach import self_reports
from followup.models import SelfReportLink
from followup.queries import call as calls
from followup.redflags import CRITICAL, Course, red_flags
from followup.views.reach.forms import SelfReportForm

# The token goes to nobody, not even as a referrer within the house; the bare origin is what the form's own
# protection asks for (with “no-referrer” browsers send none).
HEADERS = {
    "Referrer-Policy": "strict-origin",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow",
}


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def self_report(request: HttpRequest) -> HttpResponse:
    """Ask the questions of the visit that is due; keep the answers for a nurse."""
    token = str(request.POST.get("t") or request.GET.get("t", ""))
    if not self_reports.may_knock(request.META.get("REMOTE_ADDR", ""), token[:20]):
        return _page(request, "followup/reach/self_report_closed.html", 429, reason="often")
    link = self_reports.find(token)
    if link is None:
        return _page(request, "followup/reach/self_report_closed.html", 410, reason="expired")
    visit = self_reports.due_visit(link)
    if visit is None:
        return _page(request, "followup/reach/self_report_closed.html", 200, reason="nothing")
    form = SelfReportForm(calls.questions(visit), request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _received(request, link, form.answers())
    status = 422 if request.method == "POST" else 200
    return _page(request, "followup/reach/self_report.html", status, form=form, token=token)


def _received(request: HttpRequest, link: SelfReportLink, answers: dict[str, str]) -> HttpResponse:
    """Thank, and say at once what cannot wait. Only what was typed decides, never the record."""
    flags = red_flags(answers, Course())
    is_critical = any(f.severity == CRITICAL for f in flags)
    self_reports.receive(link, answers, is_urgent=bool(flags))
    return _page(
        request, "followup/reach/self_report_thanks.html", 200, is_critical=is_critical, is_urgent=bool(flags)
    )


def _page(request: HttpRequest, template: str, status: int, **context: Any) -> HttpResponse:
    response = render(request, template, context, status=status)
    for name, value in HEADERS.items():
        response[name] = value
    return response
