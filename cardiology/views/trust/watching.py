"""The parts of the running house: a page for administrators, and figures for machines."""

import ipaddress
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from prometheus_client import CONTENT_TYPE_LATEST

from cardiology import metrics
from cardiology.access import Permission, permission_required
from cardiology.addresses import client_address
from cardiology.queries.trust import parts as queries


@require_GET
@permission_required(Permission.MANAGE_STAFF)
def parts(request: HttpRequest) -> HttpResponse:
    """Worker, scheduler, queue, sweeps, backup, seals."""
    user: Any = request.user
    return render(request, "account/parts.html", {"parts": queries.parts(user)})


@login_not_required
@never_cache
@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    """What Prometheus reads: with the token, or from a network that may."""
    if not (_has_token(request) or _is_near(client_address(request))):
        return HttpResponse("Not from here.\n", status=403, content_type="text/plain; charset=utf-8")
    return HttpResponse(metrics.exposition(queries.figures), content_type=CONTENT_TYPE_LATEST)


def _has_token(request: HttpRequest) -> bool:
    kind, _blank, given = request.headers.get("Authorization", "").partition(" ")
    wanted = settings.METRICS_TOKEN
    return bool(wanted) and kind.lower() == "bearer" and constant_time_compare(given.strip(), wanted)


def _is_near(address: str) -> bool:
    try:
        here = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(here in ipaddress.ip_network(network) for network in settings.METRICS_NETWORKS)
