"""Somebody calls us: who it is, and the call screen for it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cardiology.access import Permission, permission_required, visible_to
from cardiology.models import Patient
from cardiology.queries.identity import parts
from cardiology.views.trust.limits import limited
from followup.actions import claims, contacts, plan_edits
from followup.queries import inbound


@permission_required(Permission.CALL)
@require_POST
@limited("search")
def find(request: HttpRequest) -> HttpResponse:
    """Whose number, which patient."""
    text = request.POST.get("q", "")
    found = inbound.find(request.user, text)
    template = "followup/_found.html" if request.htmx else "followup/found.html"
    context = {"found": found, "asked": bool(text.strip()), "is_short": parts.is_too_short(text)}
    return render(request, template, context)


@permission_required(Permission.CALL)
@require_POST
def answer(request: HttpRequest, patient_id: int) -> HttpResponse:
    """Open the call screen for somebody who calls us: the visit that is open, or one outside any plan."""
    patient = get_object_or_404(visible_to(request.user, Patient), pk=patient_id)
    try:
        visit = plan_edits.unplanned(patient, by=request.user)
        if request.POST.get("later"):
            contacts.rang(visit, by=request.user)
            messages.success(request, _("Noted: the patient called us and stands on the list."))
            return redirect("followup:call_list")
    except (ValidationError, claims.Taken) as error:
        messages.error(request, " ".join(getattr(error, "messages", [str(error)])))
        return redirect("followup:call_list")
    return redirect(f"{reverse('followup:call', args=[visit.pk])}?inbound=1")
