"""Two registrations of one person: finding the other, the preview, a second person's decision, undoing."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from cardiology import audit
from cardiology.access import Permission, may, permission_required, visible_to
from cardiology.actions import merging as actions
from cardiology.models import Merge, MergeState, Patient
from cardiology.queries.banner import banner
from cardiology.queries.identity import alike, merging
from cardiology.queries.patients import FEW, search
from cardiology.views.identity.forms import AskForm, FindForm, ReasonForm


@permission_required(Permission.ASK_MERGE)
def find(request: HttpRequest, patient_id: int) -> HttpResponse:
    """Who else may be this person: by likeness, or searched for."""
    user: Any = request.user
    patient = get_object_or_404(visible_to(user, Patient), pk=patient_id)
    words = request.POST.get("q", "")
    found = [p for p in search(user, words, FEW) if p.pk != patient.pk] if words else []
    known = alike.known_of(patient)
    context = {
        "patient": patient, "banner": banner(user, patient, None), "form": FindForm(request.POST or None),
        "alike": alike.alike(user, known, but=patient.pk), "found": found, "words": words,
        "earlier": merging.merges_of(user, patient),
    }  # fmt: skip
    return render(request, "identity/merge_find.html", context)


@permission_required(Permission.ASK_MERGE)
def ask(request: HttpRequest, patient_id: int, other_id: int) -> HttpResponse:
    """The preview of a merge with a choice for every detail that differs; sending it asks a second person."""
    user: Any = request.user
    survivor = get_object_or_404(visible_to(user, Patient), pk=patient_id)
    merged = get_object_or_404(visible_to(user, Patient), pk=other_id)
    form = AskForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        takes = [name.removeprefix("use_") for name, value in request.POST.items() if value == "theirs"]
        try:
            merge = actions.ask(survivor, merged, reason=form.cleaned_data["reason"], choices=takes, by=user)
            messages.success(request, _("Asked for. A second person has to confirm it."))
            return redirect("merge", merge.pk)
        except ValidationError as error:
            form.add_error(None, error.messages)
    if request.method == "GET":
        audit.opened(survivor, by=user)
        audit.opened(merged, by=user)
    context = {
        "survivor": survivor, "merged": merged, "form": form, "preview": merging.preview(survivor, merged),
    }  # fmt: skip
    return render(request, "identity/merge_ask.html", context, status=422 if form.errors else 200)


@permission_required(Permission.ASK_MERGE)
def merges(request: HttpRequest) -> HttpResponse:
    """What waits for a second person, and what was decided before."""
    found = list(merging.merges(request.user)[:200])  # type: ignore[arg-type]
    context = {
        "waiting": [m for m in found if m.state == MergeState.ASKED],
        "decided": [m for m in found if m.state != MergeState.ASKED],
        "pairs": alike.pairs(request.user),  # type: ignore[arg-type]
    }
    return render(request, "identity/merges.html", context)


@permission_required(Permission.ASK_MERGE)
def merge(request: HttpRequest, merge_id: int) -> HttpResponse:
    """One merge: its preview and decision while it waits, what it did and how to undo it afterwards."""
    user: Any = request.user
    found = get_object_or_404(merging.merges(user), pk=merge_id)
    form = ReasonForm()
    if request.method == "POST":
        form = ReasonForm(request.POST)
        if _decide(request, found, form):
            return redirect("merge", found.pk)
        found = merging.merges(user).get(pk=merge_id)
    is_waiting = found.state == MergeState.ASKED
    if is_waiting and request.method == "GET":
        audit.opened(found.survivor, by=user)
        audit.opened(found.merged, by=user)
    may_decide = may(user, Permission.CONFIRM_MERGE)
    context = {
        "merge": found, "told": merging.told(found), "form": form,
        "preview": merging.preview(found.survivor, found.merged) if is_waiting else None,
        "takes": found.choices, "moved": merging.moved_in_words(found),
        "parted": merging.parted_in_words(found),
        "may_confirm": is_waiting and may_decide and found.asked_by_id != user.pk,
        "may_refuse": is_waiting and (may_decide or found.asked_by_id == user.pk),
        "may_undo": found.state == MergeState.DONE and may_decide,
    }  # fmt: skip
    return render(request, "identity/merge.html", context, status=422 if form.errors else 200)


def _decide(request: HttpRequest, found: Merge, form: ReasonForm) -> bool:
    """Carry out what was pressed; False with the reason in the form where it cannot be done."""
    user: Any = request.user
    try:
        if "confirm" in request.POST:
            actions.confirm(found, by=user)
            done = _("Merged. Both numbers now lead to %(number)s.") % {"number": found.survivor.number}
        elif "refuse" in request.POST:
            actions.refuse(found, by=user)
            done = _("Refused; nothing was changed.")
        else:
            reason = form.cleaned_data["reason"] if form.is_valid() else ""
            actions.undo(found, reason=reason, by=user)
            done = _("Undone: these are two patients again.")
    except ValidationError as error:
        form.full_clean()
        form.add_error(None, error.messages)
        return False
    messages.success(request, done)
    return True
