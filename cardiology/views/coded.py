"""Codes found by typing; nothing about a patient is asked or told here."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse

from cardiology.codes import SYSTEMS


def codes(request: HttpRequest, system: str) -> HttpResponse:
    """The best matches of a code system for what was typed, as JSON."""
    if system not in SYSTEMS:
        raise Http404
    found = SYSTEMS[system].search(request.GET.get("q", "")[:80])
    return JsonResponse({"codes": [{"code": c.code, "label": c.label} for c in found]})
