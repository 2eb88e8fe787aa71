"""What a patient agrees to, decision by decision; the texts of a hospital, version by version."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from cardiology import audit
from cardiology.access import Permission, check_may, may, permission_required, visible_to
from cardiology.actions import consents as actions
from cardiology.actions import drafts
from cardiology.models import ConsentText, Patient
from cardiology.queries.banner import banner
from cardiology.queries.identity import consents as queries
from cardiology.views.identity.forms import ConsentForm, ConsentTextForm


@permission_required(Permission.READ_RECORDS)
def consents(request: HttpRequest, patient_id: int) -> HttpResponse:
    """Where every purpose stands, all earlier decisions, and a form for a new one."""
    user: Any = request.user
    patient = get_object_or_404(visible_to(user, Patient), pk=patient_id)
    asked: dict[str, Any] = {"user": user, "texts": queries.texts(user)}
    form = ConsentForm(**asked, initial={"purpose": request.GET.get("purpose", "")})
    if request.method == "POST":
        check_may(user, Permission.RECORD_CONSENT)
        form = ConsentForm(request.POST, **asked)
        if form.is_valid() and _record(patient, form, user):
            messages.success(request, _("Saved."))
            return redirect("consents", patient_id)
    else:
        audit.opened(patient, by=user)
    decisions = queries.history(patient)
    context = {
        "patient": patient, "banner": banner(user, patient, None), "form": form,
        "standing": queries.standing(decisions, queries.texts(user)), "history": decisions,
        "may_record": may(user, Permission.RECORD_CONSENT), "may_copy": may(user, Permission.COPY_RECORDS),
    }  # fmt: skip
    return render(request, "identity/consents.html", context, status=422 if form.errors else 200)


def _record(patient: Patient, form: ConsentForm, user: Any) -> bool:
    """Add the decision, once however often the form is sent; False with the reason in the form."""

    def record() -> str:
        return str(actions.record(patient, by=user, **form.told()).pk)

    try:
        drafts.once(form.cleaned_data["submission"], record, by=user)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True


@permission_required(Permission.WRITE_CONSENT_TEXTS)
def texts(request: HttpRequest) -> HttpResponse:
    """The texts that patients are asked to agree to; a change is a new version."""
    user: Any = request.user
    form = ConsentTextForm(
        request.POST if request.method == "POST" else None, instance=ConsentText(hospital=user.hospital)
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.write_text(form.instance, by=user)
            messages.success(request, _("Saved."))
            return redirect("consent_texts")
        except ValidationError as error:
            form.add_error(None, error)
    context = {"form": form, "texts": list(queries.texts(user))}
    return render(request, "identity/consent_texts.html", context, status=422 if form.errors else 200)
