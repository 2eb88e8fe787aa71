"""The sign-in: password first, then the code of the app where the account has one."""

import time
from typing import Any

from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from cardiology.actions.trust import factors, signing_in
from cardiology.addresses import client_address, page_of_ours
from cardiology.models import SecondFactor, User
from cardiology.views.trust.forms import CodeForm

HALF, PATIENCE = "half_signed_in", 5 * 60  # seconds between password and code
BACKEND = "django.contrib.auth.backends.ModelBackend"


@method_decorator(login_not_required, name="dispatch")
class SignIn(LoginView):
    """Ask for name and password; an account with an app is asked for its code next."""

    template_name = "registration/sign_in.html"

    def get_success_url(self) -> str:
        return page_of_ours(self.request, super().get_success_url())

    def form_invalid(self, form: Any) -> HttpResponse:
        signing_in.refused(form.data.get("username", "").replace("\0", ""), step="password")
        return super().form_invalid(form)

    def form_valid(self, form: Any) -> HttpResponse:
        user = form.get_user()
        if SecondFactor.objects.filter(user=user).exists():
            self.request.session.cycle_key()
            self.request.session[HALF] = [user.pk, int(time.time()), self.get_success_url()]
            return redirect("sign_in_code")
        return _come_in(self.request, user, self.get_success_url(), with_code=False)


class SignOut(LogoutView):
    """Leave; the browser forgets what it kept of the pages (cookies end with the session)."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().post(request, *args, **kwargs)
        response["Clear-Site-Data"] = '"cache", "storage"'
        return response


@sensitive_post_parameters("code")
@login_not_required
@never_cache
def code(request: HttpRequest) -> HttpResponse:
    """The second step: six digits from the app, or one of the recovery codes."""
    user, onward = _half(request)
    if user is None:
        return redirect("sign_in")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if factors.check(user, form.cleaned_data["code"]):
            del request.session[HALF]
            return _come_in(request, user, onward, with_code=True)
        signing_in.refused(user.get_username(), step="code")
        form.add_error("code", _why_not(user))
    status = 422 if form.errors else 200
    return render(request, "registration/code.html", {"form": form}, status=status)


def _half(request: HttpRequest) -> tuple[User | None, str]:
    """Whose password was right a moment ago in this browser, and where the person wanted to go."""
    number, at, onward = request.session.get(HALF, (None, 0, ""))
    if number is None or time.time() - at > PATIENCE:
        return None, ""
    return User.objects.filter(pk=number, is_active=True, second_factor__isnull=False).first(), onward


def _why_not(user: User) -> str:
    if factors.rests(SecondFactor.objects.get(user=user)):
        return _("Too many codes were wrong. Try again in 15 minutes, or ask the administrator.")
    return _("The code is not right, or was used already. Wait for the next one.")


def _come_in(request: HttpRequest, user: Any, onward: str, *, with_code: bool) -> HttpResponse:
    request.session.cycle_key()  # also for who is in already: Django gives a new one to strangers only
    login(request, user, backend=getattr(user, "backend", BACKEND))
    browser = request.headers.get("User-Agent", "")
    duty = signing_in.started(
        request.session, by=user, address=client_address(request), browser=browser, with_code=with_code
    )
    return redirect(duty or onward)
