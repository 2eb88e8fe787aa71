"""The own second factor: take an app, see what is left of the recovery codes, do without it again."""

from typing import Any

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from cardiology.actions.trust import factors, signing_in
from cardiology.models import SecondFactor
from cardiology.views.trust.asking import ended_by_guessing, is_proven
from cardiology.views.trust.forms import EnrolForm, PasswordForm


@sensitive_post_parameters()
@never_cache
def factor(request: HttpRequest) -> HttpResponse:
    """What the account has; where it has nothing, a picture for the app and a field for its first code."""
    user: Any = request.user
    known = SecondFactor.objects.filter(user=user).first()
    if known:
        return _known(request, known, PasswordForm())
    form = EnrolForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        codes = factors.enrol(user, form.cleaned_data["offered"], form.cleaned_data["code"])
        if codes:
            signing_in.look_again(request.session, by=user)
            return _codes(request, codes)
        form.add_error("code", _("The code is not right. Is the clock of the phone right?"))
    offer = factors.offer(user, request.POST.get("offered", ""))
    picture = segno.make(offer.address, error="m").svg_data_uri(scale=5, border=2)
    context = {"form": form, "offer": offer, "picture": picture, "asked": signing_in.needs_factor(user)}
    return render(request, "account/factor_new.html", context, status=422 if form.errors else 200)


@sensitive_post_parameters()
@require_POST
def renew(request: HttpRequest) -> HttpResponse:
    """Ten new recovery codes, for who gives the password again."""
    user: Any = request.user
    known = SecondFactor.objects.filter(user=user).first()
    if known is None:
        return redirect("second_factor")
    form = PasswordForm(request.POST)
    if is_proven(request, form):
        return _codes(request, factors.new_codes(user))
    return ended_by_guessing(request) or _known(request, known, form)


@sensitive_post_parameters()
@require_POST
def remove(request: HttpRequest) -> HttpResponse:
    """Do without the app again, for who gives the password; the house may ask for a new one at once."""
    user: Any = request.user
    known = SecondFactor.objects.filter(user=user).first()
    form = PasswordForm(request.POST)
    if known and not is_proven(request, form):
        return ended_by_guessing(request) or _known(request, known, form)
    if known and factors.remove(user, by=user):
        messages.success(request, _("Your account has no second factor now."))
    signing_in.look_again(request.session, by=user)
    return redirect("second_factor")


def _known(request: HttpRequest, known: SecondFactor, form: PasswordForm) -> HttpResponse:
    left = known.recovery_codes.filter(used_at=None).count()
    context = {"factor": known, "left": left, "form": form, "all": factors.CODES}
    return render(request, "account/factor.html", context, status=422 if form.errors else 200)


def _codes(request: HttpRequest, codes: list[str]) -> HttpResponse:
    """The codes, this once; the database knows only their digests."""
    return render(request, "account/recovery_codes.html", {"codes": codes})
