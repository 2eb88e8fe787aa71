"""The hand-over list as PDF."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from cardiology import audit
from cardiology.access import Permission, permission_required
from cardiology.documents import handover, pdf
from cardiology.views.board.choosing import choice_of


@permission_required(Permission.READ_RECORDS)
def handover_pdf(request: HttpRequest) -> HttpResponse:
    """The list as it is chosen on the ward, on A4, in the language asked for."""
    asked = request.GET.get("language", "")
    language = asked if asked in ("en", "zh-hans") else translation.get_language() or "en"
    with translation.override(language):
        told = handover.context(request.user, choice_of(request), request.GET.get("order", "bed"))
    content = pdf.render("documents/handover.html", told, by=request.user, language=language)
    printed = {"stays": [line.stay.pk for line in told["lines"]]}
    audit.record("handover list printed", by=request.user, about=request.user.hospital, new=printed)
    return pdf.as_response(content, f"handover-{timezone.localtime():%Y-%m-%d-%H%M}")
