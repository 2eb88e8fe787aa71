"""Finding and amending patients."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cardiology import audit
from cardiology.access import Permission, may, permission_required, visible_to
from cardiology.actions import patients
from cardiology.actions.sections import StaleRevision
from cardiology.models import Patient, Phone
from cardiology.queries import patients as found_patients
from cardiology.queries.banner import banner
from cardiology.queries.identity import parts
from cardiology.views import stay_forms as forms
from cardiology.views.conflict import conflict, resolved
from cardiology.views.trust.limits import limited

BESIDE: dict[str, Any] = {
    "phone": forms.PhoneForm, "person": forms.ContactPersonForm, "identifier": forms.IdentifierForm,
}  # fmt: skip


@permission_required(Permission.READ_RECORDS)
@limited("search")
def search(request: HttpRequest) -> HttpResponse:
    """What was found for the posted words: under the search box, or as a page."""
    words = request.POST.get("q", "")
    few = bool(request.htmx)  # type: ignore[attr-defined]
    limit = found_patients.FEW if few else found_patients.MANY
    found = found_patients.search(request.user, words, limit)
    context = {
        "found": found, "words": words, "may_admit": may(request.user, Permission.ADMIT),
        "is_short": parts.is_too_short(words), "is_crowded": parts.is_crowded(request.user, words),
        "may_read_elsewhere": may(request.user, Permission.READ_IN_EMERGENCY),
    }  # fmt: skip
    return render(request, "patient/_found.html" if few else "patient/search.html", context)


@permission_required(Permission.ADMIT)
def edit(request: HttpRequest, patient_id: int) -> HttpResponse:
    """Correct what is known of a patient; numbers, phones and contact persons beside it."""
    patient = get_object_or_404(visible_to(request.user, Patient), pk=patient_id)
    posted = (
        resolved(request.POST, forms.patient_form(instance=patient)) if request.method == "POST" else None
    )
    form = forms.patient_form(posted, instance=patient)
    if posted is not None and form.is_valid():
        try:
            patients.amend(
                form.instance,
                by=request.user,
                revision=form.cleaned_data["revision"] or 0,
                confirmed=form.confirmed,
            )
            messages.success(request, _("Saved."))
            return redirect("patient", patient_id)
        except StaleRevision as stale:
            return conflict(request, form, forms.patient_form(instance=stale.stored), request.path)
        except ValidationError as error:
            form.add_action_errors(error)
    if request.method == "GET":
        audit.opened(patient, by=request.user)
    return render(
        request, "patient/edit.html", _beside(request, patient, form), status=422 if form.errors else 200
    )


def _beside(request: HttpRequest, patient: Patient, form: Any, bound: Any = None) -> dict[str, Any]:
    stored = get_object_or_404(visible_to(request.user, Patient), pk=patient.pk)
    parts = {name: Form(prefix=name) for name, Form in BESIDE.items()} | (bound or {})
    return {
        "banner": banner(request.user, stored, None),
        "patient": stored,
        "form": form,
        "parts": parts,
        "phones": list(stored.phones.all()),
        "persons": list(stored.contact_persons.all()),
        "identifiers": list(stored.identifiers.all()),
    }


@require_POST
@permission_required(Permission.ADMIT)
def add(request: HttpRequest, patient_id: int, what: str) -> HttpResponse:
    """Add a phone, a contact person or another number."""
    patient = get_object_or_404(visible_to(request.user, Patient), pk=patient_id)
    if what not in BESIDE:
        raise Http404
    form = BESIDE[what](request.POST, prefix=what, instance=BESIDE[what].Meta.model(patient=patient))
    if form.is_valid():
        try:
            if what == "phone":
                patients.add_phone(patient, by=request.user, **form.cleaned_data)
            else:
                patients.add_beside(form.instance, by=request.user)
            messages.success(request, _("Saved."))
            return redirect("patient_edit", patient_id)
        except ValidationError as error:
            form.add_error(None, error.messages)
    context = _beside(request, patient, forms.patient_form(instance=patient), {what: form})
    return render(request, "patient/edit.html", context, status=422)


@require_POST
@permission_required(Permission.ADMIT)
def retire_phone(request: HttpRequest, patient_id: int, phone_id: int) -> HttpResponse:
    """Mark a telephone number as no longer valid, or as valid again."""
    phone = get_object_or_404(visible_to(request.user, Phone), pk=phone_id, patient_id=patient_id)
    change = patients.restore_phone if "again" in request.POST else patients.retire_phone
    change(phone, by=request.user)
    return redirect("patient_edit", patient_id)


@permission_required(Permission.ADMIT)
def beside(request: HttpRequest, patient_id: int, what: str, row_id: int) -> HttpResponse:
    """Correct a phone, a contact person or another number; the last two can be taken out."""
    patient = get_object_or_404(visible_to(request.user, Patient), pk=patient_id)
    if what not in BESIDE:
        raise Http404
    rows = visible_to(request.user, BESIDE[what].Meta.model)
    row = get_object_or_404(rows, pk=row_id, patient_id=patient_id)
    form = BESIDE[what](request.POST if request.method == "POST" else None, instance=row)
    if request.method == "POST" and (done := _change_beside(request, what, row, form)):
        messages.success(request, done)
        return redirect("patient_edit", patient_id)
    if request.method == "GET":
        audit.opened(patient, by=request.user)
    context = {
        "banner": banner(request.user, patient, None), "patient": patient, "form": form,
        "is_removable": what != "phone",
    }  # fmt: skip
    return render(request, "patient/beside.html", context, status=422 if form.errors else 200)


def _change_beside(request: HttpRequest, what: str, row: Any, form: Any) -> str:
    """What was done, in words; empty when the form has an error."""
    if "remove" in request.POST and what != "phone":
        patients.remove_beside(row, by=request.user)
        return _("Removed. What it held stays in the audit trail.")
    if not form.is_valid():
        return ""
    try:
        patients.amend_beside(form.instance, by=request.user)
    except ValidationError as error:
        form.add_error(None, error.messages)
        return ""
    return _("Saved.")
