"""The forms of the record: one row of one section, with its draft, its history and the conflict page."""

from itertools import pairwise
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cardiology import audit
from cardiology.access import Permission, check_may, may, permission_required, visible_to
from cardiology.actions import drafts, sections
from cardiology.actions.submissions import once
from cardiology.codes import SYSTEMS
from cardiology.dictionary import Section
from cardiology.dictionary.registry import section as find_section
from cardiology.forms import SectionForm, section_form
from cardiology.models import Admission
from cardiology.queries import chart
from cardiology.queries.history import conflict, field_history
from cardiology.queries.sheet import sheet


@permission_required(Permission.READ_RECORDS)
def section(request: HttpRequest, admission_id: int, name: str) -> HttpResponse:
    """A section of a stay: its only row, or the list of its rows with the form for a new one."""
    stay, model = _stay(request, admission_id), _section(name)
    row = model(patient=stay.patient, admission=stay)
    if not model.repeats:
        row = model._default_manager.filter(admission=stay).first() or row
    return _form(request, stay, row)


@permission_required(Permission.READ_RECORDS)
def section_edit(request: HttpRequest, section: str, row_id: int) -> HttpResponse:
    """One row of a section."""
    row = get_object_or_404(visible_to(request.user, _section(section)), pk=row_id)
    if row.admission_id is None:
        raise Http404
    return _form(request, _stay(request, row.admission_id), row)


@permission_required(Permission.READ_RECORDS)
def part_new(request: HttpRequest, section: str, row_id: int, name: str) -> HttpResponse:
    """A new row that belongs to another: a lesion of a procedure, a device of a lesion."""
    model = _section(name)
    owner = get_object_or_404(visible_to(request.user, _section(section)), pk=row_id)
    if model.parent != section or owner.admission_id is None:
        raise Http404
    stay = _stay(request, owner.admission_id)
    row = model(patient=stay.patient, admission=stay, **{str(model.parent): owner})
    return _form(request, stay, row)


def _form(request: HttpRequest, stay: Admission, row: Section) -> HttpResponse:
    name = str(row._meta.model_name)
    form = section_form(type(row))(request.POST if request.method == "POST" else None, instance=row)
    draft = drafts.find(stay, name, row.pk or 0, by=request.user)
    if draft and not form.is_bound:
        form.restore(draft.values)
    if form.is_bound:
        check_may(request.user, Permission.WRITE_RECORDS)
        if form.is_valid():
            try:
                return redirect(_saved(request, form, stay, row))
            except ValidationError as error:
                form.add_action_errors(error)
            except sections.StaleRevision as stale:
                context = {"patient": chart.banner(stay.patient, stay), **conflict(form, stale.stored)}
                return render(request, "record/conflict.html", context, status=409)
    if not form.is_bound:
        audit.opened(row if row.pk else stay, by=request.user)
    return _page(request, stay, row, form, draft)


def _saved(request: HttpRequest, form: SectionForm, stay: Admission, row: Section) -> str:
    name, row_id = str(row._meta.model_name), row.pk or 0

    def save() -> str:
        saved = sections.save(
            form.instance, by=request.user, revision=form.cleaned_data["revision"], confirmed=form.confirmed
        )
        drafts.drop(stay, name, row_id, by=request.user)
        messages.success(request, _("%(section)s: saved.") % {"section": row.title})
        return sheet(stay, saved).after_save

    done = once(form.cleaned_data["submission"], by=request.user, do=save)
    return next_section(stay, name) if "next" in request.POST else done


def next_section(stay: Admission, name: str) -> str:
    """The section after this one, or the chart after the last."""
    links = chart.rail(stay, name)
    after = [b["url"] for a, b in pairwise(links) if a["current"]]
    return str(after[0]) if after else reverse("admission", args=[stay.pk])


def _page(request: HttpRequest, stay: Admission, row: Section, form: SectionForm, draft: Any) -> HttpResponse:
    name = str(row._meta.model_name)
    if row.pk:
        form.history_urls = {  # type: ignore[attr-defined]
            v.name: reverse("field_history", args=[name, row.pk, v.name]) for v in form.asked
        }
    context = {
        "form": form, "stay": stay, "row": row, "section": row, "draft": draft,
        "patient": chart.banner(stay.patient, stay), "rail": chart.rail(stay, row.parent or name),
        "sheet": sheet(stay, row), "read_only": not may(request.user, Permission.WRITE_RECORDS),
        "draft_url": reverse("draft", args=[stay.pk, name, row.pk or 0]),
    }  # fmt: skip
    return render(request, "record/section.html", context, status=422 if form.errors else 200)


@require_POST
@permission_required(Permission.WRITE_RECORDS)
def draft(request: HttpRequest, admission_id: int, name: str, row_id: int) -> HttpResponse:
    """Keep what is being typed; the answer says when."""
    stay = _stay(request, admission_id)
    kept = drafts.keep(
        stay, str(_section(name)._meta.model_name), row_id, request.POST.dict(), by=request.user
    )
    return render(request, "record/_kept.html", {"draft": kept})


@require_POST
@permission_required(Permission.WRITE_RECORDS)
def drop_draft(request: HttpRequest, admission_id: int, name: str, row_id: int) -> HttpResponse:
    """Start from what is stored."""
    stay = _stay(request, admission_id)
    drafts.drop(stay, str(_section(name)._meta.model_name), row_id, by=request.user)
    return redirect("section_edit", name, row_id) if row_id else redirect("section", stay.pk, name)


@require_GET
@permission_required(Permission.READ_RECORDS)
def history(request: HttpRequest, section: str, row_id: int, field: str) -> HttpResponse:
    """Earlier values of a field: what, when, by whom."""
    row = get_object_or_404(visible_to(request.user, _section(section)), pk=row_id)
    found = field_history(row, field)
    if found is None:
        raise Http404
    return render(request, "record/_history.html", {"label": found.label, "values": found.values})


@require_GET
def codes(request: HttpRequest, system: str) -> JsonResponse:
    """Codes found by typing; nothing of a patient is in the question."""
    if system not in SYSTEMS:
        raise Http404
    found = SYSTEMS[system].search(request.GET.get("q", "")[:40])
    return JsonResponse({"codes": [{"code": c.code, "label": c.label} for c in found]})


def _section(name: str) -> type[Section]:
    try:
        return find_section(name)
    except LookupError as error:
        raise Http404 from error


def _stay(request: HttpRequest, admission_id: int) -> Admission:
    rows = visible_to(request.user, Admission).select_related(
        "patient", "ward", "bed", "attending", "hospital"
    )
    return get_object_or_404(rows, pk=admission_id)
