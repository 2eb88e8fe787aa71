"""Extracts that the worker writes: where the own ones stand, stopping them, fetching their files."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from cardiology.access import Permission, permission_required
from cardiology.actions.files import extracts
from cardiology.intake.problems import sentences
from cardiology.models import EVERY_KIND
from cardiology.queries.files import extracts as found
from cardiology.resources import FORMS


def content_type(kind: str, form: str) -> str:
    """What the file of a kind of rows is, for the browser."""
    return "application/zip" if kind == EVERY_KIND else FORMS[form]


@permission_required(Permission.EXPORT_SECTIONS)
def extract_fetch(request: HttpRequest, extract_id: int) -> HttpResponse | FileResponse:
    """The finished file, for who asked for it."""
    user: Any = request.user
    extract = found.extract(user, extract_id)
    try:
        file = extracts.fetch(extract, by=user)
    except ValidationError as error:
        messages.error(request, sentences(error))
        return redirect("export_page")
    kind = content_type(extract.kind, extract.form)
    return FileResponse(file, as_attachment=True, filename=extract.file_name, content_type=kind)


@permission_required(Permission.EXPORT_SECTIONS)
@require_POST
def extract_cancel(request: HttpRequest, extract_id: int) -> HttpResponse:
    """Stop the writing, or throw the finished file away."""
    user: Any = request.user
    try:
        extracts.cancel(found.extract(user, extract_id), by=user)
    except ValidationError as error:
        messages.error(request, sentences(error))
    return redirect("export_page")
