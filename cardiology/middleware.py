"""Headers of every answer, session limits and the language a member of staff prefers."""

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils import translation

Answer = Callable[[HttpRequest], HttpResponse]


class Headers:
    """What every answer says to the browser, whoever gives it: a page, a refusal, an error, a static file.

    It stands first, so that what other middleware answers passes it as well.
    """

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.answer(request)
        for name, value in settings.ALWAYS_SAID.items():
            response.headers.setdefault(name, value)
        return response


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
                and now - seen >= 10
                or "seen_at" not in request.session
            ):
                request.session["seen_at"] = now
        return self.answer(request)


class PreferredLanguage:
    """Speaks the language that the member of staff chose, on every machine they sign in to.

    It goes before the choice that an earlier visitor of this browser has left in a cookie.
    """

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = getattr(request.user, "language", "")
        if language:
            translation.activate(language)
            request.LANGUAGE_CODE = language
        return self.answer(request)
