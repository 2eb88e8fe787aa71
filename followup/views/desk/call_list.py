"""The call list: on the screen, on paper, as a file; and who calls whom."""

from collections import Counter
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cardiology import audit
from cardiology.access import Permission, permission_required
from cardiology.documents import pdf
from cardiology.resources import FORMS, as_csv, as_xlsx, written
from cardiology.views.trust.limits import limited
from followup.actions import assigning
from followup.documents import call_sheet
from followup.queries import call_list as lists
from followup.queries.escalations import waiting
from followup.queries.reach.flags import states
from followup.queries.reach.reports import count
from followup.schedule import PATHWAYS, pathway_title

WHOSE = ("mine", "nobody")


@permission_required(Permission.CALL)
def call_list(request: HttpRequest) -> HttpResponse:
    """Who is to be called now, and why; filtered by chips, page by page."""
    found = lists.places(request.user)
    asked = _asked(request)
    chosen = lists.chosen_of(found, request.user, **asked)
    page = Paginator(chosen, lists.PAGE).get_page(request.GET.get("page"))
    return render(request, "followup/list.html", {
        "rows": lists.rows(request.user, page.object_list),
        "page": page,
        "query": urlencode(asked),
        "filters": _buckets(found, asked),
        "others": [*_whose(found, asked, request), *_pathways(found, asked)],
        "progress": lists.progress(request.user, len(found)),
        "total": len(found),
        "flags": waiting(request.user)[0],
        "states": states(request.user),
        "reports": count(request.user),
        "callers": assigning.callers(request.user),
    })  # fmt: skip


def _asked(request: HttpRequest) -> dict[str, str]:
    """The filters of an address that mean something."""
    known = {"bucket": lists.BUCKETS, "pathway": PATHWAYS, "whose": WHOSE}
    return {n: v for n, values in known.items() if (v := request.GET.get(n, "")) in values}


def _chip(label: Any, count: int | None, asked: dict[str, str], **change: str) -> dict[str, Any]:
    """A filter chip: it switches one filter on, or off where it is on."""
    name, value = next(iter(change.items()))
    current = asked.get(name, "") == value
    wanted = asked | ({name: ""} if current and value else change)
    query = urlencode({n: v for n, v in wanted.items() if v})
    return {"url": f"?{query}", "label": label, "count": count, "current": current}


def _buckets(found: list[lists.Place], asked: dict[str, str]) -> list[dict[str, Any]]:
    every = _chip(_("All"), len(found), asked, bucket="")
    return [every, *(_chip(label, n, asked, bucket=name) for name, label, n in lists.counts(found))]


def _whose(found: list[lists.Place], asked: dict[str, str], request: HttpRequest) -> list[dict[str, Any]]:
    labels = {"mine": _("Mine"), "nobody": _("Nobody's")}
    return [
        _chip(label, len(lists.chosen_of(found, request.user, whose=whose)), asked, whose=whose)
        for whose, label in labels.items()
    ]


def _pathways(found: list[lists.Place], asked: dict[str, str]) -> list[dict[str, Any]]:
    counted = Counter(place.pathway for place in found)
    return [_chip(pathway_title(p), counted[p], asked, pathway=p) for p in PATHWAYS if counted[p]]


@permission_required(Permission.CALL)
@limited("export")
def export(request: HttpRequest, form: str) -> HttpResponse:
    """The rows of the list as it is filtered, all pages, in its order."""
    if form not in FORMS:
        raise Http404
    chosen = lists.chosen_of(lists.places(request.user), request.user, **_asked(request))
    lines = [
        [cell if isinstance(cell, int) else written(cell) for cell in line]
        for line in lists.as_lines(lists.rows(request.user, chosen))
    ]
    new = {"form": form, "rows": len(lines) - 1}
    audit.record("call list exported", by=request.user, about=request.user.hospital, new=new, via="export")
    response = HttpResponse(as_csv(lines) if form == "csv" else as_xlsx(lines), content_type=FORMS[form])
    name = f"call-list-{timezone.localdate():%Y-%m-%d}.{form}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@permission_required(Permission.CALL)
@require_POST
def assign(request: HttpRequest) -> HttpResponse:
    """Hand the chosen rows to somebody, or back to everybody."""
    chosen = [int(v) for v in request.POST.getlist("visit") if v.isdigit()]
    who = request.POST.get("to", "")
    to = next((u for u in assigning.callers(request.user) if str(u.pk) == who), None)
    try:
        if who and to is None:
            raise ValidationError(_("Choose somebody who works the call list."))
        n = assigning.assign(chosen, to=to, by=request.user)
        messages.success(request, _("Assigned to %(who)s: %(n)d.") % {"who": to or _("everybody"), "n": n})
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("followup:call_list")


@permission_required(Permission.CALL)
def call_sheet_pdf(request: HttpRequest) -> HttpResponse:
    """The list on paper, in the language asked for."""
    asked = request.GET.get("language", "")
    language = asked if asked in ("en", "zh-hans") else translation.get_language() or "en"
    with translation.override(language):
        context = call_sheet.context(request.user)
    content = pdf.render("documents/call_sheet.html", context, by=request.user, language=language)
    audit.record("call sheet printed", by=request.user, about=request.user.hospital)
    return pdf.as_response(content, f"call-sheet-{timezone.localdate():%Y-%m-%d}")
