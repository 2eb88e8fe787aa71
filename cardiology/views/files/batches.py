"""One file from its check to its undoing, and the list of all files."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from cardiology.access import Permission, permission_required
from cardiology.actions.files import batches
from cardiology.intake import waiting
from cardiology.intake.problems import sentences
from cardiology.models import BatchState, ImportBatch
from cardiology.queries.files import batches as found
from cardiology.queries.files.batches import STATES
from cardiology.registries import Column, Figure
from cardiology.resources import FORMS


class UndoForm(forms.Form):
    """Why a file is undone."""

    reason = forms.CharField(label=gettext_lazy("Why is this file undone?"), max_length=300)


@permission_required(Permission.IMPORT)
def import_batches(request: HttpRequest) -> HttpResponse:
    """All files, newest first."""
    page, lines = found.page(request.user, request.GET.get("page", "1"))  # type: ignore[arg-type]
    return render(request, "imports/batches.html", {"page": page, "lines": lines})


@permission_required(Permission.IMPORT)
def import_batch(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Where a file stands. The page asks for `?part=progress` while a worker is busy with it."""
    batch = found.batch(request.user, batch_id)  # type: ignore[arg-type]
    if request.GET.get("part") == "progress":
        response = render(request, "imports/_progress.html", {"batch": batch})
        if not batch.is_due:
            response["HX-Refresh"] = "true"
        return response
    return render(request, "imports/batch.html", {"batch": batch, **_told(request, batch)})


@permission_required(Permission.IMPORT)
@require_POST
def import_decide(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Bring all rows in, or the clean ones, or put the file away."""
    user: Any = request.user
    batch, decision = found.batch(user, batch_id), request.POST.get("decide")
    try:
        if decision == "drop":
            batches.drop(batch, by=user)
        elif decision in ("all", "clean"):
            batches.accept(batch, clean_only=decision == "clean", by=user)
            batches.begin(batch)
    except ValidationError as error:
        messages.error(request, sentences(error))
    return redirect("import_batch", batch.pk)


@permission_required(Permission.IMPORT)
@require_POST
def import_undo(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Take a file back as one."""
    user: Any = request.user
    batch = found.batch(user, batch_id)
    try:
        batches.undo(batch, reason=request.POST.get("reason", ""), by=user)
        batches.begin(batch)
    except ValidationError as error:
        messages.error(request, sentences(error))
    return redirect("import_batch", batch.pk)


@permission_required(Permission.IMPORT)
def import_wrong(request: HttpRequest, batch_id: int, form: str) -> HttpResponse:
    """The rows that have problems, with what is wrong in words."""
    batch = found.batch(request.user, batch_id)  # type: ignore[arg-type]
    content = waiting.get(batch.token, f"wrong.{form}") if form in FORMS else None
    if content is None:
        raise Http404
    response = HttpResponse(content, content_type=FORMS[form])
    response["Content-Disposition"] = f'attachment; filename="rows-to-fix-{batch.pk}.{form}"'
    return response


def _told(request: HttpRequest, batch: ImportBatch) -> dict[str, Any]:
    """What the page of a batch shows beside where it stands."""
    user: Any = request.user
    people = found.people_of([batch])
    told: dict[str, Any] = {"what": found.what(batch), "by": people.get(batch.by_id, _("System"))}
    told["decided_by"], told["undone_by"] = people.get(batch.decided_by_id), people.get(batch.undone_by_id)
    if batch.state == BatchState.CHECKED:
        told |= {
            "clean": sum(found.totals(batch.found.get("counts", {})).values()),
            "changes": found.differences(user, batch.found.get("changes", [])),
            "kept": found.differences(user, batch.found.get("kept", [])),
            "has_sheet": bool(batch.found.get("problems")) and waiting.get(batch.token, "wrong.csv"),
            "is_gone": waiting.take(batch.token) is None,
        }  # fmt: skip
        told["table"] = _table(batch.found.get("counts", {}))
    else:
        told["table"] = _table(batch.counts)
        told["undo"] = UndoForm()
        told["left"] = _left(user, batch)
    return told


def _left(user: Any, batch: ImportBatch) -> list[tuple[str, str, str, int | None]]:
    """What an undoing kept: what it is, whose, why."""
    kept = batch.undone.get("kept", [])
    numbers = found.numbers_of(user, kept)
    return [
        (found.title(k["about"].partition(".")[2]), numbers.get(k["patient"], "–"), k["sentence"],
         k["patient"] if k["patient"] in numbers else None)
        for k in kept
    ]  # fmt: skip


def _table(counts: dict[str, dict[str, int]]) -> dict[str, Any]:
    """Counts by kind as a finished table."""
    columns = [Column(_("Kind")), *(Column(label, numeric=True) for label in
               (_("New"), _("Changed"), _("Unchanged"), _("Conflict")))]  # fmt: skip
    rows = [(found.title(kind), *(Figure(count[state]) for state in STATES))
            for kind, count in sorted(counts.items(), key=lambda c: found.order(c[0]))]  # fmt: skip
    return {"caption": _("Rows by kind"), "columns": columns, "rows": rows}
