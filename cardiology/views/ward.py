"""The ward list."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from cardiology.access import Permission, may, permission_required
from cardiology.queries import ward as wards


@permission_required(Permission.READ_RECORDS)
def ward(request: HttpRequest) -> HttpResponse:
    """One row per open stay and the empty beds; filtered by ward and by attending, in any order."""
    chosen = request.GET.get("ward", "")
    ward_id = int(chosen) if chosen.isdigit() and len(chosen) < 10 else None
    mine, order = request.GET.get("mine") == "1", request.GET.get("order", "bed")
    lines = wards.lines(request.user, ward_id=ward_id, mine=mine, order=order)
    context = {
        "lines": lines,
        "patients": sum(1 for line in lines if line.stay),
        "filters": _filters(request, ward_id, mine),
        "heads": {name: _head(request, name, order) for name in wards.ORDERS},
        "may_admit": may(request.user, Permission.ADMIT),
    }
    return render(request, "ward/ward.html", context)


def _filters(request: HttpRequest, ward_id: int | None, mine: bool) -> list[dict[str, Any]]:
    every = [{"url": _address(request, ward=None, mine=None), "label": _("All wards"),
              "current": not ward_id and not mine}]  # fmt: skip
    own = [{"url": _address(request, mine=None if mine else "1"), "label": _("My patients"), "current": mine}]
    return every + own + [
        {"url": _address(request, ward=w.pk), "label": w.name, "current": w.pk == ward_id}
        for w in wards.wards(request.user)
    ]  # fmt: skip


def _head(request: HttpRequest, name: str, order: str) -> dict[str, str]:
    turned = f"-{name}" if order == name else name
    direction = {name: "ascending", f"-{name}": "descending"}.get(order, "")
    return {"url": _address(request, order=turned), "direction": direction}


def _address(request: HttpRequest, **changed: Any) -> str:
    """The address of this page with some of its choices changed; None takes one away."""
    kept = {k: request.GET[k] for k in ("ward", "mine", "order") if k in request.GET} | changed
    return "?" + urlencode({k: v for k, v in kept.items() if v is not None})
