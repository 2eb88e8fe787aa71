"""The advice of a stay as a panel of several pages, and the answers to it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cardiology.access import Permission, may, permission_required, visible_to
from cardiology.actions.guidance import advice as actions
from cardiology.addresses import page_of_ours
from cardiology.guidance import PACKS
from cardiology.guidance.not_computed import NOT_COMPUTED
from cardiology.models import AGAINST_A_STOP, Admission, OverrideReason, User
from cardiology.queries.advice import advice, by_fact
from cardiology.queries.guidance.packs import packs_of, statistics
from cardiology.queries.one_stay import Recorded

ONLY_STOPS = (OverrideReason.GIVEN, OverrideReason.WEIGHED)


def advised(user: User, read: Recorded, *, leaving: bool = False) -> dict[str, Any]:
    """What a page shows of advice; keeps that it was shown."""
    lines = advice(read.at_discharge if leaving else read.snapshot, read.stay)
    speaking = [line for line in lines if not line.missing]
    actions.shown(read.stay, [(line.rule, line.facts) for line in speaking if line.answer is None])
    return {
        "advice": [line for line in speaking if not line.is_quiet],
        "answered": [line for line in speaking if line.is_quiet],
        "waiting": (waiting := [line for line in lines if line.missing]),
        "waiting_for": by_fact(waiting),
        "may_answer": may(user, Permission.WRITE_RECORDS),
        "override_reasons": [c for c in OverrideReason.choices if c[0] not in ONLY_STOPS],
        "stop_reasons": [(r.value, r.label) for r in AGAINST_A_STOP],
        "may_override": may(user, Permission.OVERRIDE_STOPS),
    }


@require_POST
@permission_required(Permission.WRITE_RECORDS)
def answer(request: HttpRequest, admission_id: int, rule: str) -> HttpResponse:
    """Accept an advice, or override it with a reason; then back to the panel of the page that showed it."""
    stays = visible_to(request.user, Admission).select_related("patient", "hospital")
    stay = get_object_or_404(stays, pk=admission_id)
    told = request.POST
    reason = told.get("reason", "")
    try:
        actions.answer(stay, rule, told.get("facts", ""), by=request.user, reason=reason,
                       reply="overridden" if reason else told.get("reply", ""))  # fmt: skip
        messages.success(request, _("Answer kept. The advice is quiet until its facts change."))
    except LookupError:
        messages.warning(request, _("The facts have changed; look at the advice again."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    back = page_of_ours(request, told.get("back", ""), reverse("admission", args=[stay.pk]))
    return HttpResponseRedirect(f"{back}#advice")


@permission_required(Permission.READ_REPORTS)
def told(request: HttpRequest) -> HttpResponse:
    """Which packs the hospital follows, and what became of the advice of each rule."""
    hospital_id = request.user.hospital_id
    chosen = packs_of(hospital_id)
    context = {
        "rows": statistics(request.user), "chosen": chosen,
        "ranked": [(p, chosen.index(p) + 1 if p in chosen else 0) for p in PACKS],
        "ranks": range(1, len(PACKS) + 1), "not_computed": NOT_COMPUTED,
        "may_choose": may(request.user, Permission.CHOOSE_PACKS),
    }  # fmt: skip
    return render(request, "guidance/told.html", context)


@require_POST
@permission_required(Permission.CHOOSE_PACKS)
def packs(request: HttpRequest) -> HttpResponse:
    """Follow these packs in this order."""
    ranks = {p: request.POST.get(f"rank-{p}", "0") for p in PACKS}
    if any(rank not in "0123" or not rank for rank in ranks.values()):
        raise Http404
    wanted = sorted((p for p in PACKS if ranks[p] != "0"), key=lambda p: ranks[p])
    try:
        actions.choose_packs(wanted, by=request.user)
        messages.success(request, _("Guideline packs saved."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    may_read = may(request.user, Permission.READ_REPORTS)
    return redirect("advice_told" if may_read else "reference")
