"""Doctors judge events: the list, one masked packet with its vote, how far judges agree."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from cardiology import audit
from cardiology.access import Permission, permission_required, visible_to
from cardiology.views.documents import as_file
from followup.actions.reach import adjudications
from followup.models import Adjudication, EventDocument
from followup.queries.reach import events as queries
from followup.views.reach.forms import VoteForm


@permission_required(Permission.ADVISE)
def cases(request: HttpRequest) -> HttpResponse:
    """Events that wait for a judge, those that are decided, and the agreement of the judges."""
    return render(request, "followup/reach/cases.html", {
        "waiting": queries.cases(request.user, locked=False),
        "locked": queries.cases(request.user, locked=True),
        "agreement": queries.agreement_by_kind(request.user),
    })  # fmt: skip


@permission_required(Permission.ADVISE)
def case(request: HttpRequest, case_id: int) -> HttpResponse:
    """One masked packet and the vote on it. Nobody sees another's vote before the case is locked."""
    found = _case(request, case_id)
    refused = adjudications.may_not(found, request.user)
    form = VoteForm(found.kind, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            adjudications.vote(found, form.cleaned_data, by=request.user)
            messages.success(request, _("Your vote is recorded."))
            return redirect("followup:cases")
        except ValidationError as error:
            for name, problems in getattr(error, "error_dict", {None: [error]}).items():
                form.add_error(name, problems)
    if request.method == "GET":
        audit.opened(found, by=request.user)
    return render(request, "followup/reach/case.html", {
        "case": found, "packet": queries.packet(request.user, found), "form": form, "refused": refused,
        "votes": queries.votes(found, request.user), "result": queries.case_state(found),
    }, status=422 if request.method == "POST" else 200)  # fmt: skip


@permission_required(Permission.ADVISE)
def case_document(request: HttpRequest, case_id: int, document_id: int) -> HttpResponse:
    """A paper of the packet: only one that shows nobody."""
    found = _case(request, case_id)
    papers = visible_to(request.user, EventDocument).filter(event_id=found.event_id, is_masked=True)
    paper = papers.filter(pk=document_id).first()
    if paper is None:
        raise Http404
    audit.opened(paper, by=request.user)
    return as_file(paper)


def _case(request: HttpRequest, case_id: int) -> Adjudication:
    rows = visible_to(request.user, Adjudication).select_related("patient").prefetch_related("votes")
    return get_object_or_404(rows, pk=case_id)
