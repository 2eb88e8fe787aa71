"""The quality board on the page, on paper and as a spreadsheet; one number of it by itself."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cardiology import audit
from cardiology.access import Permission, hospital_of, may, permission_required
from cardiology.actions.quality import choice, counting, letters
from cardiology.documents import accreditation, pdf
from cardiology.documents import board as document
from cardiology.models import BoardReader
from cardiology.months import last_day, months_until
from cardiology.quality import MEASURES
from cardiology.quality.board import MOST
from cardiology.queries.quality.board import SPANS, TREND, Period, chosen, subjects
from cardiology.resources import FORMS
from cardiology.views.reports import language

SPAN = 12


@permission_required(Permission.READ_REPORTS)
def board(request: HttpRequest) -> HttpResponse:
    """The board of the hospital, from what the worker counted."""
    period = period_of(request)
    allowed = {
        "may_define": may(request.user, Permission.DEFINE),
        "may_export": may(request.user, Permission.EXPORT_ROWS),
    }
    reader = BoardReader.objects.filter(reader=request.user).first()
    context = {**document.context(request.user, period), **choices(period), **allowed, "reader": reader}
    return render(request, "reports/board.html", context)


@permission_required(Permission.READ_REPORTS)
def subject(request: HttpRequest, subject: str) -> HttpResponse:
    """One number: its course with limits, why stays are left out, who stands where, the months' patients."""
    known = subjects().get(subject)
    if known is None:
        raise Http404
    period = period_of(request)
    audit.record("measure opened", by=request.user, about=hospital_of(request.user), new={"measure": subject})
    context = {**document.one(request.user, subject, period), **choices(period), "subject": known,
               "of_stays": subject in MEASURES}  # fmt: skip
    return render(request, "reports/board_subject.html", context)


@permission_required(Permission.READ_REPORTS)
def board_file(request: HttpRequest, form: str) -> HttpResponse:
    """The board as PDF or XLSX."""
    period, chosen_language = period_of(request), language(request)
    new = {"form": form, "until": str(period.until), "months": period.span}
    audit.record("board printed", by=request.user, about=hospital_of(request.user), new=new)
    with translation.override(chosen_language):
        if form == "xlsx":
            content = document.spreadsheet(request.user, period)
            return as_file(content, f"board-{period.until:%Y-%m}.xlsx")
        context = document.context(request.user, period)
    content = pdf.render("documents/board.html", context, by=request.user, language=chosen_language)
    return pdf.as_response(content, f"board-{period.until:%Y-%m}")


@require_POST
@permission_required(Permission.READ_REPORTS)
def recount(request: HttpRequest) -> HttpResponse:
    """Ask the worker to count everything anew."""
    counting.want(by=request.user)
    messages.success(request, _("The numbers are being counted anew. The board shows when it is done."))
    return redirect("board")


@require_POST
@permission_required(Permission.READ_REPORTS)
def subscribe(request: HttpRequest) -> HttpResponse:
    """Ask for the board every month, or no longer."""
    try:
        letters.subscribe(request.POST.get("address", "").strip(), by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Saved."))
    return redirect("board")


@permission_required(Permission.DEFINE)
def choose(request: HttpRequest) -> HttpResponse:
    """Which numbers the board shows."""
    error = ""
    if request.method == "POST":
        try:
            choice.choose(request.POST.getlist("measure"), by=request.user)
            return redirect("board")
        except ValidationError as found:
            error = " ".join(found.messages)
    shown = request.POST.getlist("measure") if error else chosen(hospital_of(request.user))
    context = {"subjects": subjects().values(), "shown": shown, "error": error, "most": MOST}
    return render(request, "reports/board_choice.html", context, status=422 if error else 200)


@permission_required(Permission.READ_REPORTS)
def cases(request: HttpRequest) -> HttpResponse:
    """The cases of the period for the accreditation as a chest-pain centre."""
    period = period_of(request)
    with translation.override(language(request)):
        content = accreditation.export(period.months[0], last_day(period.until), by=request.user)
    return as_file(content, f"chest-pain-{period.months[0]:%Y-%m}-{period.until:%Y-%m}.xlsx")


def period_of(request: HttpRequest) -> Period:
    """The period asked for in the address; the last twelve months where none is, or one that is not."""
    newest = months_until(timezone.localdate(), TREND)
    asked, span = request.GET.get("until", ""), request.GET.get("months", "")
    until = next((m for m in newest if f"{m:%Y-%m}" == asked), newest[-1])
    return Period(until, int(span) if span in map(str, SPANS) else SPAN)


def choices(period: Period) -> dict[str, Any]:
    """What can be chosen: how many months, until when."""
    newest: list[date] = months_until(timezone.localdate(), TREND)
    return {"spans": SPANS, "asked": period, "untils": newest[::-1],
            "address": f"?until={period.until:%Y-%m}&months={period.span}"}  # fmt: skip


def as_file(content: bytes, name: str) -> HttpResponse:
    """A spreadsheet to keep."""
    response = HttpResponse(content, content_type=FORMS["xlsx"])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response
