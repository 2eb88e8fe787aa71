"""Admitting, moving to another bed, discharging."""

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
from cardiology.actions import admissions, decisions, discharges, drafts
from cardiology.actions.submissions import once
from cardiology.codes.drugs import CLASSES
from cardiology.forms import TransferForm, section_form
from cardiology.models import Admission, Discharge, Patient, WhyNot
from cardiology.queries import chart
from cardiology.queries.beds import doctors, free_beds
from cardiology.queries.readiness import readiness


@permission_required(Permission.ADMIT)
def admit(request: HttpRequest, patient_id: int) -> HttpResponse:
    """Open a stay for a patient."""
    person = get_object_or_404(visible_to(request.user, Patient), pk=patient_id)
    stay = Admission(patient=person, hospital=person.hospital, admitted_at=timezone.now())
    form = section_form(Admission, "bed", "attending", "planned_discharge_on")(
        request.POST if request.method == "POST" else None, instance=stay,
        beds=free_beds(request.user), doctors=doctors(request.user),
    )  # fmt: skip
    if form.is_bound and form.is_valid():
        try:
            url = once(form.cleaned_data["submission"], by=request.user, do=lambda: _admitted(form, request))
        except ValidationError as error:
            form.add_action_errors(error)
        else:
            return redirect(url)
    context = {"form": form, "person": person, "patient": chart.banner(person, None)}
    return render(request, "patient/admit.html", context, status=422 if form.errors else 200)


def _admitted(form: Any, request: HttpRequest) -> str:
    stay = admissions.admit(form.instance, by=request.user)
    return reverse("admission", args=[stay.pk])


@permission_required(Permission.ADMIT)
def transfer(request: HttpRequest, admission_id: int) -> HttpResponse:
    """Move a patient to another bed."""
    stay = _stay(request, admission_id)
    form = TransferForm(request.POST if request.method == "POST" else None, beds=free_beds(request.user))
    if form.is_bound and form.is_valid():
        try:
            admissions.transfer(stay, to=form.cleaned_data["bed"], by=request.user)
        except ValidationError as error:
            form.add_error("bed", error.messages)
        else:
            messages.success(request, _("The patient was moved."))
            return redirect("admission", stay.pk)
    context = {
        "form": form,
        "person": stay.patient,
        "patient": chart.banner(stay.patient, stay),
        "title": _("Move"),
    }
    return render(request, "patient/add.html", context, status=422 if form.errors else 200)


@permission_required(Permission.DISCHARGE)
def discharge(request: HttpRequest, admission_id: int) -> HttpResponse:
    """What is open, what was reached, the drugs, and the discharge itself."""
    stay = _stay(request, admission_id)
    if not stay.is_open:
        return redirect("admission", stay.pk)
    row = Discharge.objects.filter(admission=stay).first() or Discharge(admission=stay, patient=stay.patient)
    form = section_form(Discharge)(
        request.POST if request.method == "POST" else None,
        instance=row,
        initial={"discharged_at": timezone.now()},
    )
    draft = drafts.find(stay, "discharge", 0, by=request.user)
    if draft and not form.is_bound:
        form.restore(draft.values)
    if form.is_bound and form.is_valid():
        try:
            url = once(
                form.cleaned_data["submission"], by=request.user, do=lambda: _discharged(form, stay, request)
            )
        except ValidationError as error:
            form.add_action_errors(error)
        else:
            messages.success(request, _("Discharged. The follow-up plan is open."))
            return redirect(url)
    audit.opened(stay, by=request.user)
    context = {
        "form": form, "stay": stay, "patient": chart.banner(stay.patient, stay), "draft": draft,
        "rail": chart.rail(stay, "discharge"), **readiness(stay, request.user),
    }  # fmt: skip
    return render(request, "patient/discharge.html", context, status=422 if form.errors else 200)


def _discharged(form: Any, stay: Admission, request: HttpRequest) -> str:
    discharges.discharge(
        stay,
        on=form.cleaned_data["discharged_at"],
        form=form.instance,
        by=request.user,
        confirmed=form.confirmed,
    )
    drafts.drop(stay, "discharge", 0, by=request.user)
    return reverse("admission", args=[stay.pk])


@require_POST
@permission_required(Permission.DISCHARGE)
def why_not(request: HttpRequest, admission_id: int) -> HttpResponse:
    """Record why a drug class is not given at discharge."""
    stay = _stay(request, admission_id)
    asked = {n: request.POST.get(n, "") for n in ("drug_class", "reason")}
    try:
        if asked["drug_class"] not in CLASSES or asked["reason"] not in WhyNot.values:
            raise ValidationError(_("Choose a reason."))
        decisions.decide(stay, by=request.user, **asked)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("discharge", stay.pk)


def _stay(request: HttpRequest, admission_id: int) -> Admission:
    rows = visible_to(request.user, Admission).select_related(
        "patient", "ward", "bed", "attending", "hospital"
    )
    return get_object_or_404(rows, pk=admission_id)
