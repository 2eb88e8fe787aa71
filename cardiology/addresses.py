"""From where somebody asks, and where an answer may lead."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

UNKNOWN = "0.0.0.0"  # noqa: S104  the proxy did not say


def client_address(request: HttpRequest) -> str:
    """The network address of the asker. Behind our proxy it is the last one that the proxy has written down;
    whatever stands before it was said by the asker and is not believed."""
    if settings.BEHIND_HTTPS and "HTTP_X_FORWARDED_PROTO" in request.META:
        return request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip() or UNKNOWN
    return request.META.get("REMOTE_ADDR", "") or UNKNOWN


def network_address(request: HttpRequest) -> str:
    """The asker's address as the database can hold it; "" where the proxy told none, or something else."""
    said = client_address(request)
    return "" if said == UNKNOWN else network_form(said)


def network_form(said: str) -> str:
    """A network address written in one way only; "" for what is none."""
    try:
        return str(ipaddress.ip_address(said.partition("%")[0]))
    except ValueError:
        return ""


def page_of_ours(request: HttpRequest, asked: str, otherwise: str = "/") -> str:
    """The page that a request asks to be led to, if it is a path of this site."""
    is_ours = asked.startswith("/") and url_has_allowed_host_and_scheme(
        asked, {request.get_host()}, require_https=request.is_secure()
    )
    return asked if is_ours else otherwise
