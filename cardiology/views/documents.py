"""Files that belong to a row of the record: added, opened, withdrawn."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from cardiology import audit
from cardiology.access import Permission, permission_required, visible_to
from cardiology.actions import documents
from cardiology.dictionary import Section, registry
from cardiology.models import Paper, RecordDocument, User
from cardiology.papers import ACCEPTED, ENDINGS, MOST_BYTES


class DocumentForm(forms.Form):
    """A file, and what it is."""

    file = forms.FileField(
        label=gettext_lazy("File (PDF, JPEG or PNG, up to 10 MB)"),
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED}),
    )
    title = forms.CharField(label=gettext_lazy("What it is"), max_length=80)


def beside(row: Section, user: User) -> dict[str, Any]:
    """What the form of a row shows of its files; nothing where there can be none."""
    name = str(row._meta.model_name)
    if name not in RecordDocument.of or not row.pk:
        return {}
    found = visible_to(user, RecordDocument).filter(**{name: row}).select_related("added_by")
    return {"documents": list(found.defer("content")), "document_form": DocumentForm(auto_id=False)}


@require_POST
@permission_required(Permission.WRITE_RECORDS)
def attach(request: HttpRequest, section: str, row_id: int) -> HttpResponse:
    """Keep a file with a row."""
    if section not in RecordDocument.of:
        raise Http404
    row: Any = get_object_or_404(visible_to(request.user, registry.section(section)), pk=row_id)
    form = DocumentForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, " ".join(str(e) for errors in form.errors.values() for e in errors))
        return redirect("section_edit", section, row_id)
    upload: Any = request.FILES["file"]
    try:  # one byte more than allowed shows that it is too large
        content = bytes(upload.read(MOST_BYTES + 1))
        documents.attach(row, content, title=form.cleaned_data["title"], by=request.user)
        messages.success(request, _("Document kept."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("section_edit", section, row_id)


@require_GET
@permission_required(Permission.READ_RECORDS)
def document(request: HttpRequest, paper_id: int) -> HttpResponse:
    """A file, to whom may see the patient; every opening is noted."""
    rows = visible_to(request.user, RecordDocument).filter(withdrawn_at=None)
    found = get_object_or_404(rows, pk=paper_id)
    audit.opened(found, by=request.user)
    return as_file(found, shown=found.is_picture)


def as_file(paper: Paper, *, shown: bool = False) -> HttpResponse:
    """The bytes under a name that says nothing; nothing in it may run."""
    name = f"document-{paper.pk}.{ENDINGS[paper.content_type]}"
    response = HttpResponse(bytes(paper.content), content_type=paper.content_type)
    response["Content-Disposition"] = f'{"inline" if shown else "attachment"}; filename="{name}"'
    response["Cache-Control"] = "no-store"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@require_POST
@permission_required(Permission.WRITE_RECORDS)
def withdraw(request: HttpRequest, paper_id: int) -> HttpResponse:
    """Take a file out of the record."""
    rows = visible_to(request.user, RecordDocument).filter(withdrawn_at=None)
    found = get_object_or_404(rows, pk=paper_id)
    section = next(name for name in found.of if getattr(found, f"{name}_id"))
    row_id = getattr(found, f"{section}_id")
    try:
        documents.withdraw(found, reason=request.POST.get("reason", "").replace("\0", ""), by=request.user)
        messages.success(request, _("Withdrawn. It is kept, and shown no more."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("section_edit", section, row_id)
