"""What is typed is kept on the server until it is saved; a session that was lost can be taken up again."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cardiology.access import Permission, permission_required, visible_to
from cardiology.actions import drafts
from cardiology.actions.trust import locking
from cardiology.dictionary import registry
from cardiology.forms import typed
from cardiology.models import Admission, Draft, User
from cardiology.queries.drafts import at_work, drafts_of

GRIDS = {"grid-vitals": "vitals_grid", "grid-labs": "labs_grid"}
SECTIONS_WITH_GRID = {"vitals": "vitals_grid", "labresult": "labs_grid"}


@require_POST
@permission_required(Permission.WRITE_RECORDS)
def draft(request: HttpRequest, admission_id: int, section: str, row_id: int, parent_id: int) -> HttpResponse:
    """Keep what is typed so far."""
    stay = get_object_or_404(visible_to(request.user, Admission), pk=admission_id)
    if section not in GRIDS and not _is_section(section):
        raise Http404
    kept = drafts.keep(
        stay, section, typed(request.POST), by=request.user, row_id=row_id, parent_id=parent_id
    )
    if kept is None:
        return HttpResponse(status=204)
    text = _("Kept %(time)s, not saved yet") % {"time": f"{timezone.localtime(kept.at):%H:%M:%S}"}
    return render(request, "_components/save_state.html", {"state": "kept", "text": text})


def _is_section(name: str) -> bool:
    return any(model._meta.model_name == name for model in registry.sections())


@require_POST
@permission_required(Permission.WRITE_RECORDS)
def discard(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Throw away what was typed and not saved; leads back to the form as it is stored."""
    found = get_object_or_404(visible_to(request.user, Draft), pk=draft_id, by=request.user)
    drafts.discard(found, by=request.user)
    return redirect(place_url(found))


def place_url(draft: Draft) -> str:
    """The address of the form in which a draft was typed."""
    if draft.section in GRIDS:
        return reverse(GRIDS[draft.section], args=[draft.admission_id])
    if draft.row_id:
        return reverse("section_edit", args=[draft.section, draft.row_id])
    if draft.parent_id and (parent := registry.section(draft.section).parent):
        return reverse("part_new", args=[parent, draft.parent_id, draft.section])
    return reverse("section_new", args=[draft.admission_id, draft.section])


def grid_url(stay: Admission, section: str) -> str:
    """Where a section is filled as a grid; "" for one that is not."""
    name = SECTIONS_WITH_GRID.get(section)
    return reverse(name, args=[stay.pk]) if name else ""


def restored(
    user: User, stay: Admission, section: str, *, chosen: str = "", row_id: int = 0, parent_id: int = 0
) -> tuple[Draft | None, dict[str, Any]]:
    """The draft that a form is filled from, and what the page says of it.

    `chosen` is the number of an older draft, where there are several.
    """
    found = drafts_of(user, stay, section, row_id=row_id, parent_id=parent_id)
    draft = next((d for d in found if str(d.pk) == chosen), found[0] if found else None)
    others = at_work(user, stay, section, row_id=row_id, parent_id=parent_id) if row_id else []
    if draft is None:
        return None, {"at_work": others}
    mark = f"{draft.pk}@{draft.at.isoformat()}"
    older = [d for d in found if d is not draft]
    return draft, {"draft": draft, "restored_mark": mark, "other_drafts": older, "at_work": others}


@require_GET
def session(request: HttpRequest) -> HttpResponse:
    """Who is signed in now, and the token that forms need; a page asks before it sends what was typed."""
    told = {"user": request.user.get_username(), "token": get_token(request)}
    answer = JsonResponse({**told, "locked": locking.is_locked(request.session)})
    answer["Cache-Control"] = "no-store"
    return answer
