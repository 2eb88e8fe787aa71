"""Where a member of staff lands: the first place of their role."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from cardiology.navigation import context


def home(request: HttpRequest) -> HttpResponse:
    """Go to the first place of the navigation; who has none is told so."""
    links = context(request)["navigation"]
    if links:
        return redirect(links[0].url)
    return render(request, "home.html")
