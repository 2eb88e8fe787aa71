"""The heads of both hospitals look at each emergency access."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cardiology.access import Permission, permission_required
from cardiology.actions.trust import emergency as actions
from cardiology.queries.emergency import reviews as queries

PER_PAGE = 50


@require_GET
@permission_required(Permission.REVIEW_EMERGENCIES)
def reviews(request: HttpRequest) -> HttpResponse:
    """Accesses to this hospital's records and by its staff, newest first."""
    user: Any = request.user
    page = Paginator(queries.shown(user), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "lines": queries.lines(user, page), "waiting": queries.waiting(user)}
    return render(request, "emergency/reviews.html", context)


@require_POST
@permission_required(Permission.REVIEW_EMERGENCIES)
def review(request: HttpRequest, access_id: int) -> HttpResponse:
    """Seen, with a remark."""
    user: Any = request.user
    access = get_object_or_404(queries.accesses(user), pk=access_id)
    try:
        actions.review(access, remark=request.POST.get("remark", ""), by=user)
        messages.success(request, _("Noted as seen."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("emergency_reviews")
