"""Codes found by typing; nothing about a patient is asked or told here."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse

from cardiology.codes import SYSTEMS, label
from cardiology.queries.entry.uncoded import decided_codes


def codes(request: HttpRequest, system: str) -> HttpResponse:
    """The best matches of a code system, as JSON; also by words that this hospital has coded."""
    if system not in SYSTEMS:
        raise Http404
    typed = request.GET.get("q", "")[:80].replace("\0", "")
    found = {c.code: c.label for c in SYSTEMS[system].search(typed)}
    if request.user.hospital and typed.strip():
        known = decided_codes(request.user.hospital, system)
        said = [code for text, code in known.items() if typed.strip().lower() in text]
        found |= {code: label(system, code) for code in said[:3] if code not in found}
    return JsonResponse({"codes": [{"code": code, "label": words} for code, words in found.items()]})
