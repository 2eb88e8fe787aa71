"""Analyses beyond counts and curves: asked for, read, uncovered; tables and figures as files."""

import csv
import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from cardiology.access import Permission, permission_required
from research.actions import runs
from research.forms.analysis import AnalysisForm
from research.methods import METHODS, Method
from research.models import Question, Run, RunKind, RunState
from research.queries import asked, definitions
from research.queries.variables import described
from research.rendering import png
from research.views.files import drawings, sheets
from research.views.questions import one, version_of


@permission_required(Permission.ASK_QUESTIONS)
def analyse(request: HttpRequest, question_id: int, method: str) -> HttpResponse:
    """The form of one method, and the run that it starts."""
    if method not in METHODS:
        raise Http404
    question, chosen = one(request, question_id), METHODS[method]
    version = version_of(request, question_id)
    reading = definitions.read(version.definition if version else question.draft, question.hospital_id)
    known = list(described(reading.definition, reading.catalogue).values()) if reading.definition else []
    if request.method != "POST":
        return _page(
            request,
            question,
            chosen,
            AnalysisForm(method=chosen, known=known, initial=_initial(chosen, known)),
        )
    form = AnalysisForm(request.POST, method=chosen, known=known)
    if not form.is_valid() or reading.definition is None:
        return _page(request, question, chosen, form, 422, is_broken=reading.definition is None)
    run = runs.start(question, RunKind.ANALYSIS, form.parameters, by=request.user, version=version,
                     submission=form.cleaned_data["submission"])  # fmt: skip
    return redirect("research:run", run.pk)


def _initial(method: Method, known: list[Any]) -> dict[str, Any]:
    """A fresh form: death within a year, and every variable that a model can take."""
    usable = [d.name for d in known if d.kind not in ("time", "note") and d.leaves != "never"]
    return {"submission": uuid.uuid4(), "outcomes": ["death"], "horizon": 365, "covariates": usable,
            "origin": "start", "way": "overlap", "competing": []}  # fmt: skip


def _page(
    request: HttpRequest,
    question: Question,
    method: Method,
    form: AnalysisForm,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    versions = question.versions.all()
    context = {"question": question, "method": method, "form": form, "versions": versions, **more}
    return render(request, "research/analyse.html", context, status=status)


@require_POST
@permission_required(Permission.ASK_QUESTIONS)
def uncover(request: HttpRequest, run_id: int) -> HttpResponse:
    """Show an effect whose diagnostics failed; who did so is written down."""
    found = get_object_or_404(asked.runs(request.user), pk=run_id)
    runs.uncover(found, by=request.user)
    return redirect("research:run", found.pk)


def _done(request: HttpRequest, run_id: int) -> Run:
    """A run whose result can be read as files."""
    return get_object_or_404(asked.runs(request.user), pk=run_id, state=RunState.DONE, result__isnull=False)


@permission_required(Permission.ASK_QUESTIONS)
def table(request: HttpRequest, run_id: int, place: int) -> HttpResponse:
    """One table as CSV, as exactly as its reader may see it."""
    found = sheets(_done(request, run_id), asked.rule_for(request.user))
    if place >= len(found) or not found[place].rows:
        raise Http404
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="run-{run_id}-table-{place + 1}.csv"'
    writer = csv.writer(response)
    writer.writerow(found[place].heads)
    writer.writerows([[_unfolded(cell) for cell in row] for row in found[place].rows])
    return response


def _unfolded(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "@", "\t", "\r") else cell


@permission_required(Permission.ASK_QUESTIONS)
def figure(request: HttpRequest, run_id: str, place: str, form: str) -> HttpResponse:
    """One figure as SVG, or as PNG for a paper."""
    found, at = drawings(_done(request, int(run_id)), asked.rule_for(request.user)), int(place)
    if at >= len(found):
        raise Http404
    kind = "image/svg+xml" if form == "svg" else "image/png"
    response = HttpResponse(found[at] if form == "svg" else png(found[at]), content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="run-{run_id}-figure-{at + 1}.{form}"'
    return response
