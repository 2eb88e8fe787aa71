"""One stay on the round: its tags, tasks and planned discharge, as a dialog on the ward or as a page."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from cardiology import audit
from cardiology.access import Permission, permission_required, visible_to
from cardiology.actions import admissions, drafts
from cardiology.actions.board import tags, tasks
from cardiology.models import Admission, Ending, Lasts, Patient, Tag, Task, User
from cardiology.queries.banner import banner
from cardiology.queries.board import kept, stay_round
from cardiology.queries.board.places import colleagues
from cardiology.views.board import round_forms as forms


@permission_required(Permission.READ_RECORDS)
def round_of(request: HttpRequest, admission_id: int) -> HttpResponse:
    """What is kept in mind of a stay: asked for by a page it is a dialog, else a page."""
    stay = _stay(request, admission_id)
    if request.GET.get("panel") == "1":
        shown = panel(stay.patient, request.user, [stay]) | {"is_again": True}
        return render(request, "ward/_panel.html", {"panel": shown})
    audit.opened(stay, by=request.user)
    if request.htmx:
        return render(request, "ward/_dialog.html", {"round": _round(request.user, stay)})
    return _page(request, stay, _round(request.user, stay))


@require_POST
@permission_required(Permission.WRITE_RECORDS)
def put_tag(request: HttpRequest, admission_id: int) -> HttpResponse:
    """Say something of a stay that ends by itself."""
    stay, form = _stay(request, admission_id), forms.TagForm(request.POST, prefix="tag")

    def put(given: dict[str, Any]) -> Any:
        lasts = Lasts.DATE if given["until"] else given["lasts"]  # a day that was typed is meant
        return tags.put(stay, given["word"], lasts=lasts, until=given["until"], by=request.user)

    return _kept(request, stay, "tag_form", form, put)


@require_POST
@permission_required(Permission.WRITE_RECORDS)
def take_off_tag(request: HttpRequest, tag_id: int) -> HttpResponse:
    """A tag is no longer true."""
    tag = get_object_or_404(visible_to(request.user, Tag).select_related("admission"), pk=tag_id)
    tags.take_off(tag, by=request.user)
    return _answer(request, _stay(request, tag.admission_id))


@require_POST
@permission_required(Permission.WRITE_RECORDS)
def plan_task(request: HttpRequest, admission_id: int) -> HttpResponse:
    """Keep in mind what is to be done."""
    stay = _stay(request, admission_id)
    form = forms.TaskForm(request.POST, prefix="task", colleagues=colleagues(request.user))
    return _kept(
        request, stay, "task_form", form, lambda _given: tasks.plan(form.task(stay), by=request.user)
    )


@require_POST
@permission_required(Permission.WRITE_RECORDS)
def settle_task(request: HttpRequest, task_id: int, ending: str) -> HttpResponse:
    """Tick a task, say that it is no longer needed, or take that back."""
    task = get_object_or_404(visible_to(request.user, Task).select_related("admission"), pk=task_id)
    if ending in Ending.values:
        tasks.finish(task, ending=ending, by=request.user)
    else:
        tasks.reopen(task, by=request.user)
    return _answer(request, _stay(request, task.admission_id))


@require_POST
@permission_required(Permission.ADMIT)
def plan_discharge(request: HttpRequest, admission_id: int) -> HttpResponse:
    """Set the day on which the patient is to go home."""
    stay, form = _stay(request, admission_id), forms.PlannedForm(request.POST)

    def plan(given: dict[str, Any]) -> Any:
        return admissions.plan_discharge(stay, on=given["planned"], by=request.user)

    return _kept(request, stay, "planned_form", form, plan)


def _kept(
    request: HttpRequest, stay: Admission, name: str, form: Any, do: Callable[[dict[str, Any]], Any]
) -> HttpResponse:
    """Do once what a form asks for, or show the form again with what is wrong."""
    refused = ""
    if form.is_valid():
        address = reverse("round", args=[stay.pk])

        def carry_out() -> str:
            do(form.cleaned_data)
            return address

        try:
            drafts.once(form.cleaned_data.get("submission"), carry_out, by=request.user)
            return _answer(request, _stay(request, stay.pk))
        except ValidationError as refusal:
            refused = forms.add_refusal(form, refusal)
    shown = _round(request.user, stay) | {name: form, "refused": refused}
    if request.htmx:
        return render(request, "ward/_round.html", {"round": shown}, status=422)
    return _page(request, stay, shown, status=422)


def _answer(request: HttpRequest, stay: Admission) -> HttpResponse:
    """The round of the stay as it is now; the ward's row of it asks for itself again."""
    if not request.htmx:
        return redirect("round", stay.pk)
    shown = _round(request.user, stay)
    answer = render(request, "ward/_round.html", {"round": shown})
    answer["HX-Trigger"] = f"stay-{stay.pk}"
    return answer


def _page(request: HttpRequest, stay: Admission, shown: dict[str, Any], status: int = 200) -> HttpResponse:
    about = banner(request.user, stay.patient, stay)
    return render(request, "ward/round.html", {"round": shown, "banner": about}, status=status)


def panel(_patient: Patient, user: User, stays: list[Admission]) -> dict[str, Any]:
    """What is kept in mind of the stay that is open, for the patient's page; nothing where there is none."""
    stay = next((s for s in stays if s.is_open), None)
    return {"stay": stay, "kept": kept.kept(user, [stay])[stay.pk]} if stay else {}


def _round(user: User, stay: Admission) -> dict[str, Any]:
    """What the round of a stay shows, with fresh forms."""
    return stay_round.shown(user, stay) | {
        "tag_form": forms.TagForm(prefix="tag"),
        "task_form": forms.TaskForm(prefix="task", colleagues=colleagues(user)),
        "planned_form": forms.PlannedForm(initial={"planned": stay.planned_discharge_on}),
    }


def _stay(request: HttpRequest, admission_id: int) -> Admission:
    rows = visible_to(request.user, Admission).select_related(*Admission.named)
    return get_object_or_404(rows, pk=admission_id)
