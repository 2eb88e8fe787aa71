"""The department's month on the page and as PDF, the patients behind a measure, the discharge summary."""

from datetime import date

from csp.constants import SELF
from csp.decorators import csp_replace
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.templatetags.static import static
from django.utils import timezone, translation
from django.views.decorators.clickjacking import xframe_options_sameorigin

from cardiology import audit
from cardiology.access import Permission, permission_required, visible_to
from cardiology.documents import discharge_summary, month_report, pdf
from cardiology.models import Admission
from cardiology.quality import MEASURES, Outcome
from cardiology.queries.behind import behind
from cardiology.queries.stay import stay

MONTHS_BACK = 24


@permission_required(Permission.READ_REPORTS)
def this_month(request: HttpRequest) -> HttpResponse:
    """Go to the month that is going on."""
    today = timezone.localdate()
    return redirect("month", today.year, today.month)


@permission_required(Permission.READ_REPORTS)
def month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """The month on the page."""
    first = first_of(year, month)
    context = month_report.context(request.user, first)
    return render(request, "reports/month.html", {**context, "months": months(), "first": first})


@permission_required(Permission.READ_REPORTS)
def month_pdf(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """The month as PDF, in the language asked for."""
    first = first_of(year, month)
    with translation.override(language(request)):
        context = month_report.context(request.user, first)
    content = pdf.render("documents/month_report.html", context, by=request.user, language=language(request))
    audit.record("report printed", by=request.user, about=request.user.hospital, new={"month": str(first)})
    return pdf.as_response(content, f"month-{first:%Y-%m}")


@permission_required(Permission.READ_REPORTS)
def measure(request: HttpRequest, year: int, month: int, measure_id: str) -> HttpResponse:
    """The patients behind one number, by outcome, with the reason."""
    if measure_id not in MEASURES:
        raise Http404
    first = first_of(year, month)
    rows = behind(request.user, MEASURES[measure_id], first)
    audit.record("measure opened", by=request.user, about=request.user.hospital, new={"measure": measure_id})
    context = {"measure": MEASURES[measure_id], "first": first, "rows": rows, "outcomes": list(Outcome)}
    return render(request, "reports/measure.html", context)


@permission_required(Permission.READ_RECORDS)
def discharge_summary_pdf(request: HttpRequest, admission_id: int) -> HttpResponse:
    """The discharge summary of a stay as PDF."""
    get_object_or_404(visible_to(request.user, Admission), pk=admission_id)
    admission = stay(request.user, admission_id)
    chosen = language(request)
    with translation.override(chosen):
        context = discharge_summary.context(admission, request.user)
    content = pdf.render("documents/discharge_summary.html", context, by=request.user, language=chosen)
    audit.opened(admission, by=request.user, via="pdf")
    return pdf.as_response(content, f"discharge-summary-{admission.pk}")


@permission_required(Permission.READ_RECORDS)
@xframe_options_sameorigin
@csp_replace({"frame-ancestors": [SELF]})  # type: ignore[untyped-decorator]
def discharge_summary_page(request: HttpRequest, admission_id: int) -> HttpResponse:
    """The same document as a page, to be read before it is printed; the discharge page frames it."""
    get_object_or_404(visible_to(request.user, Admission), pk=admission_id)
    admission = stay(request.user, admission_id)
    context = discharge_summary.context(admission, request.user) | pdf.frame(request.user)
    audit.opened(admission, by=request.user)
    context |= {"style_url": static("css/print.css"), "is_page": True}
    return render(request, "documents/discharge_summary.html", context)


def language(request: HttpRequest) -> str:
    """The language of a document: asked for in the address, else the one of the page."""
    asked = request.GET.get("language", "")
    return asked if asked in ("en", "zh-hans") else translation.get_language() or "en"


def first_of(year: int, month: int) -> date:
    """The first day of a month; 404 for a month that does not exist."""
    try:
        return date(year, month, 1)
    except ValueError as error:
        raise Http404 from error


def months() -> list[date]:
    """The months that can be chosen, newest first."""
    today = timezone.localdate()
    index = today.year * 12 + today.month - 1
    return [date((index - back) // 12, (index - back) % 12 + 1, 1) for back in range(MONTHS_BACK)]
