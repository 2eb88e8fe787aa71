"""Grids of vital signs and results: typed by keyboard or pasted as a block, checked, saved at once."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cardiology import audit
from cardiology.access import Permission, permission_required, visible_to
from cardiology.actions import drafts
from cardiology.actions.entry import grids as actions
from cardiology.dictionary.registry import variables
from cardiology.intake.grids import laboratory, vitals
from cardiology.intake.grids.block import Block, Line
from cardiology.intake.grids.fill import Filled, Place
from cardiology.models import Admission, Vitals
from cardiology.queries import chart
from cardiology.queries.banner import banner
from cardiology.queries.completion import states
from cardiology.queries.entry.grids import table
from cardiology.queries.findings.shown import of_rows
from cardiology.queries.one_stay import Recorded
from cardiology.views.entry import keeping
from cardiology.views.entry.posted_grid import key_of, mark_of, posted_block

COLUMNS, SPARE = 6, 4


@dataclass(frozen=True)
class Kind:
    """Which grid: its words, its section on the rail, how it is read and saved."""

    name: str
    section: str
    title: Any
    fill: Callable[[Block, Admission], Filled]
    save: Callable[..., int]
    lines: Callable[[Admission], list[str]]


def _signs(_stay: Admission) -> list[str]:
    return [v.name for v in variables(Vitals) if v.kind == "number" and not v.generated]


def _tests(stay: Admission) -> list[str]:
    return [*laboratory.offered(stay), *[""] * SPARE]


VITALS = Kind("vitals", "vitals", _("Vital signs as a grid"), vitals.fill, actions.save_vitals, _signs)
LABS = Kind("labs", "labresult", _("Results as a grid"), laboratory.fill, actions.save_results, _tests)


@permission_required(Permission.WRITE_RECORDS)
def _grid(request: HttpRequest, admission_id: int, *, kind: Kind) -> HttpResponse:
    rows = visible_to(request.user, Admission).select_related(*Admission.named)
    stay = get_object_or_404(rows, pk=admission_id)
    if request.method != "POST":
        return _opened(request, stay, kind)
    try:
        block = posted_block(request.POST)
    except ValidationError as error:
        return _page(request, stay, kind, _empty(stay, kind), refusal=" ".join(error.messages), status=422)
    if request.POST.get("do") != "save":
        return _page(request, stay, kind, kind.fill(block, stay), checked=True)
    try:
        return redirect(
            drafts.once(key_of(request.POST), partial(_save, request, stay, kind, block), by=request.user)
        )
    except actions.NotReady as refused:
        return _page(request, stay, kind, refused.filled, checked=True, status=422)


vitals_grid = partial(_grid, kind=VITALS)
labs_grid = partial(_grid, kind=LABS)


def _opened(request: HttpRequest, stay: Admission, kind: Kind) -> HttpResponse:
    """An empty grid, or what was typed into one and not saved."""
    audit.opened(stay, by=request.user)
    draft, told = keeping.restored(
        request.user, stay, f"grid-{kind.name}", chosen=request.GET.get("draft", "")
    )
    filled = _empty(stay, kind)
    if draft is not None:
        try:
            filled = kind.fill(posted_block(draft.values), stay)
        except ValidationError:  # a pasted text that is no block yet: it is shown again as it was
            told["pasted"] = draft.values.get("block", "")
    return _page(request, stay, kind, filled, told=told)


def _empty(stay: Admission, kind: Kind) -> Filled:
    names = kind.lines(stay)
    times = [f"{timezone.localtime():%Y-%m-%d %H:%M}", *[""] * (COLUMNS - 1)]
    return kind.fill(Block(times, [Line(name, "", [""] * COLUMNS) for name in names]), stay)


def _save(request: HttpRequest, stay: Admission, kind: Kind, block: Block) -> str:
    confirmed = None if request.POST.get("ok-all") else confirmed_places(request.POST)
    count = kind.save(stay, block, by=request.user, confirmed=confirmed)
    drafts.forget(stay, f"grid-{kind.name}", by=request.user, form=request.POST)
    at = f"{timezone.localtime():%H:%M:%S}"
    said = ngettext("Saved %(time)s: %(count)d value.", "Saved %(time)s: %(count)d values.", count)
    messages.success(request, said % {"time": at, "count": count})
    return reverse("section_new", args=[stay.pk, kind.section])


def confirmed_places(posted: Any) -> set[Place]:
    """The cells whose doubt was confirmed one by one."""
    found = (re.fullmatch(r"ok-(\d{1,5})-(\d{1,5})", name) for name in posted)
    return {(int(m[1]), int(m[2])) for m in found if m}


def _page(
    request: HttpRequest, stay: Admission, kind: Kind, filled: Filled, *,
    checked: bool = False, refusal: str = "", told: dict[str, Any] | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    read = Recorded(stay)
    done = states([stay], read=read)[stay.pk]
    key, pasted = key_of(request.POST), request.POST.get("block", "")
    context = {
        "stay": stay, "kind": kind, "banner": banner(request.user, stay.patient, stay, read),
        "rail": chart.rail(stay, done, kind.section), "table": table(filled, checked=checked),
        "findings": of_rows(request.user, stay.pk, {kind.section: None}),
        "refusal": refusal, "pasted": pasted, "mends": mark_of(pasted), "checked": checked, "submission": key,
        "restored_mark": request.POST.get("restored", ""),
        "draft_url": reverse("draft", args=[stay.pk, f"grid-{kind.name}", 0, 0]),
        "back_url": reverse("section_new", args=[stay.pk, kind.section]), **(told or {}),
    }  # fmt: skip
    return render(request, "entry/grid.html", context, status=status)
