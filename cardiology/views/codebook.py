"""The codebook, the permissions and the contents of the reference: generated, never written by hand."""

from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cardiology.access import Permission
from cardiology.dictionary.codebook import rows, write_csv
from cardiology.dictionary.registry import declared
from cardiology.models import Role
from cardiology.queries.reference import BOOKS


def contents(request: HttpRequest) -> HttpResponse:
    """What the reference holds; open to everybody who is signed in."""
    return render(request, "reference/contents.html", {"books": BOOKS})


def codebook(request: HttpRequest) -> HttpResponse:
    """Every variable of every section."""
    titles = {m._meta.model_name: m.title or m._meta.verbose_name for m in declared()}
    chapters: list[dict[str, Any]] = [
        {"name": name, "title": titles[name], "rows": list(found)}
        for name, found in groupby(rows(), key=lambda row: row["section"])
    ]
    count = sum(len(c["rows"]) for c in chapters)
    return render(request, "reference/codebook.html", {"chapters": chapters, "count": count})


def codebook_csv(request: HttpRequest) -> HttpResponse:
    """The codebook as a file."""
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="codebook.csv"'
    write_csv(answer)  # type: ignore[arg-type]
    return answer


def permissions(request: HttpRequest) -> HttpResponse:
    """Which role may do what."""
    table = [(p.label, [(role, role in p.roles) for role in Role]) for p in Permission]
    return render(request, "reference/permissions.html", {"roles": Role, "table": table})
