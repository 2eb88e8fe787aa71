"""The second entry of a sample of stays: the draw, the blind form, how far both entries agree."""

import uuid
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cardiology import audit
from cardiology.access import Permission, hospital_of, may, permission_required, visible_to
from cardiology.actions.drafts import forget, once
from cardiology.actions.quality import reabstraction
from cardiology.forms import typed
from cardiology.models import Reabstraction
from cardiology.months import months_until
from cardiology.queries.quality import reabstraction as queries
from cardiology.views.entry.keeping import restored

MONTHS = 13


class SecondEntry(forms.Form):
    """The core variables of a stay, empty: the record is never read for it."""

    submission = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for model, variable in queries.asked():
            self.fields[queries.key(model, variable)] = variable.formfield(required=False)

    def groups(self) -> list[tuple[Any, list[Any]]]:
        """The fields by section."""
        found: dict[Any, list[Any]] = {}
        for model, variable in queries.asked():
            found.setdefault(model, []).append(self[queries.key(model, variable)])
        return [(queries.title(model), fields) for model, fields in found.items()]


@permission_required(Permission.ENTER_AGAIN)
def page(request: HttpRequest) -> HttpResponse:
    """What waits for a second entry; for the head and the data manager the draw and the agreement as well."""
    month, user = _month(request.GET.get("month", "")), request.user
    context: dict[str, Any] = {
        "months": months_until(timezone.localdate(), MONTHS)[-2::-1], "month": month,
        "sample": queries.sample_of(user, month), "waiting": queries.waiting(user, month),
        "may_draw": may(user, Permission.READ_DATA_QUALITY),
    }  # fmt: skip
    if context["may_draw"]:
        done = queries.compared(user, month)
        context |= {"lines": queries.lines(done), "differences": queries.differences(done)}
        audit.record("re-abstraction opened", by=user, about=hospital_of(user), new={"month": str(month)})
    return render(request, "checks/second_entry.html", context)


@require_POST
@permission_required(Permission.READ_DATA_QUALITY)
def draw(request: HttpRequest) -> HttpResponse:
    """Draw the sample of a month."""
    month = _month(request.POST.get("month", ""))
    try:
        reabstraction.draw(month, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The sample is drawn."))
    return redirect(_address(month))


@permission_required(Permission.ENTER_AGAIN)
def enter(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Enter a stay a second time without seeing what was entered first."""
    rows = visible_to(request.user, Reabstraction).select_related("admission__patient", "sample")
    entry = get_object_or_404(rows, pk=entry_id)
    reabstraction.check_second(entry, by=request.user)
    if request.method == "POST":
        return _save(request, entry)
    if entry.entered_at is not None:
        return redirect(_address(entry.sample.month))
    audit.opened(entry.admission, by=request.user)
    chosen = request.GET.get("draft", "")
    draft, told = restored(
        request.user, entry.admission, reabstraction.SECTION, chosen=chosen, row_id=entry.pk
    )
    return _form(request, entry, SecondEntry(initial=draft.values if draft else None), told)


@require_POST
@permission_required(Permission.ENTER_AGAIN)
def keep(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Keep what is typed so far, or throw it away."""
    entry = get_object_or_404(visible_to(request.user, Reabstraction), pk=entry_id)
    if "discard" in request.POST:
        forget(entry.admission, reabstraction.SECTION, by=request.user, row_id=entry.pk)
        return redirect("second_entry_form", entry.pk)
    kept = reabstraction.keep(entry, typed(request.POST), by=request.user)
    if kept is None:
        return HttpResponse(status=204)
    text = _("Kept %(time)s, not saved yet") % {"time": f"{timezone.localtime(kept.at):%H:%M:%S}"}
    return render(request, "_components/save_state.html", {"state": "kept", "text": text})


def _save(request: HttpRequest, entry: Reabstraction) -> HttpResponse:
    """Save; a form that is sent again gets the first result, one from another tab is told what stands."""
    form, back = SecondEntry(request.POST), _address(entry.sample.month)
    if not form.is_valid():
        return _form(request, entry, form, {}, status=422)

    def write() -> str:
        reabstraction.enter(entry, form.cleaned_data, by=request.user)
        return back

    try:
        address = once(form.cleaned_data["submission"], write, by=request.user)
    except ValidationError as error:
        form.add_error(None, error)
        return _form(request, entry, form, {}, status=422)
    messages.success(request, _("Saved."))
    return redirect(address)


def _form(
    request: HttpRequest, entry: Reabstraction, form: SecondEntry, told: dict[str, Any], status: int = 200
) -> HttpResponse:
    context = {"entry": entry, "stay": entry.admission, "form": form, "back": _address(entry.sample.month),
               "draft_url": reverse("second_entry_draft", args=[entry.pk]), **told}  # fmt: skip
    return render(request, "checks/second_form.html", context, status=status)


def _month(text: str) -> date:
    """The month asked for; the last that has ended where none is, or one that is not."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return months_until(timezone.localdate(), 2)[0]


def _address(month: date) -> str:
    return f"{reverse('second_entry')}?month={month:%Y-%m}"
