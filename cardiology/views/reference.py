"""What is generated from the code: the codebook, who may do what, and the index of the whole reference."""

from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cardiology import codebook as book
from cardiology.access import Permission
from cardiology.dictionary.missing import Missing
from cardiology.dictionary.registry import every_variable
from cardiology.models import Role
from cardiology.queries import hazards as queries
from cardiology.queries.reference import BOOKS
from cardiology.registries import Column, works


def reference(request: HttpRequest) -> HttpResponse:
    """The index: one line per part of the reference."""
    parts = [
        (_("Codebook"), reverse("codebook"), _("Every variable: unit, ranges, answers, code, source.")),
        (_("Calculators"), reverse("calculators"), _("Every score, usable without a patient.")),
        *((title, reverse("book", args=[name]), _("Source, review date and worked examples."))
          for name, (title, _folder) in BOOKS.items()),
        (_("Checks of the record"), reverse("checks_book"),
         _("Every rule across variables: sentence, severity, source, a record that passes and one found.")),
        (_("Hazard log"), reverse("hazards"),
         _("What could harm, its cause, what is done against it, and the test that proves it.")),
        *((work.label, reverse(work.url_name), work.about) for work in works),
        (_("Permissions"), reverse("permissions"), _("Which role may do what.")),
        (_("Interface for programs"), reverse("api:schema"), _("The OpenAPI description of /api/v1/.")),
        (_("Components"), reverse("components"), _("Every part that pages are made of.")),
    ]  # fmt: skip
    return render(request, "reference/index.html", {"parts": parts})


def codebook(request: HttpRequest) -> HttpResponse:
    """Every variable of every section, found by typing."""
    titles = {model._meta.model_name: model.title for model, _variable in every_variable()}
    sections = [
        {"name": name, "title": titles[name], "rows": list(rows)}
        for name, rows in groupby(book.read_rows(), key=lambda row: row["section"])
    ]
    context = {
        "sections": sections, "total": sum(len(s["rows"]) for s in sections),
        "any_reason": book.reasons(Missing),
    }  # fmt: skip
    return render(request, "reference/codebook.html", context)


def codebook_csv(request: HttpRequest) -> HttpResponse:
    """The codebook as CSV, in UTF-8 with its mark, so that spreadsheets read Chinese."""
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="codebook.csv"'
    book.write_csv(response)
    return response


def hazards(request: HttpRequest) -> HttpResponse:
    """The hazard log, with the test that fails when a control no longer holds."""
    columns = [Column(word) for word in (_("No."), _("Hazard"), _("Cause"), _("Control"), _("Proof"))]
    rows: list[list[Any]] = [
        [h.number, h.hazard, h.cause, h.control, ", ".join(proof.partition("::")[2] for proof in h.proofs)]
        for h in queries.hazards(get_language() or "en")
    ]
    return render(request, "reference/hazards.html", {"columns": columns, "rows": rows})


def permissions(request: HttpRequest) -> HttpResponse:
    """Which role may do what, as `access` has it."""
    columns = [Column(_("Permission")), *(Column(role.label) for role in Role)]
    rows: list[list[Any]] = [
        [permission.label, *(_("yes") if role in permission.roles else "–" for role in Role)]
        for permission in Permission
    ]
    return render(request, "reference/permissions.html", {"columns": columns, "rows": rows})
