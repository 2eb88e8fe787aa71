"""The signable reference: every score, rule and measure with its source and its worked examples."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from cardiology.access import Permission, may, permission_required
from cardiology.actions.quality import confirmations
from cardiology.guidance.not_computed import NOT_COMPUTED as NO_RULE
from cardiology.quality.not_computed import NOT_COMPUTED as NO_MEASURE
from cardiology.queries.reference import BOOKS, KIND_OF, entries


def book(request: HttpRequest, book: str) -> HttpResponse:
    """One book of the reference; open to everybody who is signed in."""
    if book not in BOOKS:
        raise Http404
    found = list(entries(book, request.user.hospital))
    context = {
        "title": BOOKS[book][0], "entries": found, "books": BOOKS, "book": book,
        "open": sum(not e.confirmed for e in found), "may_define": may(request.user, Permission.DEFINE),
        "not_computed": {"measures": NO_MEASURE, "rules": NO_RULE}.get(book, ()),
    }  # fmt: skip
    return render(request, "reference/book.html", context)


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
