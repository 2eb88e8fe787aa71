"""Choosing a file: it is checked first; what comes of it is told on the page of its batch."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from cardiology.access import Permission, hospital_of, permission_required
from cardiology.actions.files import batches
from cardiology.actions.imports import Incoming
from cardiology.intake.form import ImportForm, kinds, sources
from cardiology.queries.files import batches as found
from cardiology.resources import FORMS
from cardiology.resources.templates import template

RECENT = 10


@permission_required(Permission.IMPORT)
def import_file(request: HttpRequest) -> HttpResponse:
    """Choose a file, or a template to fill in; the last files are listed below."""
    user: Any = request.user
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        batch = batches.send(*_incoming(form.cleaned_data), by=user)
        batches.begin(batch)
        return redirect("import_batch", batch.pk)
    page, lines = found.page(user, 1, RECENT)
    context = {
        "form": form, "hospital": hospital_of(user), "sources": sources(), "lines": lines,
        "more": page.has_next(), "templates": [(found.title(kind), kind) for kind in kinds()],
    }  # fmt: skip
    return render(request, "imports/import_file.html", context)


def _incoming(chosen: dict[str, Any]) -> tuple[Incoming, str, str]:
    sort, _colon, name = chosen["content"].partition(":")
    beside = {f.name: f.read() for f in chosen["beside"]}
    incoming = Incoming(chosen["file"].name, chosen["file"].read(), beside)
    return incoming, name if sort == "kind" else "", name if sort == "mapping" else ""


@permission_required(Permission.IMPORT)
def import_template(_request: HttpRequest, kind: str, form: str) -> HttpResponse:
    """An empty file with the columns of a kind."""
    if form not in FORMS or kind not in kinds():
        raise Http404
    response = HttpResponse(template(kind, form), content_type=FORMS[form])
    response["Content-Disposition"] = f'attachment; filename="{kind}-template.{form}"'
    return response
