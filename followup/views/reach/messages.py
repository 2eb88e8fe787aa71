"""Messages of a patient: what was sent, consent, opt-outs, e-mail; and the gateway's news."""

import hmac
import json
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from cardiology import audit
from cardiology.access import Permission, permission_required, visible_to
from cardiology.models import Patient
from cardiology.queries.banner import banner
from followup.actions.reach import reminders, sending
from followup.queries.reach import messages as queries
from followup.queries.reach.reports import links

MOST_BYTES = 20_000


@permission_required(Permission.CALL)
def patient_messages(request: HttpRequest, patient_id: int) -> HttpResponse:
    """What was sent to a patient and what may be."""
    patient = get_object_or_404(visible_to(request.user, Patient), pk=patient_id)
    audit.opened(patient, by=request.user)
    return render(request, "followup/reach/messages.html", {
        "patient": patient, "banner": banner(request.user, patient, None),
        "lines": queries.of_patient(request.user, patient), "links": links(request.user, patient),
        **queries.settings_of(patient),
    })  # fmt: skip


@permission_required(Permission.CALL)
@require_POST
def choose(request: HttpRequest, patient_id: int) -> HttpResponse:
    """Consent of the person, wish of a number, e-mail address: one of them at a time."""
    patient = get_object_or_404(visible_to(request.user, Patient), pk=patient_id)
    what, value = request.POST.get("what", ""), request.POST.get("value", "")
    if what == "consent":
        reminders.consent(patient, is_given=value == "yes", by=request.user)
    elif what == "number":
        phone = get_object_or_404(patient.phones, pk=_number(request.POST.get("phone", "")))
        reminders.choose(phone, wants=value == "yes", by=request.user)
    elif what == "mailbox":
        try:
            reminders.set_mailbox(patient, value, by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
    return redirect("followup:messages", patient.pk)


def _number(text: str) -> int:
    return int(text) if text.isdigit() and len(text) < 19 else 0


@permission_required(Permission.CALL)
def all_messages(request: HttpRequest) -> HttpResponse:
    """What did not arrive, and how many messages stand where."""
    counts = queries.counts(request.user)
    return render(request, "followup/reach/all_messages.html", {
        "lines": queries.troubles(request.user), "counts": counts, "quiet": queries.quiet(counts),
        "ways": queries.ways(),
    })  # fmt: skip


@login_not_required
@csrf_exempt
@require_POST
def gateway_news(request: HttpRequest) -> HttpResponse:
    """News of the SMS gateway, signed by the secret that it shares with us: a state, or somebody's reply."""
    body = request.body if len(request.body) <= MOST_BYTES else b""
    if not body or not _is_signed(body, request.headers.get("X-Signature", "")):
        return HttpResponseForbidden()
    told = _json(body)
    if told is None:
        return JsonResponse({"problem": "not JSON"}, status=400)
    if "from" in told:
        done = reminders.replied(str(told["from"]), str(told.get("text", "")))
    else:
        done = sending.heard(str(told.get("key", "")), str(told.get("state", "")))
    return JsonResponse({"done": int(done)})


def _is_signed(body: bytes, signature: str) -> bool:
    """HMAC-SHA256 of the body; without a shared secret nobody is believed."""
    if not settings.SMS_WEBHOOK_SECRET:
        return False
    wanted = hmac.new(settings.SMS_WEBHOOK_SECRET.encode(), body, "sha256").hexdigest()
    return hmac.compare_digest(wanted.encode(), signature.encode())


def _json(body: bytes) -> dict[str, Any] | None:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return told if isinstance(told, dict) else None
