"""The drug table of a phase: many lines typed and saved at once."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cardiology import audit
from cardiology.access import Permission, check_may, may, permission_required
from cardiology.actions import drafts, medication
from cardiology.actions.guidance import stops
from cardiology.models import Admission, Medication, Phase
from cardiology.prescribing import order_sets
from cardiology.queries import chart
from cardiology.queries.banner import banner
from cardiology.queries.completion import states
from cardiology.queries.drafts import draft_of
from cardiology.queries.drugs import table
from cardiology.queries.drugs.chips import chips
from cardiology.queries.findings.shown import of_rows
from cardiology.queries.one_stay import Recorded
from cardiology.views.drugs.lines import EMPTY_LINES, DrugLine, open_lines, pattern, sorted_out, typed_lines
from cardiology.views.drugs.stays import stay_of
from cardiology.views.guidance.advice import advised
from cardiology.views.guidance.stopping import tell_undecided
from cardiology.wording import clock

PLACE = {phase: n for n, phase in enumerate(Phase, 1)}  # of a table's draft among those of the section
REVIEWED = (Phase.WARD, Phase.DISCHARGE)  # where order sets and classes belong


@permission_required(Permission.READ_RECORDS)
def drugs(request: HttpRequest, admission_id: int, phase: str) -> HttpResponse:
    """The drugs of a phase in a table; `?set=` fills an order set in, to be reviewed."""
    if phase not in Phase.values:
        raise Http404
    stay = stay_of(request.user, admission_id)
    if request.method == "POST":
        check_may(request.user, Permission.WRITE_RECORDS)
        return _save(request, stay, phase)
    audit.opened(stay, by=request.user)
    read = Recorded(stay)
    filled = table.stored(read, phase)
    asked = request.GET.get("set", "")
    draft = None if asked else draft_of(request.user, stay, "medication", parent_id=PLACE[Phase(phase)])
    if draft:
        lines = typed_lines(stay, phase, draft.values, {f.row.pk: f for f in filled})
        text = _("Restored from %(time)s") % {"time": clock(draft.at)}
        return _page(request, read, phase, lines, save={"state": "unsaved", "text": text})
    chosen = table.suggested(read, phase, asked)
    lines = open_lines(stay, phase, [*filled, *chosen])
    return _page(request, read, phase, lines, chosen=order_sets.BY_ID.get(asked), filled_in=len(chosen))


def _save(request: HttpRequest, stay: Admission, phase: str) -> HttpResponse:
    known = {f.row.pk: f for f in table.stored(Recorded(stay), phase)}
    lines = typed_lines(stay, phase, request.POST, known)
    ready, wrong = sorted_out(lines)
    taking = "right" in request.POST
    saved = 0
    if ready and (taking or not wrong):
        saved, refused = _write(request, stay, phase, ready, taking)
        wrong += refused
    if saved:
        told = ngettext("%(n)d line saved.", "%(n)d lines saved.", saved) % {"n": saved}
        messages.success(request, told)
        tell_undecided(
            request, [line.instance for line in ready if line not in wrong and not line.is_removed]
        )
    if not wrong:
        return redirect("drugs", stay.pk, phase)
    read = Recorded(stay)
    if saved:
        others = _others(read, phase, wrong)
        lines = [*others[:-EMPTY_LINES], *wrong, *others[-EMPTY_LINES:]]
    return _page(request, read, phase, lines, wrong=wrong, ready=0 if saved else len(ready), status=422)


def _write(
    request: HttpRequest, stay: Admission, phase: str, ready: list[DrugLine], taking: bool
) -> tuple[int, list[DrugLine]]:
    """Save the lines that can be: how many were, and which were refused after all."""
    entries = [line.entry() for line in ready]
    kept = {"row_id": 0, "parent_id": PLACE[Phase(phase)]}

    def write() -> str:
        medication.write(stay, entries, by=request.user, taking_right=taking)
        drafts.forget(stay, "medication", by=request.user, **kept)
        return reverse("drugs", args=[stay.pk, phase])

    try:
        drafts.once(_key(request), write, by=request.user)
    except medication.Refused:
        taking = False
    refused = [line for line, entry in zip(ready, entries, strict=True) if entry.error]
    for line, entry in zip(ready, entries, strict=True):
        if entry.error:
            line.add_action_errors(entry.error)
            stops.note(entry.error, by=request.user)
    return (len(ready) - len(refused) if taking or not refused else 0), refused


def _key(request: HttpRequest) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.POST.get("submission", ""))
    except ValueError:
        return None


def _others(read: Recorded, phase: str, wrong: list[DrugLine]) -> list[DrugLine]:
    """What is stored now beside the lines that are still to be put right."""
    shown = {line.instance.pk for line in wrong}
    rest = [f for f in table.stored(read, phase) if f.row.pk not in shown]
    first = max(int(line.number) for line in wrong) + 1
    return open_lines(read.stay, phase, rest, first)


def _page(
    request: HttpRequest,
    read: Recorded,
    phase: str,
    lines: list[DrugLine],
    *,
    status: int = 200,
    **shown: Any,
) -> HttpResponse:
    stay, user = read.stay, request.user
    done = states([stay], read=read)[stay.pk]
    writes = may(user, Permission.WRITE_RECORDS)
    for line in lines:
        if line.is_bound and not line.instance.pk and line.instance.drug:
            line.filled = table.beside(read, phase, line.instance)
        for control in line.fields.values():
            control.disabled = not writes
    context = {
        **(advised(request.user, read, leaving=phase == Phase.DISCHARGE) if phase in REVIEWED else {}),
        "stay": stay, "phase": phase, "banner": banner(user, stay.patient, stay, read),
        "rail": chart.rail(stay, done, "medication"), "lines": lines, "pattern": pattern(stay, phase),
        "columns": [Medication._meta.get_field(n) for n in Medication.columns(phase)],
        "phases": [(p.value, p.label, reverse("drugs", args=[stay.pk, p.value])) for p in Phase],
        "sets": order_sets.SETS if phase in REVIEWED else (),
        "chips": chips(read, phase) if phase in REVIEWED else None,
        "findings": of_rows(user, stay.pk, {"medication": None}),
        "home_note": table.home_note(read, phase),
        "submission": uuid.uuid4(), "may_write": writes,
        "may_override": may(user, Permission.OVERRIDE_STOPS),
        "draft_url": reverse("draft", args=[stay.pk, "medication", 0, PLACE[Phase(phase)]]),
    }  # fmt: skip
    return render(request, "drugs/table.html", context | shown, status=status)
