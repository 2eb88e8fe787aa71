"""Where a member of staff lands: the first place of their role."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from cardiology.navigation import context


def home(request: HttpRequest) -> HttpResponse:
    """Go to the first place of the navigation; the reference is a place for everybody."""
    return redirect(context(request)["navigation"][0].url)
