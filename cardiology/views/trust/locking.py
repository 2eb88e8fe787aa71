"""The locked screen: by the button, or by itself after a while without a key or a click."""

from typing import Any

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from cardiology.actions.trust import locking
from cardiology.addresses import page_of_ours
from cardiology.views.trust.forms import PasswordForm


@require_POST
def lock(request: HttpRequest) -> HttpResponse:
    """Cover this session's screens. A page asks for it and covers itself; without scripts one is led away."""
    user: Any = request.user
    locking.lock(request.session, by=user)
    return HttpResponse(status=204) if "HX-Request" in request.headers else redirect("unlock")


@sensitive_post_parameters()
@never_cache
def unlock(request: HttpRequest) -> HttpResponse:
    """Go on with the own password. Five wrong ones end the session, and so does signing out."""
    user: Any = request.user
    is_part = "HX-Request" in request.headers
    onward = page_of_ours(request, request.POST.get("next") or request.GET.get("next", ""))
    form = PasswordForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if locking.unlock(request, form.cleaned_data["password"], by=user):
            return HttpResponse(get_token(request)) if is_part else HttpResponseRedirect(onward)
        if locking.is_spent(request.session):
            logout(request)
            return redirect("sign_in")
        form.add_error("password", _("The password is not right."))
    context = {"form": form, "next": onward}
    page = "registration/_unlock_fields.html" if is_part else "registration/locked_screen.html"
    return render(request, page, context, status=422 if form.errors else 200)
