"""Every request has a number: in each line that it leaves in the logs, and in its answer."""

import logging
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import empty

from cardiology import metrics, tracing
from cardiology.addresses import network_address

Answer = Callable[[HttpRequest], HttpResponse]
log = logging.getLogger("requests")
QUIET = ("healthz", "metrics")  # asked every few seconds


class Tracing:
    """Gives the number, counts the request, and tells how long it took. It stands first of all."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        number = tracing.begin(request.headers.get("X-Request-Id", ""), network_address(request))
        began = time.perf_counter()
        response = self.answer(request)
        took = time.perf_counter() - began
        response["X-Request-Id"] = number
        address = request.resolver_match.view_name if request.resolver_match else "-"
        metrics.note(request.method or "", address, response.status_code, took)
        if address not in QUIET and not (address == "-" and response.status_code < 400):  # a static file
            _tell(request, address, response.status_code, took)
        return response


def _tell(request: HttpRequest, address: str, status: int, took: float) -> None:
    told = {
        "address": address, "method": request.method, "status": status, "milliseconds": round(took * 1000),
        "user": _person(request),
    }  # fmt: skip
    log.info("%(method)s %(address)s %(status)s %(milliseconds)s ms", told, extra=told)


def _person(request: HttpRequest) -> int | None:
    """Who asked, where that is known by now: to look it up would fail again where the database is away."""
    user = getattr(request, "user", None)
    return None if user is None or getattr(user, "_wrapped", user) is empty else user.pk
