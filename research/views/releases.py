"""What leaves research: asked for, reviewed by a second person, fetched until its last day."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from cardiology.access import Permission, check_may, may, permission_required
from cardiology.views.trust.limits import limited
from research.actions import releases as actions
from research.disclosure import CAREFUL, EXACT
from research.forms.releases import ReleaseForm, ReviewForm
from research.models import Release, ReleaseKind, ReleaseState
from research.queries import asked, leaving
from research.queries.pages import shown
from research.views import analysis


@permission_required(Permission.ASK_QUESTIONS)
def releases(request: HttpRequest) -> HttpResponse:
    """Everything that waits, left or was refused."""
    found = list(asked.releases(request.user).prefetch_related("reviews")[:200])
    waiting = [r for r in found if r.state == ReleaseState.WAITING]
    context = {"waiting": waiting, "others": [r for r in found if r not in waiting],
               "may_review": may(request.user, Permission.REVIEW_RELEASES)}  # fmt: skip
    return render(request, "research/releases.html", context)


@require_POST
@permission_required(Permission.ASK_QUESTIONS)
def ask(request: HttpRequest, run_id: int) -> HttpResponse:
    """Ask for the tables and figures of a run to leave."""
    run, form = get_object_or_404(asked.runs(request.user), pk=run_id), ReleaseForm(request.POST)
    problem = ""
    if form.is_valid():
        try:
            return redirect("research:release", actions.ask(run, **form.cleaned_data, by=request.user).pk)
        except (actions.TooClose, ValidationError) as error:
            problem = " ".join(getattr(error, "messages", [str(error)]))
    context = {"run": run, **analysis.result(request, run), "release_form": form, "problem": problem}
    return render(request, "research/run.html", context, status=422)


@permission_required(Permission.ASK_QUESTIONS)
def release(request: HttpRequest, release_id: int) -> HttpResponse:
    """What is asked for, what was checked, who said what, who fetched it."""
    found = get_object_or_404(asked.releases(request.user), pk=release_id)
    return _page(request, found, ReviewForm())


def _page(request: HttpRequest, found: Release, form: ReviewForm, status: int = 200) -> HttpResponse:
    reviewed = {r.by_id for r in found.reviews.all()}
    can_review = (found.state == ReleaseState.WAITING and may(request.user, Permission.REVIEW_RELEASES)
                  and request.user.pk not in (found.made_by_id, *reviewed))  # fmt: skip
    rule = EXACT if found.kind == ReleaseKind.ROWS else asked.rule_for(request.user)
    context = {
        "release": found, "form": form, "rows": shown(found.row_count, rule), "can_review": can_review,
        "checks": leaving.checks(found), "log": leaving.log(found), "mark": leaving.mark(found),
        "reviews": found.reviews.select_related("by"), "can_fetch": found.is_open,
        **_preview(found, can_review),
    }  # fmt: skip
    return render(request, "research/release.html", context, status=status)


def _preview(found: Release, can_review: bool) -> dict[str, Any]:
    """For whoever reviews: exactly what would be read outside."""
    if not can_review or found.kind != ReleaseKind.RESULTS:
        return {}
    known = leaving.known_of(found.run)
    return {"run": found.run, "rule": CAREFUL, "preview": True, **analysis.shown(found.run, known, CAREFUL)}


@require_POST
@permission_required(Permission.REVIEW_RELEASES)
def review(request: HttpRequest, release_id: int) -> HttpResponse:
    """Say yes or no."""
    found, form = get_object_or_404(asked.releases(request.user), pk=release_id), ReviewForm(request.POST)
    if form.is_valid():
        try:
            actions.review(
                found, agrees=form.cleaned_data["verdict"] == "agree", note=form.cleaned_data["note"],
                by=request.user,
            )  # fmt: skip
            return redirect("research:release", found.pk)
        except ValidationError as error:
            form.add_error(None, error)
    return _page(request, found, form, 422)


@require_POST
@permission_required(Permission.ASK_QUESTIONS)
@limited("export")
def fetch(request: HttpRequest, release_id: int) -> HttpResponse:
    """Hand out what was released; every fetching is written down, and after the last day there is nothing."""
    found = get_object_or_404(asked.releases(request.user), pk=release_id)
    if found.kind == ReleaseKind.ROWS:
        check_may(request.user, Permission.EXPORT_ROWS)
    try:
        content = actions.hand_out(found, by=request.user)
    except actions.Expired as error:
        return render(request, "research/expired.html", {"text": str(error), "release": found}, status=410)
    response = HttpResponse(content, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="export-{found.pk}.zip"'
    response["Cache-Control"] = "no-store"
    return response
