"""The ward list: one row per open stay, and the free beds."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from cardiology.access import Permission, may, permission_required
from cardiology.queries.board import lines, news, todo
from cardiology.queries.board.places import open_stays
from cardiology.views.board import choosing, rows


@permission_required(Permission.READ_RECORDS)
def ward(request: HttpRequest) -> HttpResponse:
    """One row per open stay and the free beds; filtered by ward, attending and tag, in any order."""
    choice, order = choosing.choice_of(request), request.GET.get("order", "bed")
    everyone = list(open_stays(request.user))
    found, shown = lines.lines(request.user, choice, order, everyone), _shown(request)
    return render(request, "ward/ward.html", {
        "lines": found,
        "rows": [(line, rows.written(line, shown)) for line in found],
        "patients": sum(1 for line in found if line.stay),
        "groups": choosing.filters(request, choice, everyone),
        "clear_url": choosing.address(request, ward=None, attending=None, nurse=None, tag=None, mine=None),
        "is_filtered": choice.is_narrow,
        "heads": {name: _head(request, name, order) for name in lines.ORDERS},
        "since": news.latest(),
        **shown,
    })  # fmt: skip


@permission_required(Permission.READ_RECORDS)
def ward_tasks(request: HttpRequest) -> HttpResponse:
    """What is to be done today over all patients, in the order in which it is due."""
    choice, for_me = choosing.choice_of(request), request.GET.get("me") == "1"
    me = {
        "url": choosing.address(request, me=None if for_me else "1"),
        "label": _("For me"),
        "current": for_me,
    }
    everyone = list(open_stays(request.user))
    groups = choosing.filters(request, choice, everyone)
    return render(request, "ward/tasks.html", {
        "found": todo.to_do(request.user, choice, everyone, for_me=for_me),
        "groups": [{"label": _("For"), "chips": [me]}, *groups],
        "may_write": may(request.user, Permission.WRITE_RECORDS),
        **_shown(request),
    })  # fmt: skip


@permission_required(Permission.READ_RECORDS)
def line(request: HttpRequest, admission_id: int) -> HttpResponse:
    """One row of the list, or card of the beds, again: after something of it was changed."""
    found = lines.line_of(request.user, admission_id, choosing.choice_of(request))
    if found is None:
        raise Http404
    if request.GET.get("card") == "1":
        return render(request, "ward/_bed.html", {"line": found, **_shown(request)})
    return HttpResponse(rows.written(found, _shown(request)))


@permission_required(Permission.READ_RECORDS)
def ward_news(request: HttpRequest) -> HttpResponse:
    """How many patients have changed since the list was shown: the list itself is left as it is read."""
    since = choosing.number_of(request.GET.get("since", "")) or 0
    changed = news.changed(request.user, since)
    return render(request, "ward/_news.html", {"changed": changed, "since": since,
                                               "query": choosing.address(request)})  # fmt: skip


def _shown(request: HttpRequest) -> dict[str, Any]:
    """What a row shows to whom. Names are hidden on a large screen that passers-by can read."""
    hides_names = choosing.choice_of(request).hides_names
    order = request.GET.get("order", "bed").removeprefix("-")
    return {
        "may_admit": may(request.user, Permission.ADMIT),
        "query": choosing.address(request),
        "by_bed": order == "bed" or order not in lines.ORDERS,
        "hides_names": hides_names,
        "hidden_url": choosing.address(request, hidden=None if hides_names else "1"),
    }


def _head(request: HttpRequest, name: str, order: str) -> dict[str, str]:
    turned = f"-{name}" if order == name else name
    direction = {name: "ascending", f"-{name}": "descending"}.get(order, "")
    return {"url": choosing.address(request, order=turned), "direction": direction}
