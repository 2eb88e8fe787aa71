"""From where somebody asks."""

from django.conf import settings
from django.http import HttpRequest

UNKNOWN = "0.0.0.0"  # noqa: S104  the proxy did not say


def client_address(request: HttpRequest) -> str:
    """The network address of the asker. Behind our proxy it is the last one that the proxy has written down;
    whatever stands before it was said by the asker and is not believed."""
    if settings.BEHIND_HTTPS and "HTTP_X_FORWARDED_PROTO" in request.META:
        return request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip() or UNKNOWN
    return request.META.get("REMOTE_ADDR", "") or UNKNOWN
