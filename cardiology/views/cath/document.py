"""The catheterisation report as PDF."""

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from cardiology import audit
from cardiology.access import Permission, permission_required
from cardiology.documents import cath_report, pdf
from cardiology.views.cath.report import opened
from cardiology.views.reports import language


@permission_required(Permission.READ_RECORDS)
def report_pdf(request: HttpRequest, row_id: int) -> HttpResponse:
    """The report on one procedure, in the language asked for."""
    stay, sheet = opened(request.user, row_id)
    chosen = language(request)
    with translation.override(chosen):
        context = cath_report.context(stay, sheet)
    content = pdf.render("documents/cath_report.html", context, by=request.user, language=chosen)
    audit.opened(sheet.procedure, by=request.user, via="pdf")
    return pdf.as_response(content, f"cath-report-{row_id}")
