"""Admitting, moving to another bed, correcting a stay."""

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
from cardiology.access import Permission, permission_required, visible_to
from cardiology.actions import admissions, drafts
from cardiology.actions.sections import StaleRevision
from cardiology.models import Admission, Patient, Role
from cardiology.queries.banner import banner
from cardiology.queries.board.places import doctors_of, free_beds, nurses_of
from cardiology.views import stay_forms as forms
from cardiology.views.conflict import conflict, resolved


def _form(request: HttpRequest, form: Any, values: Any, stay: Admission, **options: Any) -> Any:
    return form(
        values,
        instance=stay,
        beds=free_beds(request.user),
        doctors=doctors_of(request.user),
        nurses=nurses_of(request.user),
        **options,
    )


@permission_required(Permission.ADMIT)
def admit(request: HttpRequest, patient_id: int) -> HttpResponse:
    """Open a stay: when, why, in which bed."""
    patient = get_object_or_404(visible_to(request.user, Patient), pk=patient_id)
    stay = Admission(patient=patient, hospital=patient.hospital)
    bed = request.GET.get("bed", "")
    start = {"admitted_at": timezone.now(), "bed": bed if bed.isdigit() else None}
    own = "primary_nurse" if request.user.role == Role.WARD_NURSE else "attending"
    start[own] = request.user.pk
    form = _form(request, forms.admit_form, request.POST or None, stay, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            key = form.cleaned_data["submission"]
            return redirect(drafts.once(key, lambda: _admit(request, form.instance), by=request.user))
        except ValidationError as error:
            form.add_action_errors(error)
    context = {"form": form, "banner": banner(request.user, patient, None), "patient": patient}
    return render(request, "patient/admit.html", context, status=422 if form.errors else 200)


def _admit(request: HttpRequest, stay: Admission) -> str:
    return reverse("admission", args=[admissions.admit(stay, by=request.user).pk])


@permission_required(Permission.ADMIT)
def edit(request: HttpRequest, admission_id: int) -> HttpResponse:
    """Correct what is known of a stay, and move the patient."""
    rows = visible_to(request.user, Admission).select_related(*Admission.named)
    stay = get_object_or_404(rows, pk=admission_id)
    is_sent = request.method == "POST"
    posted = resolved(request.POST, _form(request, forms.stay_form, None, stay)) if is_sent else None
    form = _form(request, forms.stay_form, posted, stay)
    if posted is not None and form.is_valid():
        try:
            admissions.amend(form.instance, by=request.user, revision=form.cleaned_data["revision"] or 0)
            messages.success(request, _("Saved."))
            return redirect("admission", admission_id)
        except StaleRevision as stale:
            stored = _form(request, forms.stay_form, None, stale.stored)  # type: ignore[arg-type]
            return conflict(request, form, stored, request.path)
        except ValidationError as error:
            form.add_action_errors(error)
    shown = get_object_or_404(rows, pk=admission_id)
    if request.method == "GET":
        audit.opened(shown, by=request.user)
    context = {
        "form": form, "stay": shown, "banner": banner(request.user, shown.patient, shown),
        "beds": free_beds(request.user) if shown.is_open else [],
    }  # fmt: skip
    return render(request, "patient/stay.html", context, status=422 if form.errors else 200)


@require_POST
@permission_required(Permission.ADMIT)
def transfer(request: HttpRequest, admission_id: int) -> HttpResponse:
    """Move the patient to a free bed."""
    stay = get_object_or_404(visible_to(request.user, Admission), pk=admission_id)
    chosen = request.POST.get("bed", "")
    bed = (
        free_beds(request.user).filter(pk=chosen).first() if chosen.isdecimal() and len(chosen) < 12 else None
    )
    if bed is None:
        messages.error(request, _("This bed is taken, or is not there. Please choose another."))
        return redirect("admission_edit", admission_id)
    try:
        admissions.transfer(stay, to=bed, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("admission_edit", admission_id)
    messages.success(request, _("Moved."))
    return redirect("admission", admission_id)
