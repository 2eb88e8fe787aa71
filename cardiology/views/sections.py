"""The forms of the record: one row of one section at a time."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cardiology import audit, codes
from cardiology.access import Permission, check_may, may, permission_required, visible_to
from cardiology.actions import drafts
from cardiology.actions import sections as actions
from cardiology.actions.entry.copies import mark_origins
from cardiology.actions.guidance import stops
from cardiology.dictionary import Section, Variable, registry
from cardiology.forms import section_form
from cardiology.models import Admission, LabResult, Medication, User
from cardiology.queries import chart
from cardiology.queries.banner import banner
from cardiology.queries.completion import states
from cardiology.queries.course.asked import Asked
from cardiology.queries.course.grid import grid
from cardiology.queries.course.results import results_of
from cardiology.queries.entry.copies import home_drugs
from cardiology.queries.findings.shown import of_section
from cardiology.queries.one_stay import Recorded
from cardiology.views.conflict import conflict, resolved
from cardiology.views.documents import beside
from cardiology.views.entry import keeping
from cardiology.views.entry.copies import propose
from cardiology.views.entry.page import PARTS, Page
from cardiology.views.guidance.stopping import tell_undecided
from cardiology.views.stay_forms import WithdrawForm
from cardiology.views.timeline import live as timeline
from cardiology.wording import shown


def _stay(user: User, admission_id: int) -> Admission:
    rows = visible_to(user, Admission).select_related(*Admission.named)
    return get_object_or_404(rows, pk=admission_id)


def _model(name: str) -> type[Section]:
    try:
        return registry.section(name)
    except LookupError as error:
        raise Http404 from error


def _row(user: User, section: str, row_id: int) -> tuple[Admission, Section]:
    row: Any = get_object_or_404(visible_to(user, _model(section)).select_related("patient"), pk=row_id)
    if row.admission_id is None:
        raise Http404
    return _stay(user, row.admission_id), row


@permission_required(Permission.READ_RECORDS)
def section_new(request: HttpRequest, admission_id: int, section: str) -> HttpResponse:
    """A new row; of a section that is filled once, the row that is there."""
    stay, model = _stay(request.user, admission_id), _model(section)
    if section == "discharge":
        return redirect("discharge", admission_id)
    if not model.on_chart:
        raise Http404
    row = None if model.repeats else chart.rows_of(model, stay).first()
    if row is not None and request.method == "GET":
        return redirect("section_edit", section, row.pk)
    return _answer(request, Page(request.user, stay, row or model(patient=stay.patient, admission=stay)))


@permission_required(Permission.READ_RECORDS)
def section_edit(request: HttpRequest, section: str, row_id: int) -> HttpResponse:
    """Amend a row."""
    stay, row = _row(request.user, section, row_id)
    return _answer(request, Page(request.user, stay, row, _parent(row)))


@permission_required(Permission.READ_RECORDS)
def part_new(request: HttpRequest, section: str, row_id: int, part: str) -> HttpResponse:
    """A new part of a row: a lesion of a procedure, a device of a lesion."""
    stay, parent = _row(request.user, section, row_id)
    if PARTS.get(section) != part:
        raise Http404
    row = _model(part)(patient=stay.patient, admission=stay, **{section: parent})
    return _answer(request, Page(request.user, stay, row, parent))


def _parent(row: Section) -> Section | None:
    return getattr(row, row.parent) if row.parent else None


def _answer(request: HttpRequest, page: Page) -> HttpResponse:
    form_class: Any = section_form(page.model)
    if request.method == "POST":
        check_may(request.user, Permission.WRITE_RECORDS)
        posted = resolved(request.POST, form_class(instance=page.row))
        return _save(request, page, form_class(posted, instance=page.row))
    audit.opened(page.row if page.row.pk else page.stay, by=request.user)
    draft, told = _restored(request, page)
    form = form_class(instance=page.row, initial=draft.values if draft else None)
    if draft is None and not page.row.pk and page.model.starts in form.fields and page.model.repeats:
        form.initial[page.model.starts] = _now(page.model)
    return _render(request, page, form, told=told)


def _restored(request: HttpRequest, page: Page) -> tuple[Any, dict[str, Any]]:
    """One's own unsaved draft of this form, and what the page says of it."""
    if not page.is_writable:
        return None, {}
    chosen = request.GET.get("draft", "")
    return keeping.restored(request.user, page.stay, page.name, chosen=chosen, **page.draft)


