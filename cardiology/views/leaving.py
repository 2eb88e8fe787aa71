"""The discharge page: what is open, measures, drugs, the phone, and the form that ends the stay."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cardiology import audit
from cardiology.access import Permission, check_may, may, permission_required, visible_to
from cardiology.actions import discharges, drafts, medication
from cardiology.models import Admission, Discharge, User, WhyNot
from cardiology.queries import chart, leaving
from cardiology.queries.banner import banner
from cardiology.queries.completion import states
from cardiology.queries.one_stay import Recorded
from cardiology.registries import discharge_previews
from cardiology.views.entry import keeping
from cardiology.views.stay_forms import leaving_form


def _stay(user: User, admission_id: int) -> Admission:
    rows = visible_to(user, Admission).select_related("patient", "hospital", "ward", "bed", "attending")
    return get_object_or_404(rows, pk=admission_id)


@permission_required(Permission.READ_RECORDS)
def discharge(request: HttpRequest, admission_id: int) -> HttpResponse:
    """Prepare and make the discharge; of a closed stay, its discharge form."""
    stay = _stay(request.user, admission_id)
    row = Discharge.objects.filter(admission=stay).first()
    if request.method == "POST":
        check_may(request.user, Permission.DISCHARGE)
        form = leaving_form(request.POST, instance=row or Discharge(admission=stay, patient=stay.patient))
        if form.is_valid():
            try:
                key = form.cleaned_data["submission"]
                return redirect(drafts.once(key, lambda: _discharge(request, stay, form), by=request.user))
            except ValidationError as error:
                form.add_action_errors(error)
        return render(request, "record/discharge.html", _context(request, stay, form), status=422)
    if not stay.is_open:
        return redirect("section_edit", "discharge", row.pk) if row else redirect("admission", stay.pk)
    audit.opened(stay, by=request.user)
    draft, told = keeping.restored(request.user, stay, "discharge", chosen=request.GET.get("draft", ""))
    start = draft.values if draft else {"discharged_at": timezone.now()}
    form = leaving_form(instance=row or Discharge(admission=stay, patient=stay.patient), initial=start)
    return render(request, "record/discharge.html", _context(request, stay, form) | told)


def _discharge(request: HttpRequest, stay: Admission, form: Any) -> str:
    discharges.discharge(
        stay,
        on=form.cleaned_data["discharged_at"],
        form=form.instance,
        by=request.user,
        confirmed=form.confirmed,
    )
    drafts.forget(stay, "discharge", by=request.user, form=form.data)
    messages.success(request, _("Discharged."))
    return reverse("admission", args=[stay.pk])


def _context(request: HttpRequest, stay: Admission, form: Any) -> dict[str, Any]:
    read = Recorded(stay)
    done = states([stay], at_discharge=True, read=read)[stay.pk]
    return {
        "stay": stay, "form": form, "banner": banner(request.user, stay.patient, stay, read),
        "rail": chart.rail(stay, done, "discharge"),
        "gaps": leaving.gaps(stay, done),
        "judged": leaving.judged(read.at_discharge),
        "chips": leaving.chips(stay),
        "reasons": WhyNot.choices,
        "drugs": [d for label, drugs in chart.medication(read, "discharge") for d in drugs],
        "phones": leaving.phones(stay),
        "previews": [table for preview in discharge_previews if (table := preview(stay, request.user))],
        "may_discharge": may(request.user, Permission.DISCHARGE),
        "may_write": may(request.user, Permission.WRITE_RECORDS),
        "draft_url": reverse("draft", args=[stay.pk, "discharge", 0, 0]),
    }  # fmt: skip


@require_POST
@permission_required(Permission.WRITE_RECORDS)
def why_not(request: HttpRequest, admission_id: int) -> HttpResponse:
    """Record why classes are not given."""
    stay = _stay(request.user, admission_id)
    known = dict(WhyNot.choices)
    for name, _label, _classes in leaving.CHIPS:
        reason = request.POST.get(f"why_{name}")
        if reason == "" or reason in known:
            medication.decide(stay, name, reason=reason, by=request.user)
    messages.success(request, _("Reasons saved."))
    return redirect("discharge", admission_id)
