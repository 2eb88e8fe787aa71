"""Bringing files in (choose, check, decide, result), and the rows of a kind as a file that can come back."""

import csv
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cardiology.access import Permission, hospital_of, may, permission_required
from cardiology.actions.imports import Incoming, Outcome
from cardiology.actions.imports import import_file as bring_in
from cardiology.intake import waiting
from cardiology.intake.form import ImportForm, kinds, sources
from cardiology.intake.problems import Problem, Refused
from cardiology.queries import batches
from cardiology.registries import Column
from cardiology.resources import FORMS, export_rows

SHOWN = 200  # problems on the page; the file has all of them
STATES = ("new", "changed", "same", "conflict")


@permission_required(Permission.IMPORT)
def import_file(request: HttpRequest) -> HttpResponse:
    """Choose a file; it is checked first, and brought in when the person says so."""
    user: Any = request.user
    hospital = hospital_of(user)
    if request.method == "POST" and "decide" in request.POST:
        return _decide(request)
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        request.session["intake"] = _keep(form.cleaned_data)
        return redirect(f"{reverse('import_file')}?checked=1")
    context: dict[str, Any] = {"form": form, "hospital": hospital}
    if request.method == "GET" and "checked" in request.GET:
        context |= _checked(request)
    if request.GET.get("batch", "").isdecimal():
        context["done"] = _result(batches.batch(user, int(request.GET["batch"])))
    context |= {"earlier": _earlier(user), "exports": _exports(user), "sources": sources()}
    return render(request, "imports/import_file.html", context)


@permission_required(Permission.IMPORT)
def problems(request: HttpRequest) -> HttpResponse:
    """Every problem of the file that waits, as CSV."""
    _outcome, found = _try(request)
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="problems.csv"'
    writer = csv.writer(response)
    writer.writerow([_("Row"), _("Column"), _("Field"), _("Problem")])
    writer.writerows([p.row or "", *map(_harmless, (p.column, p.field, p.sentence))] for p in found)
    return response


@permission_required(Permission.IMPORT)
def export(request: HttpRequest, kind: str, form: str) -> HttpResponse:
    """All rows of a kind in this hospital, with the headers that the import reads."""
    user: Any = request.user
    if form not in FORMS:
        raise Http404
    try:
        content = export_rows(kind, form, by=user)
    except LookupError as error:
        raise Http404 from error
    response = HttpResponse(content, content_type=FORMS[form])
    response["Content-Disposition"] = f'attachment; filename="{kind}.{form}"'
    return response


def _keep(chosen: dict[str, Any]) -> str:
    sort, _colon, name = chosen["content"].partition(":")
    files = {f.name: f.read() for f in (*chosen["beside"], chosen["file"])}  # the file itself is the last
    return waiting.keep(files, {"file": chosen["file"].name, sort: name})


def _incoming(request: HttpRequest) -> tuple[Incoming, dict[str, str]] | None:
    kept = waiting.take(request.session.get("intake", ""))
    if kept is None:
        return None
    files, told = kept
    how = {word: told.get(word, "") for word in ("kind", "mapping")}
    return Incoming(told["file"], files[told["file"]], files), how


def _try(request: HttpRequest, *, dry_run: bool = True) -> tuple[Outcome | None, list[Problem]]:
    found = _incoming(request)
    if found is None:
        return None, [Problem(None, "", "", _("The file is no longer here; choose it again."))]
    incoming, how = found
    user: Any = request.user
    hospital = hospital_of(user)
    try:
        return bring_in(incoming, **how, hospital=hospital, by=user, dry_run=dry_run), []
    except Refused as refused:
        return None, refused.problems


def _checked(request: HttpRequest) -> dict[str, Any]:
    """What the check of the waiting file says: counts, or every problem."""
    outcome, found = _try(request)
    kept = _incoming(request)
    checked = {
        "file": kept[0].name if kept else "",
        "problems": found[:SHOWN], "all_problems": len(found), "more": len(found) > SHOWN,
    }  # fmt: skip
    if outcome:
        checked |= {"table": _table(outcome.counts), "rows": outcome.rows, "total": _totals(outcome)}
        checked |= {"unusual": outcome.unusual[:SHOWN], "all_unusual": len(outcome.unusual)}
        checked |= {"conflicts": outcome.conflicts[:SHOWN]}
    return {"checked": checked}


def _decide(request: HttpRequest) -> HttpResponse:
    """Bring the waiting file in; what fails now is shown like in the check."""
    outcome, found = _try(request, dry_run=False)
    if outcome is None or found:
        return redirect(f"{reverse('import_file')}?checked=1")
    waiting.drop(request.session.pop("intake", ""))
    return redirect(f"{reverse('import_file')}?batch={outcome.batch_id}")


def _totals(outcome: Outcome) -> dict[str, int]:
    return {state: outcome.total(state) for state in STATES}


def _table(counts: dict[str, dict[str, int]]) -> dict[str, Any]:
    """Counts by kind as a finished table."""
    columns = [Column(_("Kind")), *(Column(label, numeric=True) for label in
               (_("New"), _("Changed"), _("Unchanged"), _("Kept as amended")))]  # fmt: skip
    rows = [(batches.title(kind), *(batches.Figure(count[state]) for state in STATES))
            for kind, count in sorted(counts.items(), key=lambda c: batches.order(c[0]))]  # fmt: skip
    return {"caption": _("Rows by kind"), "columns": columns, "rows": rows}


def _result(batch: Any) -> dict[str, Any]:
    return {"batch": batch, "table": _table(batch.counts)}


def _earlier(user: Any) -> dict[str, Any]:
    columns = [Column(_("When")), Column(_("File")), Column(_("Kind")), Column(_("By")),
               Column(_("New"), numeric=True), Column(_("Changed"), numeric=True)]  # fmt: skip
    return {"caption": _("Files brought in before"), "columns": columns, "rows": batches.earlier(user)}


def _exports(user: Any) -> list[tuple[str, str]]:
    """The kinds whose rows the user may take out as a file: title and name."""
    return [(batches.title(kind), kind) for kind in kinds()] if may(user, Permission.READ_RECORDS) else []


def _harmless(text: str) -> str:
    """A text that a spreadsheet does not run as a formula."""
    return f"'{text}" if text[:1] in "=+-@\t\r" and text else text
