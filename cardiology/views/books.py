"""The signable reference: every score, rule and measure with its source and its worked examples."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_POST

from cardiology.access import Permission, may, permission_required
from cardiology.actions.quality import confirmations
from cardiology.documents import pdf, reference_book
from cardiology.queries.reference import BOOKS, KIND_OF, NOT_COMPUTED, abbreviations, entries, in_words
from cardiology.views.reports import language


def book(request: HttpRequest, book: str) -> HttpResponse:
    """One book of the reference; open to everybody who is signed in."""
    if book not in BOOKS:
        raise Http404
    found = list(entries(book, request.user.hospital))
    context = {
        "title": BOOKS[book][0], "entries": [in_words(e) for e in found], "books": BOOKS, "book": book,
        "open": sum(not e.confirmed for e in found), "may_define": may(request.user, Permission.DEFINE),
        "not_computed": NOT_COMPUTED.get(book, ()), "abbreviations": abbreviations(found),
    }  # fmt: skip
    return render(request, "reference/book.html", context)


def book_pdf(request: HttpRequest, book: str) -> HttpResponse:
    """A book on paper, with a place to mark every definition and to sign."""
    if book not in BOOKS:
        raise Http404
    chosen = language(request)
    with translation.override(chosen):
        context = reference_book.context(book, request.user)
    content = pdf.render("documents/reference.html", context, by=request.user, language=chosen)
    return pdf.as_response(content, f"reference-{book}")


@require_POST
@permission_required(Permission.DEFINE)
def confirm(request: HttpRequest, book: str, subject: str) -> HttpResponse:
    """A head confirms a definition for the department, or takes it back."""
    if book not in BOOKS:
        raise Http404
    if request.POST.get("withdraw"):
        confirmations.withdraw(KIND_OF[book], subject, by=request.user)
    else:
        try:
            confirmations.confirm(KIND_OF[book], subject, by=request.user)
        except LookupError as error:
            raise Http404 from error
    return redirect(f"{reverse('book', args=[book])}#{subject}")
