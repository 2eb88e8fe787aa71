"""A study on one page; everything of it in one file."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST

from cardiology import audit
from cardiology.access import Permission, permission_required
from research.queries import asked
from research.queries.studies import code_version, latest, of_study, package


@permission_required(Permission.ASK_QUESTIONS)
def study(request: HttpRequest, study_id: int) -> HttpResponse:
    """Questions with their versions, frozen cohorts, runs and releases."""
    found = get_object_or_404(asked.studies(request.user), pk=study_id)
    context = {"study": found, "questions": of_study(found, request.user),
               "in_package": len(latest(found, request.user)), "code": code_version()}  # fmt: skip
    return render(request, "research/study.html", context)


@require_POST
@permission_required(Permission.ASK_QUESTIONS)
def packaged(request: HttpRequest, study_id: int) -> HttpResponse:
    """The reproducible package of what this person may read; who took it is written down."""
    found = get_object_or_404(asked.studies(request.user), pk=study_id)
    content = package(found, request.user)
    audit.record("study packaged", by=request.user, about=found, new={"bytes": len(content)})
    response = HttpResponse(content, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="study-{found.pk}.zip"'
    response["Cache-Control"] = "no-store"
    return response
