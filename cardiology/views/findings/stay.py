"""What the checks found in one stay, and the answer of a person to it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cardiology import audit
from cardiology.access import Permission, may, permission_required, visible_to
from cardiology.actions import findings
from cardiology.models import Admission, Finding
from cardiology.queries import chart
from cardiology.queries.banner import banner
from cardiology.queries.completion import states
from cardiology.queries.findings.shown import open_of
from cardiology.queries.one_stay import Recorded


@permission_required(Permission.READ_RECORDS)
def checks(request: HttpRequest, admission_id: int) -> HttpResponse:
    """Every open finding of a stay, with the way to each field."""
    rows = visible_to(request.user, Admission)
    rows = rows.select_related(*Admission.named)
    stay = get_object_or_404(rows, pk=admission_id)
    read = Recorded(stay)
    found = open_of(request.user, stay.pk)
    audit.opened(stay, by=request.user)
    context = {
        "stay": stay, "banner": banner(request.user, stay.patient, stay, read),
        "rail": chart.rail(stay, states([stay], read=read)[stay.pk], "overview"),
        "open": [f for f in found if not f.is_answered],
        "answered": [f for f in found if f.is_answered],
        "may_answer": may(request.user, Permission.ANSWER_CHECKS),
    }  # fmt: skip
    return render(request, "checks/stay.html", context)


@require_POST
@permission_required(Permission.ANSWER_CHECKS)
def answer(request: HttpRequest, finding_id: int) -> HttpResponse:
    """Keep why the values are correct as they are."""
    finding = get_object_or_404(visible_to(request.user, Finding), pk=finding_id)
    try:
        findings.answer(finding, reason=request.POST.get("reason", "").replace("\0", ""), by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Answered. It is asked again only if one of the values changes."))
    if request.POST.get("from") == "inbox" and may(request.user, Permission.READ_DATA_QUALITY):
        return redirect("data_quality")
    return redirect("checks", finding.admission_id)
