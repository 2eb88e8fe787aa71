"""What earlier stays knew, offered in its form; home drugs of the last discharge list, at a press."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from cardiology.access import Permission, permission_required, visible_to
from cardiology.actions.entry import copies
from cardiology.models import Admission
from cardiology.queries.entry.copies import is_open, proposals, with_taken


def propose(form: Any, stay: Admission) -> None:
    """Give a form the values of earlier stays for its open variables; some may be taken over already."""
    typed = form.data if form.is_bound else form.initial
    row = form.instance
    offered = with_taken(proposals(stay, type(row)), typed)
    form.proposals = {name: p for name, p in offered.items() if p.is_taken or is_open(row, name)}
    form.carried = {name for name, p in form.proposals.items() if p.is_taken}
    form.proposed = sum(not p.is_taken for p in form.proposals.values())


@require_POST
@permission_required(Permission.WRITE_RECORDS)
def take_drugs(request: HttpRequest, admission_id: int) -> HttpResponse:
    """Take over the drug named by `row`, or all that are proposed."""
    rows = visible_to(request.user, Admission).select_related("patient")
    stay = get_object_or_404(rows, pk=admission_id)
    row = request.POST.get("row", "")
    only = None if row == "all" else int(row) if row.isdecimal() and len(row) < 19 else 0
    count = copies.take_drugs(stay, by=request.user, only=only)
    said = ngettext("%(count)d drug taken over.", "%(count)d drugs taken over.", count)
    messages.success(request, said % {"count": count})
    return redirect("section_new", admission_id, "medication")
