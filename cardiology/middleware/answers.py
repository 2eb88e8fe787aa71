"""Headers of every answer, the methods that are known, and the language a member of staff prefers."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.utils import translation
from django.utils.translation import gettext as _

Answer = Callable[[HttpRequest], HttpResponse]
PAGES = ("GET", "HEAD", "POST")
PROGRAMS = (*PAGES, "OPTIONS", "PUT", "PATCH", "DELETE")


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


class Methods:
    """Pages are opened and sent, programs do a little more; any other method is refused."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        known = PROGRAMS if request.path.startswith("/api/") else PAGES
        return self.answer(request) if request.method in known else HttpResponseNotAllowed(known)


class Encrypted:
    """Refuses a program that comes over plain HTTP where the house speaks HTTPS; people are led there.

    Led on, it would work, and nobody would notice that its token crosses the network in the clear.
    """

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if (
            not settings.SECURE_SSL_REDIRECT
            or request.is_secure()
            or not request.path.startswith(settings.FOR_PROGRAMS)
        ):
            return self.answer(request)
        told = _("Programs are answered over HTTPS only. A token that was sent this way has to be replaced.")
        return JsonResponse({"code": "not_encrypted", "detail": told}, status=403)


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
