"""Runs of a question: asked for, watched, stopped, read; versions, frozen cohorts, exports."""

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cardiology.access import Permission, check_may, permission_required
from research.actions import cohorts, runs
from research.actions import questions as actions
from research.disclosure import Rule
from research.forms.asking import RunForm, VersionForm
from research.forms.releases import ReleaseForm
from research.models import Run, RunKind, RunState
from research.queries import asked, definitions, files, pages
from research.queries.cohorts import CannotRun
from research.queries.documents import Reader, document, methods
from research.queries.outcomes import LEFT_OUT
from research.queries.variables import Described, described
from research.views.questions import chosen, mine, one


def run_forms(known: dict[str, Described]) -> dict[str, Any]:
    """Fresh forms for the analyses of a question."""
    names = [(d.name, d.title) for d in known.values()]
    kinds = {"table_form": RunKind.COUNTS, "survival_form": RunKind.SURVIVAL, "export_form": RunKind.EXPORT}
    return {
        name: RunForm(names=names, prefix=kind.value,
                      initial={"kind": kind, "submission": uuid.uuid4(), "days": 90,
                               "outcomes": [] if kind == RunKind.EXPORT else ["death"]})
        for name, kind in kinds.items()
    }  # fmt: skip


@require_POST
@permission_required(Permission.ASK_QUESTIONS)
def start(request: HttpRequest, question_id: int, kind: str) -> HttpResponse:
    """Ask for a run; an export needs a saved version, so that it can be told later what it was."""
    from research.views.question import page

    question = one(request, question_id)
    check_may(request.user, Permission.EXPORT_ROWS if kind == RunKind.EXPORT else Permission.ASK_QUESTIONS)
    version, cohort = chosen(request, question_id)
    reading = definitions.read(version.definition if version else question.draft, question.hospital_id)
    known = described(reading.definition, reading.catalogue) if reading.definition else {}
    form = RunForm(request.POST, prefix=kind, names=[(d.name, d.title) for d in known.values()])
    if reading.definition is None:
        return page(request, question, 422, problem=_("Put the problems of the definition right first."))
    if kind == RunKind.EXPORT and version is None:
        return page(
            request, question, 422, problem=_("Save a version first: only a saved version is exported.")
        )
    if not form.is_valid() or form.cleaned_data["kind"] != kind:
        name = {RunKind.COUNTS: "table_form", RunKind.SURVIVAL: "survival_form"}.get(kind, "export_form")
        return page(request, question, 422, **{name: form})
    run = runs.start(question, kind, form.parameters, by=request.user, version=version,
                     cohort=cohort, submission=form.cleaned_data["submission"])  # fmt: skip
    return redirect("research:run", run.pk)


@require_POST
@permission_required(Permission.ASK_QUESTIONS)
def again(request: HttpRequest, run_id: int) -> HttpResponse:
    """The same analysis once more; the page of its result says whether it came out the same."""
    found = get_object_or_404(asked.runs(request.user), pk=run_id)
    made = runs.again(found, by=request.user, submission=uuid.uuid4())
    return redirect("research:run", made.pk)


@permission_required(Permission.ASK_QUESTIONS)
def run(request: HttpRequest, run_id: int) -> HttpResponse:
    """A run: its progress, then its result. The page asks for `?part=progress` while it waits."""
    found = get_object_or_404(asked.runs(request.user), pk=run_id)
    if request.GET.get("part") == "progress":
        response = render(request, "research/_progress.html", {"run": found})
        if not found.is_open:
            response["HX-Refresh"] = "true"
        return response
    return render(request, "research/run.html", {"run": found, **result(request, found)})


