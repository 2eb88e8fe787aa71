"""`/healthz`: one answer for machines, without a sign-in and without a word about patients."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.utils import translation
from django.views.decorators.cache import never_cache

from cardiology.queries import health


@login_not_required
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when every part is well, else 503; the body says which is not and why, and which clock is off."""
    with translation.override("en"):  # whatever the language of the asker: machines compare the words
        parts = health.parts()
    well = health.is_well(parts)
    return JsonResponse({"status": "ok" if well else "unwell", **parts}, status=200 if well else 503)