def _now(model: type[Section]) -> Any:
    """Now, in the grain in which the section is placed in time."""
    return timezone.localdate() if model.grain == "day" else timezone.now()


def _save(request: HttpRequest, page: Page, form: Any) -> HttpResponse:
    if form.is_valid():
        try:
            url = drafts.once(
                form.cleaned_data["submission"], lambda: _write(request, page, form), by=request.user
            )
            saved = _("Saved %(time)s") % {"time": f"{timezone.localtime():%H:%M:%S}"}
            messages.success(request, saved)
            tell_undecided(request, [form.instance])
            return redirect(url)
        except actions.StaleRevision as stale:
            stored: Any = section_form(page.model)(instance=stale.stored)
            return conflict(request, form, stored, reverse("section_edit", args=[page.name, stale.stored.pk]))
        except ValidationError as error:
            form.add_action_errors(error)
            stops.note(error, by=request.user)
    return _render(request, page, form, status=422)


def _write(request: HttpRequest, page: Page, form: Any) -> str:
    draft = page.draft
    revision = form.cleaned_data["revision"] or 0
    mark_origins(form.instance, form.data)
    actions.enter(form.instance, by=request.user, revision=revision, confirmed=form.confirmed,
                  overrides=getattr(form, "overrides", {}))  # fmt: skip
    drafts.forget(page.stay, page.name, by=request.user, form=form.data, **draft)
    return page.next_url() if "next" in request.POST else page.back_url()


