"""Taking rows out: one section or all of them, of a period, a ward, a category; with or without numbers."""

from collections.abc import Iterator
from itertools import chain
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cardiology.access import Permission, check_may, hospital_of, may, permission_required
from cardiology.intake.form import kinds
from cardiology.intake.problems import sentences
from cardiology.models import Category, Ward
from cardiology.queries.files.batches import title
from cardiology.resources import FORMS, Wanted, all_rows, rows_file
from cardiology.views.trust.limits import limited

DAY = forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class ExportForm(forms.Form):
    """Which rows, and whether with what identifies."""

    first = forms.DateField(label=_("Admitted from"), required=False, widget=DAY)
    last = forms.DateField(label=_("Admitted to"), required=False, widget=DAY)
    ward = forms.ModelChoiceField(
        Ward.objects.none(), label=_("Ward"), required=False, empty_label=_("All wards")
    )
    category = forms.ChoiceField(label=_("Main reason"), required=False)
    names = forms.ChoiceField(
        label=_("Columns"),
        required=False,
        help_text=_(
            "Birth dates and free texts stay with the names; only a file with them can be brought back."
        ),
    )

    def __init__(self, given: Any, user: Any) -> None:
        super().__init__(given)
        wards: Any = self.fields["ward"]
        wards.queryset = Ward.objects.filter(department__hospital=hospital_of(user))
        choices: Any = self.fields["category"]
        choices.choices = [("", _("All reasons")), *Category.choices]
        names: Any = self.fields["names"]
        names.choices = [("", _("Without names and numbers"))]
        if may(user, Permission.EXPORT_IDENTIFIED):
            names.choices = [*names.choices, ("1", _("With names and numbers"))]

    def clean(self) -> dict[str, Any]:
        chosen: dict[str, Any] = super().clean() or {}
        if chosen.get("first") and chosen.get("last") and chosen["last"] < chosen["first"]:
            raise forms.ValidationError({"last": _("The last day lies before the first.")})
        return chosen

    def wanted(self) -> Wanted:
        """What was chosen."""
        told = self.cleaned_data
        ward = told["ward"].pk if told["ward"] else None
        return Wanted(told["first"], told["last"], ward, told["category"], told["names"] == "1")


@permission_required(Permission.EXPORT_SECTIONS)
def export_page(request: HttpRequest) -> HttpResponse:
    """Choose what to take out; every button sends the same choice."""
    user: Any = request.user
    context = {
        "form": ExportForm(request.GET or None, user), "hospital": hospital_of(user),
        "kinds": [(title(kind), kind) for kind in kinds()],
    }  # fmt: skip
    return render(request, "imports/export.html", context)


@permission_required(Permission.EXPORT_SECTIONS)
@limited("export")
def export_rows(request: HttpRequest, kind: str, form: str) -> HttpResponse | StreamingHttpResponse:
    """The rows of a kind, with the headers that the import reads."""
    if form not in FORMS or kind not in kinds():
        raise Http404
    wanted = _wanted(request)
    if wanted is None:
        return _choose_again(request)
    try:
        return _sent(rows_file(kind, form, wanted, by=_user(request)), f"{kind}.{form}", FORMS[form])
    except ValidationError as error:
        messages.error(request, sentences(error))
        return _choose_again(request)


@permission_required(Permission.EXPORT_SECTIONS)
@limited("export")
def export_all(request: HttpRequest, form: str) -> HttpResponse | StreamingHttpResponse:
    """Every kind of rows in one archive."""
    if form not in FORMS:
        raise Http404
    wanted = _wanted(request)
    if wanted is None:
        return _choose_again(request)
    return _sent(all_rows(form, wanted, by=_user(request)), f"all-sections-{form}.zip", "application/zip")


def _user(request: HttpRequest) -> Any:
    return request.user


def _choose_again(request: HttpRequest) -> HttpResponse:
    """The page with what is not right in the choice."""
    return redirect(f"{reverse('export_page')}?{request.GET.urlencode()}")


def _wanted(request: HttpRequest) -> Wanted | None:
    """The choice in the address; None where something in it is not right."""
    if request.GET.get("names") == "1":
        check_may(request.user, Permission.EXPORT_IDENTIFIED)
    form = ExportForm(request.GET, request.user)
    return form.wanted() if form.is_valid() else None


def _sent(pieces: Iterator[bytes], name: str, kind: str) -> StreamingHttpResponse:
    first = next(pieces, b"")  # a sheet is whole by then: a full disk is an answer, not half a file
    response = StreamingHttpResponse(chain([first], pieces), content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
