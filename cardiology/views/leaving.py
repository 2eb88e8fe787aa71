"""The discharge page: what is open, measures, drugs, the phone, and the form that ends the stay."""

from typing import Any

from csp.constants import SELF
from csp.decorators import csp_update
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cardiology import audit
from cardiology.access import Permission, check_may, may, permission_required, visible_to
from cardiology.actions import discharges, drafts
from cardiology.models import Admission, Discharge, Phase, User
from cardiology.queries import chart, leaving
from cardiology.queries.banner import banner
from cardiology.queries.completion import states
from cardiology.queries.drugs.chips import chips
from cardiology.queries.drugs.lists import dual_antiplatelet, listed, name_of, regimen
from cardiology.queries.drugs.reconciled import reconciled
from cardiology.queries.one_stay import Recorded
from cardiology.registries import discharge_previews, documents
from cardiology.views.entry import keeping
from cardiology.views.guidance.advice import advised
from cardiology.views.stay_forms import leaving_form


def _stay(user: User, admission_id: int) -> Admission:
    rows = visible_to(user, Admission).select_related(*Admission.named)
    return get_object_or_404(rows, pk=admission_id)


@permission_required(Permission.READ_RECORDS)
@csp_update({"frame-src": [SELF]})  # type: ignore[untyped-decorator]
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
        return render(request, "record/discharge.html", _context(request, Recorded(stay), form), status=422)
    if not stay.is_open:
        return redirect("section_edit", "discharge", row.pk) if row else redirect("admission", stay.pk)
    audit.opened(stay, by=request.user)
    read = Recorded(stay)
    draft, told = keeping.restored(request.user, stay, "discharge", chosen=request.GET.get("draft", ""))
    start = draft.values if draft else leaving.offered(read, timezone.now())
    form = leaving_form(instance=row or Discharge(admission=stay, patient=stay.patient), initial=start)
    return render(request, "record/discharge.html", _context(request, read, form) | told)


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


def _context(request: HttpRequest, read: Recorded, form: Any) -> dict[str, Any]:
    stay = read.stay
    done = states([stay], at_discharge=True, read=read)[stay.pk]
    drugs, classes = reconciled(read), chips(read, Phase.DISCHARGE)
    phones = leaving.phones(stay)
    return {
        "stay": stay, "form": form, "banner": banner(request.user, stay.patient, stay, read),
        "rail": chart.rail(stay, done, "discharge"),
        "gaps": leaving.gaps(request.user, stay, done, drugs, classes, phones),
        "judged": leaving.judged(read.at_discharge),
        **advised(request.user, read, leaving=True),
        "chips": classes, "drugs": drugs,
        "list": [(name_of(m), regimen(m)) for m in listed(read, Phase.DISCHARGE)],
        "planned": dual_antiplatelet(read),
        "phones": phones,
        "previews": [t for show in discharge_previews if (t := show(stay, request.user, read.snapshot))],
        "documents": [(d.label, reverse(d.url_name, args=[stay.pk])) for d in documents],
        "may_discharge": may(request.user, Permission.DISCHARGE),
        "may_admit": may(request.user, Permission.ADMIT),
        "may_write": may(request.user, Permission.WRITE_RECORDS),
        "draft_url": reverse("draft", args=[stay.pk, "discharge", 0, 0]),
    }  # fmt: skip
