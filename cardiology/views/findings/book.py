"""The rule table in the reference."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cardiology.queries.findings.book import chapters


def checks_book(request: HttpRequest) -> HttpResponse:
    """Every check with its sentence, severity, source and examples; open to everybody who is signed in."""
    found = chapters()
    context = {"chapters": found, "total": sum(len(c.lines) for c in found)}
    return render(request, "checks/book.html", context)
