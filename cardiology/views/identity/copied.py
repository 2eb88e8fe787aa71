"""A copy of a patient's whole record: on paper, or for a program."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone, translation

from cardiology import audit
from cardiology.access import Permission, permission_required, visible_to
from cardiology.documents import pdf, record_copy
from cardiology.models import Patient
from cardiology.queries.signing import copies
from cardiology.views.reports import language
from cardiology.views.trust.limits import limited


@permission_required(Permission.COPY_RECORDS)
@limited("export")
def paper(request: HttpRequest, patient_id: int) -> HttpResponse:
    """The copy as PDF, in the language asked for."""
    user: Any = request.user
    patient = get_object_or_404(visible_to(user, Patient), pk=patient_id)
    chosen = language(request)
    with translation.override(chosen):
        context = record_copy.context(patient, user)
    content = pdf.render("documents/record_copy.html", context, by=user, language=chosen)
    audit.record("record copied", by=user, about=patient, new={"form": "pdf"}, via="export")
    return pdf.as_response(content, f"record-{patient.pk}")


@permission_required(Permission.COPY_RECORDS)
@limited("export")
def values(request: HttpRequest, patient_id: int) -> HttpResponse:
    """The copy as JSON: every stored row, with a checksum."""
    user: Any = request.user
    patient = get_object_or_404(visible_to(user, Patient).select_related("hospital"), pk=patient_id)
    said = copies.record(patient, by=user, at=timezone.now())
    new = {"form": "json", "checksum": said["checksum"]}
    audit.record("record copied", by=user, about=patient, new=new, via="export")
    answer = JsonResponse(said, json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = f'attachment; filename="record-{patient.pk}.json"'
    return answer
