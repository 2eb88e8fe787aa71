"""Registering a patient, with a look at who is registered already while one types."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from cardiology import identity
from cardiology.access import Permission, permission_required
from cardiology.actions import drafts, identification, patients
from cardiology.likeness import Said, plain_phone
from cardiology.models import Patient
from cardiology.queries.identity.alike import Alike
from cardiology.queries.identity.alike import alike as found_alike
from cardiology.views import stay_forms as forms

LONGEST = 120


@permission_required(Permission.ADMIT)
def register(request: HttpRequest) -> HttpResponse:
    """Register a patient. Who may be the same person is shown before, once, and never stands in the way."""
    user: Any = request.user
    form = forms.person_form(request.POST or None, instance=Patient(hospital=user.hospital))
    found: list[Alike] = []
    if request.method == "POST":
        is_valid = form.is_valid()
        found = found_alike(user, _said(form.cleaned_data if is_valid else _typed(request.POST)))
        if is_valid and _are_seen(found, request.POST):
            try:
                key = form.cleaned_data["submission"]
                return redirect(drafts.once(key, lambda: _register(request, form, found), by=user))
            except ValidationError as error:
                form.add_action_errors(error)
    context = {"form": form, "found": found, "is_stopped": bool(found) and not form.errors}
    return render(request, "identity/register.html", context, status=422 if form.errors else 200)


@transaction.atomic
def _register(request: HttpRequest, form: Any, found: list[Alike]) -> str:
    user: Any = request.user
    despite = [(twin.pk, twin.why) for twin in found]
    patient = patients.register(form.instance, by=user, confirmed=form.confirmed, despite=despite)
    if number := form.cleaned_data["phone"]:
        owner = form.cleaned_data["phone_owner"] or "self"
        patients.add_phone(patient, by=user, number=number, owner=owner)
    return reverse("admit", args=[patient.pk])


@require_POST
@permission_required(Permission.ADMIT)
def alike(request: HttpRequest) -> HttpResponse:
    """What is typed so far: who may be the same person, and what the identity number says."""
    user: Any = request.user
    typed = _typed(request.POST)
    number = identity.plain(typed["id_number"])
    is_citizen = identification.may_be_citizen(request.POST)
    is_whole = len(number) in (identity.OLD_PLACES, identity.PLACES) or len(number) > identity.PLACES
    context = {
        "found": found_alike(user, _said(typed)),
        "citizen": identity.read(number) if is_citizen else None,
        "wrong": identification.wrong(number) if is_citizen and is_whole else "",
    }
    return render(request, "identity/_alike.html", context)


def _typed(posted: QueryDict) -> dict[str, Any]:
    """What can be read of a form that is still being filled in."""
    typed: dict[str, Any] = {
        name: posted.get(name, "").replace("\0", "")[:LONGEST] for name in ("name", "id_number", "phone")
    }
    try:
        typed["birth_on"] = forms.person_form().fields["birth_on"].clean(posted.get("birth_on", ""))
    except ValidationError:
        typed["birth_on"] = None
    citizen = identity.read(typed["id_number"])
    typed["birth_on"] = typed["birth_on"] or (citizen.birth_on if citizen else None)
    return typed


def _said(typed: dict[str, Any]) -> Said:
    name, phone = typed["name"] or "", plain_phone(typed["phone"] or "")
    return Said(
        name, patients.sound_of(name), typed["birth_on"], identity.plain(typed["id_number"] or ""),
        frozenset([phone] if phone else []),
    )  # fmt: skip


def _are_seen(found: list[Alike], posted: QueryDict) -> bool:
    """Whether everybody who is very likely the same person has been on the page."""
    shown = set(posted.getlist("shown"))
    return all(str(twin.pk) in shown for twin in found if twin.is_strong)
