"""A study on one page; everything of it in one file, which the worker makes."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from cardiology.access import Permission, permission_required
from research.actions import packages
from research.models import RunState
from research.queries import asked
from research.queries.studies import code_version, latest, newest_package, of_study


@permission_required(Permission.ASK_QUESTIONS)
def study(request: HttpRequest, study_id: int) -> HttpResponse:
    """Questions with their versions, frozen cohorts, runs and releases; how far the package is."""
    found = get_object_or_404(asked.studies(request.user), pk=study_id)
    context = {"study": found, "package": newest_package(found, request.user)}
    if request.GET.get("part") == "package":
        return render(request, "research/_package.html", context)
    context |= {"questions": of_study(found, request.user),
                "in_package": len(latest(found, request.user)), "code": code_version()}  # fmt: skip
    return render(request, "research/study.html", context)


@require_POST
@permission_required(Permission.ASK_QUESTIONS)
def package(request: HttpRequest, study_id: int) -> HttpResponse:
    """Have the reproducible package made of what this person may read."""
    found = get_object_or_404(asked.studies(request.user), pk=study_id)
    packages.ask(found, by=request.user)
    return redirect("research:study", found.pk)


@require_POST
@permission_required(Permission.ASK_QUESTIONS)
def packaged(request: HttpRequest, study_id: int) -> HttpResponse:
    """The file of the package, for who asked for it."""
    found = get_object_or_404(asked.studies(request.user), pk=study_id)
    made = newest_package(found, request.user)
    if made is None or made.state != RunState.DONE:
        raise Http404
    content = packages.fetch(made, by=request.user)
    response = HttpResponse(content, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="study-{found.pk}.zip"'
    response["Cache-Control"] = "no-store"
    return response
