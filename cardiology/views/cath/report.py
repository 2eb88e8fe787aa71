"""The page on which a catheterisation is reported, row by row."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import reswap, retarget

from cardiology import audit
from cardiology.access import Permission, check_may, permission_required, visible_to
from cardiology.actions import cath, drafts
from cardiology.actions import sections as actions
from cardiology.codes import segments
from cardiology.forms import typed
from cardiology.models import Admission, Device, Lesion, Procedure, User
from cardiology.queries.cath.sheet import CORONARY, Sheet
from cardiology.views.cath import page
from cardiology.views.cath.page import Part
from cardiology.views.conflict import conflict, resolved

FACTS = ("start", "end")  # the parts of the page that are fields of the procedure itself


def opened(user: User, row_id: int) -> tuple[Admission, Sheet]:
    """The stay and the procedure; 404 for one of another hospital, or that has no coronary report."""
    rows = visible_to(user, Procedure).select_related("patient", "rest_normal_by")
    procedure = get_object_or_404(rows, pk=row_id, kind__in=CORONARY)
    stays = visible_to(user, Admission).select_related(*Admission.named)
    return get_object_or_404(stays, pk=procedure.admission_id), Sheet(user, procedure)


def _part(stay: Admission, sheet: Sheet, name: str, parent_id: int, part_id: int) -> Part:
    """The part that an address names; 404 for one that is no part of this procedure."""
    if name in FACTS:
        return page.facts(sheet.procedure, name)
    if name == "lesion":
        if part_id == 0:
            return page.new_lesion(stay, sheet)
        return Part("lesion", _lesion(sheet, part_id), sheet.procedure.pk)
    if name != "device":
        raise Http404
    lesion = _lesion(sheet, parent_id)
    if part_id == 0:
        return page.new_device(stay, sheet, lesion)
    return Part("device", get_object_or_404(Device, pk=part_id, lesion=lesion), lesion.pk)


def _lesion(sheet: Sheet, lesion_id: int) -> Lesion:
    return get_object_or_404(Lesion.objects.select_related("patient", "admission"), pk=lesion_id,
                             procedure=sheet.procedure)  # fmt: skip


@permission_required(Permission.READ_RECORDS)
def report(request: HttpRequest, row_id: int) -> HttpResponse:
    """The report with an empty lesion row at its end."""
    stay, sheet = opened(request.user, row_id)
    audit.opened(sheet.procedure, by=request.user)
    return page.show(request, stay, sheet, page.new_lesion(stay, sheet))


@permission_required(Permission.READ_RECORDS)
def part(request: HttpRequest, row_id: int, part: str, parent_id: int, part_id: int) -> HttpResponse:
    """One row of the report: opened, or saved."""
    stay, sheet = opened(request.user, row_id)
    chosen = _part(stay, sheet, part, parent_id, part_id)
    if request.method == "POST":
        check_may(request.user, Permission.WRITE_RECORDS)
        return _save(request, stay, sheet, chosen)
    asked = segments.find(request.GET.get("segment", ""))
    if part == "lesion" and part_id == 0 and asked:
        chosen = page.new_lesion(stay, sheet, asked.code)
    return page.show(request, stay, sheet, chosen)


def _save(request: HttpRequest, stay: Admission, sheet: Sheet, chosen: Part) -> HttpResponse:
    form = page.bound(chosen, sheet, request.POST)
    if not chosen.row.pk and form.is_blank and chosen.name == "device":
        return page.show(request, stay, sheet, page.new_lesion(stay, sheet))
    form = page.bound(chosen, sheet, resolved(request.POST, page.bound(chosen, sheet, None)))
    if form.is_valid():
        try:
            key = form.cleaned_data["submission"]
            drafts.once(key, lambda: _write(request, stay, chosen, form), by=request.user)
            return _saved(request, stay, sheet.procedure, chosen)
        except actions.StaleRevision as stale:
            return _two_versions(request, sheet, chosen, form, stale.stored)
        except ValidationError as error:
            form.add_action_errors(error)
    return page.show(request, stay, sheet, chosen, form=form, status=422)


def _write(request: HttpRequest, stay: Admission, chosen: Part, form: Any) -> str:
    revision, draft_key = (
        form.cleaned_data["revision"] or 0,
        chosen.draft,
    )  # of a new row: before it has a number
    actions.enter(form.instance, by=request.user, revision=revision, confirmed=form.confirmed)
    drafts.forget(stay, by=request.user, **draft_key)
    return str(form.instance.pk)


def _saved(request: HttpRequest, stay: Admission, procedure: Procedure, chosen: Part) -> HttpResponse:
    """The page as it is now, with the row that comes next: a device for a lesion, then another one."""
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect("cath_report", procedure.pk)
    stay, sheet = opened(request.user, procedure.pk)
    following = chosen
    if chosen.name == "device":
        following = page.new_device(stay, sheet, _of(sheet, chosen.parent_id))
    elif chosen.name == "lesion" and chosen.row.pk and procedure.kind == "pci":
        following = page.new_device(stay, sheet, _of(sheet, chosen.row.pk))
    elif chosen.name == "lesion":
        following = page.new_lesion(stay, sheet)
    else:
        following = page.facts(sheet.procedure, chosen.name)
    saved = _("Saved %(time)s") % {"time": f"{timezone.localtime():%H:%M:%S}"}
    return page.show(request, stay, sheet, following, saved=saved)


def _of(sheet: Sheet, lesion_id: int) -> Lesion:
    """The lesion as the sheet has read it, with its devices."""
    return next((x for x in sheet.lesions if x.pk == lesion_id), sheet.lesions[-1])


def _two_versions(request: HttpRequest, sheet: Sheet, chosen: Part, form: Any, stored: Any) -> HttpResponse:
    theirs = page.bound(Part(chosen.name, stored, chosen.parent_id), sheet, None)
    answer = conflict(request, form, theirs, chosen.address(sheet.procedure))
    if request.htmx:  # type: ignore[attr-defined]
        answer["HX-Reselect"] = "#content > *"
        return reswap(retarget(answer, "#content"), "innerHTML")
    return answer


@require_POST
@permission_required(Permission.WRITE_RECORDS)
def rest(request: HttpRequest, row_id: int) -> HttpResponse:
    """Say that all segments without a row are normal, or take it back."""
    stay, sheet = opened(request.user, row_id)
    try:
        cath.say_rest_is_normal(
            sheet.procedure, is_normal=request.POST.get("normal") == "yes", by=request.user
        )
    except ValidationError as error:
        return page.show(request, stay, sheet, None, saved=" ".join(error.messages), status=422)
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect("cath_report", row_id)
    stay, sheet = opened(request.user, row_id)
    return page.show(request, stay, sheet, page.new_lesion(stay, sheet))


@require_POST
@permission_required(Permission.WRITE_RECORDS)
def withdraw(request: HttpRequest, row_id: int, part: str, parent_id: int, part_id: int) -> HttpResponse:
    """Take out a lesion or a device that was entered by mistake."""
    stay, sheet = opened(request.user, row_id)
    chosen = _part(stay, sheet, part, parent_id, part_id)
    if part not in ("lesion", "device") or not chosen.row.pk:
        raise Http404
    try:
        reason = request.POST.get("reason", "").replace("\0", "")
        actions.withdraw(chosen.row, reason=reason, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(chosen.address(sheet.procedure))
    return redirect(reverse("cath_report", args=[row_id]))


@require_POST
@permission_required(Permission.WRITE_RECORDS)
def draft(request: HttpRequest, row_id: int, part: str, parent_id: int, part_id: int) -> HttpResponse:
    """Keep what is typed into a row so far."""
    stay, sheet = opened(request.user, row_id)
    chosen = _part(stay, sheet, part, parent_id, part_id)
    where = chosen.draft
    kept = drafts.keep(stay, where.pop("section"), typed(request.POST), by=request.user, **where)
    if kept is None:
        return HttpResponse(status=204)
    text = _("Draft kept %(time)s, not saved yet") % {"time": f"{timezone.localtime(kept.at):%H:%M:%S}"}
    context = {"state": "unsaved", "text": text, "id": f"{part}-state" if part in FACTS else "row-state"}
    return render(request, "_components/save_state.html", context)
