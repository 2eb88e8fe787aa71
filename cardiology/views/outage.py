"""What is answered when the programme fails: an error, the database is away, or the disk is full."""

import sys

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import get_template

from cardiology.away import is_away, is_full
from cardiology.documents.press import NotMade

AGAIN_AFTER = "5"  # seconds
TOLD = "The database cannot be reached. Send the same again, under the same key: it is never stored twice."


def server_error(request: HttpRequest) -> HttpResponse:
    """503 and "try again" where the database is away or papers queue, 507 where the disk is full, else 500.

    Pages that need nothing themselves.
    """
    error = sys.exc_info()[1]
    if is_full(error):
        return HttpResponse(get_template("507.html").render(), status=507)
    if isinstance(error, NotMade):
        return HttpResponse(get_template("503_papers.html").render(), status=503)
    if not is_away(error):
        return HttpResponse(get_template("500.html").render(), status=500)
    answer: HttpResponse
    if request.path.startswith("/api/"):
        answer = JsonResponse({"code": "unavailable", "detail": TOLD}, status=503)
    else:
        answer = HttpResponse(get_template("503.html").render(), status=503)
    answer["Retry-After"] = AGAIN_AFTER
    return answer