def _render(
    request: HttpRequest, page: Page, form: Any, *, told: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    read = Recorded(page.stay)
    done = states([page.stay], read=read)[page.stay.pk]
    state = next((s for s in done if s.name == page.name), None)
    _describe(page, form)
    is_grid = page.model is LabResult
    listed = page.model.repeats and page.model.on_chart and not is_grid
    rows = chart.rows_of(page.model, page.stay) if listed else []
    context = {
        "page": page, "form": form, "banner": banner(request.user, page.stay.patient, page.stay, read),
        "rail": chart.rail(page.stay, done, _place(page)),
        "groups": _groups(form), "state": state, "title": _title(page),
        "entries": [chart.entry(row) for row in rows[:200] if row.pk != page.row.pk],
        "findings": of_section(request.user, page.stay.pk, page.name, page.row.pk),
        "grid": grid(results_of(request.user, page.stay), Asked()) if is_grid else None,
        "parts": _parts(page), "part": PARTS.get(page.name, ""),
        "next_url": page.next_url() if page.model.on_chart else "",
        "may_override": may(request.user, Permission.OVERRIDE_STOPS),
        "url": request.path, "withdraw_form": WithdrawForm() if page.row.pk else None,
        "draft_url": reverse("draft", args=[page.stay.pk, page.name, *page.draft.values()]),
        "stay_id": page.stay.pk, "home_drugs": _home_drugs(page),
        "grid_url": keeping.grid_url(page.stay, page.name) if page.is_writable else "",
        **beside(page.row, request.user), **(told or {}),
    }  # fmt: skip
    if page.name == "timeline":
        context |= timeline.page(page.stay, page.row, form)
    template = "record/timeline.html" if page.name == "timeline" else "record/section.html"
    return render(request, template, context, status=status)


def _home_drugs(page: Page) -> list[Any]:
    """What the last discharge list offers to a new entry among the drugs."""
    return home_drugs(page.stay) if page.model is Medication and page.is_writable and not page.row.pk else []


def _place(page: Page) -> str:
    return page.name if page.model.on_chart else "procedure"


def _title(page: Page) -> Any:
    if page.row.pk or not page.model.repeats:
        return page.model.title
    return _("%(section)s: new entry") % {"section": page.model.title}


def _describe(page: Page, form: Any) -> None:
    """Words beside codes, who confirmed what, and where the earlier values of a field are."""
    row = page.row
    form.marks = {
        v.name: codes.label(v.system, getattr(row, v.attname))
        for v in form.asked if v.kind == "code" and getattr(row, v.attname)
    }  # fmt: skip
    for v in form.asked:
        if v.kind == "code" and not getattr(row, v.attname) and getattr(row, f"{v.name}_text", None):
            form.marks[f"{v.name}_text"] = _("Not yet coded: kept as it is written")
    for name, typed in row.entered.items():
        if typed.get("unit"):
            form.marks[name] = _("Typed: %(value)s %(unit)s") % typed
        elif typed.get("carried_on"):
            form.marks[name] = _("Taken over from %(carried_on)s") % typed
    if page.is_writable and page.model.carries:
        propose(form, page.stay)
    if row.pk:
        form.history_urls = {v.name: reverse("history", args=[page.name, row.pk, v.name]) for v in form.asked}
    if not page.is_writable:
        for field in form.fields.values():
            field.disabled = True


def _groups(form: Any) -> list[dict[str, Any]]:
    """The fields as the section groups them, with what follows from them; what no group names comes last.

    What a form asks beside the variables stands in its first group.
    """
    groups = type(form.instance).groups
    asked = {v.name for v in form.asked}
    beside = tuple(n for n in form.fields if n not in asked and not form[n].is_hidden)
    if groups and beside:
        (title, names), *others = groups
        groups = ((title, (*names, *beside)), *others)
    named = {name for _title, names in groups for name in names}
    rest = tuple(v.name for v in form.asked if v.name not in named) if groups else ()
    chosen = [*groups, (_("Other"), rest)] if rest else groups
    return [
        {"title": title, "fields": [form[n] for n in names if n in form.fields],
         "derived": _derived(form.instance, names)}
        for title, names in chosen
    ]  # fmt: skip


def _derived(row: Section, names: tuple[str, ...]) -> list[tuple[Any, str]]:
    """What the database computed of the saved row, in words."""
    known = [v for v in registry.variables(type(row)) if v.generated and v.name in names] if row.pk else []
    return [(v.label, shown(row, v)) for v in known if getattr(row, v.attname) is not None]


def _parts(page: Page) -> list[chart.Entry]:
    """The rows that are part of this one."""
    if not page.row.pk or page.name not in PARTS:
        return []
    model = _model(PARTS[page.name])
    return [chart.entry(row) for row in model._default_manager.filter(**{page.name: page.row}).order_by("pk")]


@require_POST
@permission_required(Permission.WRITE_RECORDS)
def withdraw(request: HttpRequest, section: str, row_id: int) -> HttpResponse:
    """Take out a row that was entered by mistake."""
    stay, row = _row(request.user, section, row_id)
    if section == "discharge":
        raise Http404
    page = Page(request.user, stay, row, _parent(row))
    back = page.back_url() if page.parent else reverse("section_new", args=[stay.pk, section])
    try:
        actions.withdraw(row, reason=request.POST.get("reason", "").replace("\0", ""), by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("section_edit", section, row_id)
    messages.success(request, _("Withdrawn. What it held stays in the audit trail."))
    return redirect(back)


@permission_required(Permission.READ_RECORDS)
def history(request: HttpRequest, section: str, row_id: int, name: str) -> HttpResponse:
    """Every change of one variable: when, by whom, from what to what."""
    _admission, row = _row(request.user, section, row_id)
    variable = next((v for v in registry.variables(type(row)) if v.name == name), None)
    if variable is None:
        raise Http404
    events = [
        {"at": e.at, "by": e.by_username, "new": _told(variable, e.new), "old": _told(variable, e.old)}
        for e in chart.history(row, name)
    ]
    context = {"variable": variable, "events": events, "now": shown(row, variable)}
    return render(request, "record/_history.html", context)


def _told(variable: Variable, state: dict[str, Any] | None) -> Any:
    """A value of the audit trail, coded answers by their labels."""
    value = (state or {}).get(variable.name)
    return variable.display(value) if variable.flatchoices and value else value
