"""The signable reference: every score, rule and measure with its source and its worked examples."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from cardiology.queries.reference import BOOKS, entries


def book(request: HttpRequest, book: str) -> HttpResponse:
    """One book of the reference; open to everybody who is signed in."""
    if book not in BOOKS:
        raise Http404
    context = {"title": BOOKS[book][0], "entries": list(entries(book)), "books": BOOKS, "book": book}
    return render(request, "reference/book.html", context)
