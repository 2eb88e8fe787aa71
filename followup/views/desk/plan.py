"""The plan of one patient: look at it, move, skip or add a visit, open or end a pathway."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cardiology import audit
from cardiology.access import Permission, permission_required, visible_to
from cardiology.models import Admission, Patient
from followup.actions import plan_edits
from followup.forms import DayText
from followup.models import Plan, Visit
from followup.queries.desk import plan_page


class EditForm(forms.Form):
    """A day, if one is asked for, and the reason."""

    on = DayText(required=False, max_length=40)
    reason = forms.CharField(required=False, max_length=200)
    pathway = forms.CharField(required=False, max_length=20)


@permission_required(Permission.CALL)
def plan(request: HttpRequest, patient_id: int) -> HttpResponse:
    """All plans of a patient with what may be changed."""
    patient = get_object_or_404(visible_to(request.user, Patient), pk=patient_id)
    audit.opened(patient, by=request.user)
    return render(
        request, "followup/plan.html", {"patient": patient, **plan_page.page(request.user, patient)}
    )


@permission_required(Permission.CALL)
@require_POST
def edit_visit(request: HttpRequest, visit_id: int) -> HttpResponse:
    """Move or skip one visit."""
    visit = get_object_or_404(visible_to(request.user, Visit), pk=visit_id)

    def change(said: dict[str, Any]) -> str:
        if request.POST.get("what") == "skip":
            plan_edits.skip(visit, reason=said["reason"], by=request.user)
            return _("The visit is skipped.")
        plan_edits.move(visit, to=_needed(said), reason=said["reason"], by=request.user)
        return _("The visit is moved.")

    return _done(request, visit.patient_id, change)


@permission_required(Permission.CALL)
@require_POST
def edit_plan(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Add a visit to a plan, or end the plan."""
    row = get_object_or_404(visible_to(request.user, Plan), pk=plan_id)

    def change(said: dict[str, Any]) -> str:
        if request.POST.get("what") == "close":
            plan_edits.close(row, reason=said["reason"], by=request.user)
            return _("The plan is closed.")
        plan_edits.add(row, on=_needed(said), reason=said["reason"], by=request.user)
        return _("The visit is added.")

    return _done(request, row.patient_id, change)


@permission_required(Permission.CALL)
@require_POST
def open_pathway(request: HttpRequest, admission_id: int) -> HttpResponse:
    """Open a pathway that the record does not call for by itself."""
    stay = get_object_or_404(visible_to(request.user, Admission), pk=admission_id)

    def change(said: dict[str, Any]) -> str:
        plan_edits.open_pathway(stay, said["pathway"], by=request.user)
        return _("The pathway is opened.")

    return _done(request, stay.patient_id, change)


def _needed(said: dict[str, Any]) -> Any:
    if not said["on"]:
        raise ValidationError({"on": _("Say on which day.")})
    return said["on"]


def _done(request: HttpRequest, patient_id: int, change: Callable[[dict[str, Any]], str]) -> HttpResponse:
    """Make the change and go back to the plan; what was refused is said there."""
    form = EditForm(request.POST)
    try:
        if not form.is_valid():
            raise ValidationError([e for errors in form.errors.values() for e in errors])
        messages.success(request, change(form.cleaned_data))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("followup:plan", patient_id)
