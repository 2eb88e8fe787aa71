"""Registering a patient, the patient's page, contacts."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from cardiology import audit
from cardiology.access import Permission, may, permission_required, visible_to
from cardiology.actions import patients
from cardiology.actions.submissions import once
from cardiology.forms import ContactPersonForm, PhoneForm, patient_form
from cardiology.models import Admission, Patient
from cardiology.queries import chart
from cardiology.queries.duplicates import likely_same
from cardiology.registries import documents, panels


@permission_required(Permission.READ_RECORDS)
def patient(request: HttpRequest, patient_id: int) -> HttpResponse:
    """The patient with the newest stay."""
    person = get_object_or_404(visible_to(request.user, Patient), pk=patient_id)
    stays = chart.stays_of(request.user, person)
    return page(request, person, stays, stays[0] if stays else None)


@permission_required(Permission.READ_RECORDS)
def admission(request: HttpRequest, admission_id: int) -> HttpResponse:
    """The patient with a chosen stay."""
    stay = get_object_or_404(visible_to(request.user, Admission).select_related("patient"), pk=admission_id)
    stays = chart.stays_of(request.user, stay.patient)
    return page(request, stay.patient, stays, next(s for s in stays if s.pk == stay.pk))


def page(
    request: HttpRequest, person: Patient, stays: list[Admission], stay: Admission | None
) -> HttpResponse:
    """The patient's page; every opening is noted."""
    audit.opened(person, by=request.user)
    user = request.user
    context: dict[str, Any] = {
        "person": person, "stay": stay, "stays": stays, "patient": chart.banner(person, stay),
        "phones": list(person.phones.all()), "contact_persons": list(person.contact_persons.all()),
        "panels": [(p.template, p.context(person, user)) for p in panels],
        "may_write": may(user, Permission.WRITE_RECORDS), "may_admit": may(user, Permission.ADMIT),
        "may_discharge": may(user, Permission.DISCHARGE),
    }  # fmt: skip
    if stay:
        context |= {
            "rail": chart.rail(stay), "parts": chart.parts(stay), "drugs": chart.drug_lists(stay),
            "results": chart.results(stay, more=request.GET.get("results") == "all"),
            "documents": [] if stay.is_open else [d for d in documents if may(user, d.permission)],
        }  # fmt: skip
    return render(request, "patient/page.html", context)


@permission_required(Permission.ADMIT)
def register(request: HttpRequest) -> HttpResponse:
    """A new patient; somebody who may be the same person is shown first."""
    form = patient_form()(request.POST if request.method == "POST" else None, instance=Patient())
    same: list[Patient] = []
    if form.is_bound and form.is_valid():
        same = likely_same(request.user, form.instance)
        if not same or request.POST.get("is_new") == "yes":
            try:
                url = once(
                    form.cleaned_data["submission"], by=request.user, do=lambda: _registered(form, request)
                )
            except ValidationError as error:
                form.add_action_errors(error)
            else:
                return redirect(url)
    return render(request, "patient/register.html", {"form": form, "same": same}, status=_status(form, same))


def _registered(form: Any, request: HttpRequest) -> str:
    person = patients.register(form.instance, by=request.user)
    return f"/patients/{person.pk}/admit/"


def _status(form: Any, same: list[Patient] | None = None) -> int:
    return 422 if form.is_bound and (form.errors or same) else 200


@permission_required(Permission.ADMIT)
def edit(request: HttpRequest, patient_id: int) -> HttpResponse:
    """Correct a patient's identity; add telephone numbers and contact persons."""
    person = get_object_or_404(visible_to(request.user, Patient), pk=patient_id)
    form = patient_form()(request.POST if request.method == "POST" else None, instance=person)
    if form.is_bound and form.is_valid():
        try:
            patients.amend(form.instance, by=request.user, revision=form.cleaned_data["revision"])
        except ValidationError as error:
            form.add_action_errors(error)
        else:
            messages.success(request, _("Saved."))
            return redirect("patient_edit", patient_id)
    audit.opened(person, by=request.user)
    return render(request, "patient/edit.html", {
        "form": form, "person": person, "patient": chart.banner(person, None),
        "phones": person.phones.all(), "contact_persons": person.contact_persons.all(),
        "phone_form": PhoneForm(), "contact_form": ContactPersonForm(),
    }, status=_status(form))  # fmt: skip


@permission_required(Permission.ADMIT)
def add_phone(request: HttpRequest, patient_id: int) -> HttpResponse:
    """One more telephone number."""
    person = get_object_or_404(visible_to(request.user, Patient), pk=patient_id)
    form = PhoneForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            patients.add_phone(person, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("The telephone number was added."))
            return redirect("patient_edit", patient_id)
    context = {
        "form": form,
        "person": person,
        "patient": chart.banner(person, None),
        "title": _("Telephone number"),
    }
    return render(request, "patient/add.html", context, status=_status(form))


@permission_required(Permission.ADMIT)
def add_contact_person(request: HttpRequest, patient_id: int) -> HttpResponse:
    """One more person who may be asked."""
    person = get_object_or_404(visible_to(request.user, Patient), pk=patient_id)
    form = ContactPersonForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        patients.add_contact_person(person, form.instance, by=request.user)
        messages.success(request, _("The contact person was added."))
        return redirect("patient_edit", patient_id)
    context = {
        "form": form,
        "person": person,
        "patient": chart.banner(person, None),
        "title": _("Contact person"),
    }
    return render(request, "patient/add.html", context, status=_status(form))