def result(request: HttpRequest, run: Run) -> dict[str, Any]:
    """What a finished run shows, as exactly as its reader may see it."""
    rule = asked.rule_for(request.user)
    reading = definitions.read(run.definition, run.hospital_id)
    can_cancel = run.is_open and request.user.pk in (run.asked_by_id, run.question.owner_id)
    context: dict[str, Any] = {"rule": rule, "reading": reading, "can_cancel": can_cancel}
    if run.state != RunState.DONE or run.result is None:
        return context
    known = described(reading.definition, reading.catalogue) if reading.definition else {}
    context["lines"] = pages.attrition(run.result, rule)
    left = list(asked.releases(request.user).filter(run=run))
    context |= {"releases": left, "may_ask": not any(r.is_open or r.waits for r in left),
                "same": asked.same(run), "release_form": ReleaseForm(),
                "may_read": asked.may_read(request.user, run)}  # fmt: skip
    if run.kind != RunKind.EXPORT and context["may_read"]:
        context |= shown(run, known, rule)
    return context


def shown(run: Run, known: dict[str, Described], rule: Rule) -> dict[str, Any]:
    """The tables and figures of a run that may be read; single rows only for who may open records."""
    context: dict[str, Any] = {"flow": files.flow_figure(run, rule),
                               "flow_place": len(files.drawings(run, rule)) - 1}  # fmt: skip
    if run.kind == RunKind.COUNTS and run.result is not None:
        if rule.exact and "sample" in run.result:
            context["sample"] = pages.sample(run.result["sample"], known)
        context["table"] = pages.table_one(
            run.result["table"], known, run.parameters.get("group_by", ""), rule
        )
    if run.kind == RunKind.SURVIVAL:
        context |= survival(run, known, rule)
    if run.kind in (RunKind.COUNTS, RunKind.SURVIVAL):
        context["methods"] = methods(run, Reader(known, rule))
    if run.kind == RunKind.ANALYSIS:
        found = document(run, known, rule)
        context |= {"document": found, "drawings": files.figures_of(found), "can_uncover": found.is_covered}
    return context


def survival(run: Run, known: dict[str, Described], rule: Any) -> dict[str, Any]:
    """The figure, its numbers, the test."""
    drawn, told = pages.curves(run, known, rule)
    found = run.result or {}
    test = (
        found["log_rank"] if found["log_rank"] and (rule.exact or found["events"] >= rule.threshold) else None
    )
    return {
        "figure": files.survival_figure(run, drawn) if drawn else "",
        "outcome": files.outcomes_of(run), "curves": told,
        "left_out": [(LEFT_OUT[k], pages.shown(n, rule)) for k, n in found["left_out"].items()],
        "log_rank": test and {"statistic": f"{test['statistic']:.2f}", "freedom": test["freedom"],
                              "p": pages.p_value(test["p"], "= ")},
        "without_group": found["without_group"] and pages.shown(found["without_group"], rule),
        "n": pages.shown(found["n"], rule), "events": pages.shown(found["events"], rule),
    }  # fmt: skip


@require_POST
@permission_required(Permission.ASK_QUESTIONS)
def cancel(request: HttpRequest, run_id: int) -> HttpResponse:
    """Stop a run."""
    found = get_object_or_404(asked.runs(request.user), pk=run_id)
    runs.cancel(found, by=request.user)
    return redirect("research:run", found.pk)


@require_POST
@permission_required(Permission.ASK_QUESTIONS)
def save_version(request: HttpRequest, question_id: int) -> HttpResponse:
    """Save the definition as a named version."""
    from research.views.question import page

    question = mine(request, question_id)
    form = VersionForm(request.POST)
    if form.is_valid():
        try:
            actions.save(question, name=form.cleaned_data["name"], by=request.user)
            return redirect("research:question", question.pk)
        except ValidationError as error:
            form.add_error(None, error)
    return page(request, question, 422, version_form=form)


@require_POST
@permission_required(Permission.ASK_QUESTIONS)
def freeze(request: HttpRequest, question_id: int, number: int) -> HttpResponse:
    """Freeze the rows of a version as a cohort."""
    from research.views.question import page

    question = mine(request, question_id)
    found = get_object_or_404(question.versions, number=number)
    try:
        cohorts.freeze(found, by=request.user)
    except (ValidationError, CannotRun) as error:
        return page(request, question, 422, problem=" ".join(getattr(error, "messages", [str(error)])))
    return redirect("research:version", question.pk, number)
