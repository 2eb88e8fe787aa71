"""The chart of a stay on paper."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone, translation

from cardiology import audit
from cardiology.access import Permission, permission_required, visible_to
from cardiology.documents import chart, pdf
from cardiology.models import Admission
from cardiology.queries.course.asked import Asked
from cardiology.queries.stay import stay
from cardiology.views.reports import language


@permission_required(Permission.READ_RECORDS)
def chart_pdf(request: HttpRequest, admission_id: int) -> HttpResponse:
    """The chart as PDF; the address may ask for a panel, an order or units as the grid does."""
    get_object_or_404(visible_to(request.user, Admission), pk=admission_id)
    admission, chosen = stay(request.user, admission_id), language(request)
    with translation.override(chosen):
        context = chart.context(admission, request.user, timezone.now(), Asked.read(request.GET))
    content = pdf.render("documents/chart.html", context, by=request.user, language=chosen)
    audit.opened(admission, by=request.user, via="pdf")
    return pdf.as_response(content, f"chart-{admission.pk}")
