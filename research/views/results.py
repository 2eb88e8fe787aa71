"""Analyses beyond counts and curves: asked for, read, uncovered; tables and figures as files."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cardiology.access import Permission, permission_required
from research.actions import runs
from research.forms.analysis import AnalysisForm
from research.methods import METHODS, Method
from research.models import Question, Run, RunKind, RunState
from research.pictures.raster import png
from research.pictures.stamp import stamped
from research.queries import asked, definitions, files
from research.queries.variables import described
from research.views.questions import chosen as chosen_of
from research.views.questions import one


@permission_required(Permission.ASK_QUESTIONS)
def analyse(request: HttpRequest, question_id: int, method: str) -> HttpResponse:
    """The form of one method, and the run that it starts."""
    if method not in METHODS:
        raise Http404
    question, chosen = one(request, question_id), METHODS[method]
    version, cohort = chosen_of(request, question_id)
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
                     cohort=cohort, submission=form.cleaned_data["submission"])  # fmt: skip
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
    versions = question.versions.prefetch_related("cohorts")
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
    """A run whose result this person may read as files."""
    found = get_object_or_404(asked.runs(request.user), pk=run_id, state=RunState.DONE, result__isnull=False)
    if not asked.may_read(request.user, found):
        raise Http404
    return found


def _mark(request: HttpRequest, run: Run) -> str:
    """Whose a file is that was not released: for use inside."""
    return _("Run %(run)s of “%(title)s” · %(who)s, %(day)s · definition %(hash)s · not a release") % {
        "run": run.pk, "title": run.question.title, "who": request.user, "hash": run.sha256[:12],
        "day": timezone.localdate().isoformat(),
    }  # fmt: skip


@permission_required(Permission.ASK_QUESTIONS)
def table(request: HttpRequest, run_id: int, place: int) -> HttpResponse:
    """One table as CSV, as exactly as its reader may see it."""
    run = _done(request, run_id)
    found = files.sheets(run, asked.rule_for(request.user))
    if place >= len(found) or not found[place].rows:
        raise Http404
    told = "\ufeff" + files.table_csv(found[place], _mark(request, run))
    response = HttpResponse(told, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="run-{run_id}-table-{place + 1}.csv"'
    return response


@permission_required(Permission.ASK_QUESTIONS)
def figure(request: HttpRequest, run_id: str, place: str, form: str) -> HttpResponse:
    """One figure as SVG, or as PNG for a paper; a line under it says whose it is."""
    run, at = _done(request, int(run_id)), int(place)
    found = files.drawings(run, asked.rule_for(request.user))
    if at >= len(found):
        raise Http404
    svg = stamped(found[at], _mark(request, run))
    kind = "image/svg+xml" if form == "svg" else "image/png"
    response = HttpResponse(svg if form == "svg" else png(svg), content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="run-{run_id}-figure-{at + 1}.{form}"'
    return response
