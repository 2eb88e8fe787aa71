"""Signing a document of the record: who did, whether it still says what was signed, and the own signature."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from cardiology import audit
from cardiology.access import Permission, check_may, may, permission_required, visible_to
from cardiology.actions.trust import signatures
from cardiology.models import Admission, Meaning
from cardiology.queries.banner import banner
from cardiology.queries.signing import signatures as signing
from cardiology.queries.signing.signatures import Signable
from cardiology.views.cath.report import opened
from cardiology.views.trust.asking import ended_by_guessing, is_proven
from cardiology.views.trust.forms import SignForm


@sensitive_post_parameters("password")
@never_cache
@permission_required(Permission.READ_RECORDS)
def summary(request: HttpRequest, admission_id: int) -> HttpResponse:
    """The signatures under the discharge summary of a stay."""
    user: Any = request.user
    stays = visible_to(user, Admission).select_related(*Admission.named)
    return _page(request, signing.summary(get_object_or_404(stays, pk=admission_id)))


@sensitive_post_parameters("password")
@never_cache
@permission_required(Permission.READ_RECORDS)
def report(request: HttpRequest, row_id: int) -> HttpResponse:
    """The signatures under the report on a procedure."""
    user: Any = request.user
    stay, sheet = opened(user, row_id)
    return _page(request, signing.cath_report(stay, sheet.procedure))


def _page(request: HttpRequest, paper: Signable) -> HttpResponse:
    """With the own password one signs what the page was opened with."""
    user: Any = request.user
    shown = {"seen": paper.digest, "meaning": Meaning.WRITTEN}
    form = SignForm(request.POST if request.method == "POST" else None, initial=shown)
    if request.method == "POST":
        check_may(user, Permission.SIGN)
        if is_proven(request, form) and _signed(request, paper, form):
            messages.success(request, _("Signed."))
            return redirect(request.path)
        if (away := ended_by_guessing(request)) is not None:
            return away
    audit.opened(paper.about, by=user)
    context = {
        "paper": paper, "stay": paper.stay, "banner": banner(user, paper.stay.patient, paper.stay),
        "signed": signing.signatures(user, paper), "form": form, "may_sign": may(user, Permission.SIGN),
    }  # fmt: skip
    return render(request, "record/sign.html", context, status=422 if form.errors else 200)


def _signed(request: HttpRequest, paper: Signable, form: SignForm) -> bool:
    """Whether it is signed; the form says why not."""
    user: Any = request.user
    given = form.cleaned_data
    try:
        signatures.sign(paper, meaning=Meaning(given["meaning"]), seen=given["seen"], by=user)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True
