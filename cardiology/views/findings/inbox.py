"""The data-quality inbox of the data manager and the head of department."""

from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from cardiology import audit
from cardiology.access import Permission, may, permission_required
from cardiology.checks import CHECKS
from cardiology.checks.check import SEVERITIES
from cardiology.dictionary.registry import declared
from cardiology.queries.findings import board
from cardiology.queries.findings.board import Wanted

MONTHS = 6


@permission_required(Permission.READ_DATA_QUALITY)
def inbox(request: HttpRequest) -> HttpResponse:
    """What is open, filtered; and how good each section of a month is."""
    wanted = _wanted(request)
    first = _month(request)
    page, found = board.page(request.user, wanted, request.GET.get("page", "1"))
    counts = board.counts(request.user)
    audit.record("data quality opened", by=request.user, about=request.user.hospital)
    context = {
        "page": page, "found": found, "total": sum(counts.values()),
        "filters": _filters(wanted, counts), "query": urlencode(_said(wanted)),
        "clear_url": reverse("data_quality") if _said(wanted) else "",
        "months": board.months(request.user, timezone.localdate().replace(day=1), MONTHS),
        "first": first, "lights": board.lights(request.user, first),
        "may_answer": may(request.user, Permission.ANSWER_CHECKS),
    }  # fmt: skip
    return render(request, "checks/inbox.html", context)


def _wanted(request: HttpRequest) -> Wanted:
    """What the address asks for; words that mean nothing are left out."""
    rule, section, severity = (request.GET.get(n, "") for n in ("rule", "section", "severity"))
    return Wanted(
        rule if rule in CHECKS else "",
        section if section in {m._meta.model_name for m in declared()} else "",
        severity if severity in list(SEVERITIES) else "",
    )


def _month(request: HttpRequest) -> date:
    today = timezone.localdate()
    try:
        return date.fromisoformat(f"{request.GET.get('month', '')}-01")
    except ValueError:
        return today.replace(day=1)


def _said(wanted: Wanted) -> dict[str, str]:
    return {n: v for n, v in vars(wanted).items() if v}


def _filters(wanted: Wanted, counts: dict[tuple[str, str], int]) -> dict[str, list[dict[str, Any]]]:
    """Chips with how many each shows; the other filters stay as they are."""
    by_severity: dict[str, int] = {}
    by_section: dict[str, int] = {}
    by_rule: dict[str, int] = {}
    for (rule, section), n in counts.items():
        check = CHECKS.get(rule)
        if check is not None:
            by_severity[check.severity] = by_severity.get(check.severity, 0) + n
            by_section[section] = by_section.get(section, 0) + n
            by_rule[rule] = by_rule.get(rule, 0) + n
    titles = {str(m._meta.model_name): m.title for m in declared()}
    commonest = sorted(by_rule, key=lambda r: (-by_rule[r], r))
    return {
        "severity": [_chip(wanted, "severity", s, label, by_severity.get(s, 0))
                     for s, label in SEVERITIES.items()],
        "section": [_chip(wanted, "section", s, titles[s], by_section[s]) for s in titles if s in by_section],
        "rule": [_chip(wanted, "rule", r, r, by_rule[r]) for r in commonest[:10]],
    }  # fmt: skip


def _chip(wanted: Wanted, name: str, value: str, label: Any, count: int) -> dict[str, Any]:
    is_current = getattr(wanted, name) == value
    query = _said(replace(wanted, **{name: "" if is_current else value}))
    url = reverse("data_quality") + (f"?{urlencode(query)}" if query else "")
    return {"url": url, "label": label, "count": count, "current": is_current}
