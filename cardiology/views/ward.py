"""The ward list, and finding a patient."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from cardiology.access import Permission, may, permission_required
from cardiology.queries.search import find_patients
from cardiology.queries.ward import ward_list


@permission_required(Permission.READ_RECORDS)
def ward(request: HttpRequest) -> HttpResponse:
    """Who is in which bed, and what is open for whom."""
    chosen = request.GET.get("ward", "")
    ward_id = int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 10 else None
    mine = request.GET.get("mine") == "1"
    shown = ward_list(request.user, ward_id=ward_id, mine=mine)
    return render(request, "ward/list.html", {
        "list": shown, "ward_id": ward_id, "mine": mine,
        "may_admit": may(request.user, Permission.ADMIT),
        "total": sum(n for _ward, n in shown.wards),
    })  # fmt: skip


@require_POST
@permission_required(Permission.READ_RECORDS)
def patient_search(request: HttpRequest) -> HttpResponse:
    """Patients found by what was typed; posted, so that no name stands in an address."""
    found = find_patients(request.user, request.POST.get("q", "")[:60])
    part = "ward/_found.html" if request.headers.get("HX-Request") else "ward/found.html"
    context = {"patients": found, "asked": request.POST.get("q", "").strip()}
    return render(request, part, context | {"may_admit": may(request.user, Permission.ADMIT)})
