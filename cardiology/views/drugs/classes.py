"""Why a class is not given: answered beside its chip."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cardiology.access import Permission, permission_required
from cardiology.actions import medication
from cardiology.models import Contraindication, Phase, WhyNot
from cardiology.prescribing.classes import BY_ID
from cardiology.queries.drugs.chips import chips
from cardiology.queries.one_stay import Recorded
from cardiology.views.drugs.stays import stay_of


@require_POST
@permission_required(Permission.WRITE_RECORDS)
def why_not(request: HttpRequest, admission_id: int, phase: str, family: str) -> HttpResponse:
    """Record, change or take back why a class is not given; answers with the chips of the phase."""
    stay = stay_of(request.user, admission_id)
    reason, _colon, which = request.POST.get("answer", "").partition(":")
    if phase not in (Phase.WARD, Phase.DISCHARGE) or family not in BY_ID:
        raise Http404
    if reason and reason not in WhyNot.values or which and which not in Contraindication.values:
        raise Http404
    medication.decide(stay, family, phase=phase, reason=reason, which=which, by=request.user)
    if request.headers.get("HX-Request"):
        shown = {"chips": chips(Recorded(stay), phase), "may_write": True}
        return render(request, "drugs/_chips.html", shown)
    messages.success(request, _("Reason saved."))
    return redirect("discharge" if phase == Phase.DISCHARGE else "drugs", *_to(admission_id, phase))


def _to(admission_id: int, phase: str) -> tuple[int | str, ...]:
    return (admission_id,) if phase == Phase.DISCHARGE else (admission_id, phase)
