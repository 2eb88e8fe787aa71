"""Views that a person may ask for only so often in a minute."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cardiology.actions.trust import usage


def limited(what: str) -> Callable[[Any], Any]:
    """View decorator: 429 with a sentence for who asks too often. `what` names a limit of USAGE_LIMITS."""

    def decorate(view: Any) -> Any:
        @wraps(view)
        def counted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            user: Any = request.user
            if usage.take(user, what):
                return view(request, *args, **kwargs)
            part = "_components/too_often.html" if "HX-Request" in request.headers else "429.html"
            response = render(request, part, status=429)
            response["Retry-After"] = "60"
            return response

        return counted

    return decorate
