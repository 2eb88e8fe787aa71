"""How long a session lasts, the locked screen, and what a member of staff must do before anything else."""

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from cardiology.actions.trust import locking, signing_in

Answer = Callable[[HttpRequest], HttpResponse]
ALWAYS = {"sign_in", "sign_out", "set_language", "healthz", "metrics", "session", "lock", "unlock"}
PLAIN = "text/plain; charset=utf-8"


class SessionLimits:
    """Ends a session that was idle too long, or that is too old however busy it was.

    A request marked `X-Background: 1` (a page refreshing itself) does not count as activity.
    """

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = int(time.time())
            signed_in = request.session.setdefault("signed_in_at", now)
            seen = request.session.get("seen_at", now)
            idle = now - seen > settings.SESSION_IDLE_SECONDS
            if idle or now - signed_in > settings.SESSION_ABSOLUTE_SECONDS:
                logout(request)
            elif (
                not request.headers.get("X-Background")
                and abs(now - seen) >= 10  # also where the clock was put back: else nobody is idle till then
                or "seen_at" not in request.session
            ):
                request.session["seen_at"] = now
        return self.answer(request)


class Locked:
    """A locked screen shows nothing and takes nothing until its person has given the password again."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.answer(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        if not locking.is_locked(request.session) or _name(request) in ALWAYS:
            return None
        if _is_page(request):
            return redirect(f"{reverse('unlock')}?{urlencode({'next': request.get_full_path()})}")
        return HttpResponse(_("The screen is locked."), status=423, content_type=PLAIN)


class Duties:
    """A password that was given, or is too old, and a second factor that is asked for, come first."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.answer(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        duty = signing_in.duty(request.session)
        if not duty or _name(request) in ALWAYS | {duty}:
            return None
        if _is_page(request):
            return redirect(duty)
        return HttpResponse(
            _("Your account has to be put in order first."),
            status=403,
            content_type=PLAIN,
        )


def _name(request: HttpRequest) -> str:
    return request.resolver_match.view_name if request.resolver_match else ""


def _is_page(request: HttpRequest) -> bool:
    """Whether a person goes to a page; not a part of one, a program, or something that was sent."""
    is_part = "HX-Request" in request.headers or "X-Background" in request.headers
    return request.method == "GET" and not is_part and not request.path.startswith("/api/")
