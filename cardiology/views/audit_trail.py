"""The audit trail for the data manager: who did and saw what. Opening it is an event itself."""

import csv
import json
from dataclasses import asdict, fields
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cardiology import audit
from cardiology.access import Permission, hospital_of, permission_required
from cardiology.addresses import network_form
from cardiology.audit_exchange import bundle
from cardiology.queries import audit_trail as trails
from cardiology.queries.audit_trail import Wanted
from cardiology.queries.trust import seals
from cardiology.resources import written
from cardiology.views.trail_forms import TrailForm
from cardiology.views.trust.limits import limited


@permission_required(Permission.READ_AUDIT)
def trail(request: HttpRequest) -> HttpResponse:
    """The events, newest first. What is looked for is posted, so that no number stands in an address."""
    user: Any = request.user
    wanted = _wanted(request)
    persons, events = trails.choices(user)
    start = {k: v for k, v in asdict(wanted).items() if k != "patient"}
    form = TrailForm(request.POST or None, persons=persons, events=events, initial=start)
    if form.is_bound and form.is_valid():
        number = form.cleaned_data["number"]
        patient = trails.patient_with(user, number) if number else None
        if not number or patient:
            return redirect(_address({k: v for k, v in form.cleaned_data.items() if k != "number"}, patient))
        form.add_error("number", _("There is no patient with this number in your hospital."))
    page, lines = trails.page(user, wanted, request.GET.get("page", 1))
    _note(request, "audit trail opened", wanted)
    query = urlencode(_words(wanted))
    context = {"form": form, "page": page, "lines": lines, "query": query, "seals": seals.state(user)}
    return render(request, "audit/trail.html", context, status=422 if form.errors else 200)


@permission_required(Permission.READ_AUDIT)
@limited("export")
def trail_csv(request: HttpRequest) -> HttpResponse:
    """The same events as a file."""
    user: Any = request.user
    wanted = _wanted(request)
    found = list(trails.events(user, wanted)[: trails.LONGEST])
    _note(request, "audit trail exported", wanted)
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="audit.csv"'
    writer = csv.writer(response)
    writer.writerow([_("When"), _("Who"), _("Role"), _("What"), _("About"), _("Patient number"), _("Through"),
                     _("Changes"), pgettext("audit trail", "Outcome"), _("Network address"),
                     _("Request number")])  # fmt: skip
    for line in trails.lines(user, found):
        changes = "; ".join(f"{name}: {before} → {after}" for name, before, after in line.changes)
        cells = (line.person, line.role, line.event, line.about, line.number, line.via, changes,
                 line.outcome, line.address, line.request_number)  # fmt: skip
        writer.writerow([written(line.at), *map(written, cells)])
    return response


@permission_required(Permission.READ_AUDIT)
@limited("export")
def trail_fhir(request: HttpRequest) -> HttpResponse:
    """The same events as other systems collect them: FHIR AuditEvent."""
    user: Any = request.user
    wanted = _wanted(request)
    found = trails.told(user, list(trails.events(user, wanted)[: trails.LONGEST]))
    _note(request, "audit trail exported", wanted)
    content = json.dumps(bundle(found, at=timezone.now()), ensure_ascii=False)
    response = HttpResponse(content, content_type="application/fhir+json; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="audit.json"'
    return response


def _wanted(request: HttpRequest) -> Wanted:
    """What the address asks for; what cannot be read does not matter."""
    asked = {f.name: request.GET.get(f.name, "").replace("\0", "") for f in fields(Wanted)}
    patient = asked["patient"] if asked["patient"].isdecimal() and len(asked["patient"]) < 19 else ""
    try:
        day = date.fromisoformat(asked["day"])
        day = day if date(2000, 1, 1) <= day <= timezone.localdate() else None
    except ValueError:
        day = None
    plain = {name: asked[name] or None for name in ("person", "event", "outcome", "request_number")}
    return Wanted(
        patient=int(patient) if patient else None, day=day, address=network_form(asked["address"]) or None,
        **plain,
    )  # fmt: skip


def _words(wanted: Wanted) -> dict[str, str]:
    return {name: str(value) for name, value in asdict(wanted).items() if value}


def _address(chosen: dict[str, Any], patient: Any) -> str:
    wanted = Wanted(**{**chosen, "patient": patient and patient.pk})
    return f"{reverse('audit')}?{urlencode(_words(wanted))}"


def _note(request: HttpRequest, event: str, wanted: Wanted) -> None:
    user: Any = request.user
    audit.record(event, by=user, about=hospital_of(user), new=_words(wanted) or None)
