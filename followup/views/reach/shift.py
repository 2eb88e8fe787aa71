"""The end of a shift, who is on call, how fast red flags are taken, the patient's card."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _

from cardiology import audit
from cardiology.access import Permission, permission_required
from cardiology.documents import pdf
from cardiology.models import Admission, Role, User
from cardiology.queries.stay import stay
from followup.actions import escalations
from followup.actions.reach import self_reports
from followup.documents import schedule_card
from followup.queries.reach.flags import on_call_now, statistics
from followup.queries.reach.handover import hand_over
from followup.views.reach.forms import DutyForm


@permission_required(Permission.CALL)
def handover(request: HttpRequest) -> HttpResponse:
    """What one shift tells the next."""
    return render(request, "followup/reach/handover.html", {
        "told": hand_over(request.user), "on_call": on_call_now(request.user),
    })  # fmt: skip


@permission_required(Permission.CALL)
def flag_statistics(request: HttpRequest) -> HttpResponse:
    """Time until a doctor took a red flag, by month and severity."""
    return render(request, "followup/reach/flag_statistics.html", {"months": statistics(request.user)})


@permission_required(Permission.ADVISE)
def duty(request: HttpRequest) -> HttpResponse:
    """Say who is on call."""
    doctors = User.objects.filter(
        hospital_id=request.user.hospital_id, is_active=True, role__in=(Role.CARDIOLOGIST, Role.HEAD)
    )
    form = DutyForm(request.POST or None, doctors=doctors.order_by("display_name"),
                    initial={"doctor": request.user.pk, "until": "+1d 0800"})  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            escalations.take_duty(**form.cleaned_data, by=request.user)
            messages.success(request, _("On call: %(who)s.") % {"who": form.cleaned_data["doctor"]})
            return redirect("followup:escalations")
        except ValidationError as error:
            for name, problems in getattr(error, "error_dict", {None: [error]}).items():
                form.add_error(name, problems)
    return render(request, "followup/reach/duty.html", {
        "form": form, "on_call": on_call_now(request.user),
    }, status=422 if request.method == "POST" else 200)  # fmt: skip


@permission_required(Permission.READ_RECORDS)
def card_pdf(request: HttpRequest, admission_id: int) -> HttpResponse:
    """The patient's card: days of the calls, phone numbers, warning signs, the code of the self-report."""
    try:
        admission = stay(request.user, admission_id)
    except Admission.DoesNotExist as error:
        raise Http404 from error
    asked = request.GET.get("language", "")
    language = asked if asked in ("en", "zh-hans") else translation.get_language() or "en"
    link = self_reports.give_card(admission, by=request.user)
    url = request.build_absolute_uri(self_reports.path(link)) if link else ""
    with translation.override(language):
        context = schedule_card.context(request.user, admission, url)
    content = pdf.render("documents/schedule_card.html", context, by=request.user, language=language)
    audit.record("schedule card printed", by=request.user, about=admission)
    return pdf.as_response(content, f"schedule-card-{admission.pk}")
