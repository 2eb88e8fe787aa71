"""Taking rows out: one section or all of them, of a period, a ward, a category; with or without numbers."""

from itertools import chain
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from cardiology.access import Permission, check_may, hospital_of, may, permission_required
from cardiology.actions.files import extracts
from cardiology.intake.form import kinds
from cardiology.intake.problems import sentences
from cardiology.models import EVERY_KIND, Category, Extract, Ward
from cardiology.queries.files.batches import title
from cardiology.queries.files.extracts import lines as own_extracts
from cardiology.resources import AT_ONCE_ROWS, FORMS, Wanted, all_rows, is_large, rows_file
from cardiology.views.files.extracts import content_type
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
    """Choose what to take out; every button sends the same choice. The page asks for `?part=extracts`
    while a worker writes some."""
    user: Any = request.user
    lines = own_extracts(user)
    context: dict[str, Any] = {"lines": lines, "is_open": any(line.extract.is_open for line in lines)}
    if request.GET.get("part") == "extracts":
        return render(request, "imports/_extracts.html", context)
    context |= {
        "form": ExportForm(request.GET or None, user), "hospital": hospital_of(user),
        "kinds": [(title(kind), kind) for kind in kinds()], "at_once": f"{AT_ONCE_ROWS:,}",
    }  # fmt: skip
    return render(request, "imports/export.html", context)


@permission_required(Permission.EXPORT_SECTIONS)
@limited("export")
def export_rows(request: HttpRequest, kind: str, form: str) -> HttpResponse | StreamingHttpResponse:
    """The rows of a kind, with the headers that the import reads."""
    if form not in FORMS or kind not in kinds():
        raise Http404
    return _taken_out(request, kind, form)


@permission_required(Permission.EXPORT_SECTIONS)
@limited("export")
def export_all(request: HttpRequest, form: str) -> HttpResponse | StreamingHttpResponse:
    """Every kind of rows in one archive."""
    if form not in FORMS:
        raise Http404
    return _taken_out(request, EVERY_KIND, form)


def _taken_out(request: HttpRequest, kind: str, form: str) -> HttpResponse | StreamingHttpResponse:
    """The file at once; of many rows by the worker, if a button was pressed and no address opened."""
    user: Any = request.user
    wanted = _wanted(request)
    if wanted is None:
        return _back(request)
    try:
        if not is_large(kind, form, wanted, by=user):
            return _sent(kind, form, wanted, user)
        if request.method != "POST":
            raise ValidationError(_("These are too many rows to wait for; press the button for them here."))
        extracts.ask(kind, form, wanted.told(), by=user)
        return _back(request, "#extracts")
    except ValidationError as error:
        messages.error(request, sentences(error))
        return _back(request)


def _given(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else request.GET


def _back(request: HttpRequest, place: str = "") -> HttpResponse:
    """The page with the choice, and with what is not right in it."""
    given = _given(request)
    choice = {name: given[name] for name in ExportForm.base_fields if given.get(name)}
    return redirect(f"{reverse('export_page')}?{urlencode(choice)}{place}")


def _wanted(request: HttpRequest) -> Wanted | None:
    """The choice that was sent; None where something in it is not right."""
    if _given(request).get("names") == "1":
        check_may(request.user, Permission.EXPORT_IDENTIFIED)
    form = ExportForm(_given(request), request.user)
    return form.wanted() if form.is_valid() else None


def _sent(kind: str, form: str, wanted: Wanted, user: Any) -> StreamingHttpResponse:
    of_all = kind == EVERY_KIND
    pieces = all_rows(form, wanted, by=user) if of_all else rows_file(kind, form, wanted, by=user)
    first = next(pieces, b"")  # a sheet is whole by then: a full disk is an answer, not half a file
    response = StreamingHttpResponse(chain([first], pieces), content_type=content_type(kind, form))
    name = Extract(kind=kind, form=form).file_name
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
