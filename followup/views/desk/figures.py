"""Figures of the follow-up, and the patients behind each."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from cardiology import audit
from cardiology.access import Permission, permission_required
from cardiology.resources import FORMS, as_csv, as_xlsx, written
from followup.definitions import VERSION
from followup.queries.desk import figures as read

MONTHS = 6


@permission_required(Permission.CALL)
def figures(request: HttpRequest) -> HttpResponse:
    """Due, attempted, reached, complete, returned: by pathway, nurse or month."""
    period, by = _period(request), _by(request)
    lines = read.table(request.user, period, by)
    audit.record("follow-up figures read", by=request.user, about=request.user.hospital)
    if (form := request.GET.get("form", "")) in FORMS:
        return _file(form, read.as_lines(lines), f"follow-up-figures-{period.first}-{period.last}")
    span = {"from": period.first.isoformat(), "to": period.last.isoformat()}
    return render(request, "followup/figures.html", {
        "lines": lines, "counts": list(read.COUNTS.values()), "caption": read.caption(period), "by": by,
        "period": period, "version": VERSION, "query": urlencode({"by": by, **span}),
        "filters": [
            {"url": f"?{urlencode({'by': name, **span})}", "label": label, "current": name == by}
            for name, label in read.BY.items()
        ],
    })  # fmt: skip


@permission_required(Permission.CALL)
def behind(request: HttpRequest) -> HttpResponse:
    """The patients behind one number."""
    count, by = request.GET.get("count", ""), _by(request)
    if count not in read.COUNTS:
        raise Http404
    period = _period(request)
    key = request.GET.get("key", "all").replace("\x00", "")[:60]
    rows, n = read.behind(request.user, period, by, key, count)
    told = {"count": count, "by": by, "rows": len(rows)}
    audit.record("patients behind a figure read", by=request.user, about=request.user.hospital, new=told)
    label, meaning = read.COUNTS[count]
    return render(request, "followup/behind.html", {
        "rows": rows, "n": n, "left_out": n - len(rows), "label": label, "meaning": meaning,
        "caption": read.caption(period),
    })  # fmt: skip


def _period(request: HttpRequest) -> read.Period:
    """From and to of the address; the last six months where they say nothing that can be read."""
    today = timezone.localdate()
    first = _day(request.GET.get("from", "")) or read.months_back(today, MONTHS - 1)
    last = _day(request.GET.get("to", "")) or today
    return read.Period(first, max(first, last))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _by(request: HttpRequest) -> str:
    by = request.GET.get("by", "pathway")
    return by if by in read.BY else "pathway"


def _file(form: str, lines: list[list[Any]], name: str) -> HttpResponse:
    safe = [[cell if isinstance(cell, int) else written(cell) for cell in line] for line in lines]
    response = HttpResponse(as_csv(safe) if form == "csv" else as_xlsx(safe), content_type=FORMS[form])
    response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response
