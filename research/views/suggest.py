"""Type-ahead of the question page: kinds, variables and answers with how often they are recorded."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from cardiology.access import Permission, permission_required
from research import disclosure, draft
from research.queries import asked
from research.queries.census import Offer, search
from research.queries.pages import number
from research.views.questions import one


@permission_required(Permission.ASK_QUESTIONS)
def suggest(request: HttpRequest, question_id: int, part: str) -> HttpResponse:
    """The best offers for what was typed; nothing about a patient is asked or told here."""
    question = one(request, question_id)
    typed = request.GET.get("q", "")[:80].replace("\0", "")
    of, field = (request.GET.get(name, "")[:120] for name in ("of", "field"))
    index = draft.index_rows(question.draft)
    if part == "value" and of == "index":
        of = index
    found = search(typed, question.hospital_id, of=of, field=field, index="" if part == "index" else index)
    if part == "index":
        found = [offer for offer in found if offer.kind != "patient" and (offer.value or not offer.field)]
    rule = asked.rule_for(request.user)
    return JsonResponse({"offers": [_told(offer, part, rule) for offer in found]})


def _told(offer: Offer, part: str, rule: disclosure.Rule) -> dict[str, Any]:
    """One offer: its words, how often it is recorded, and where choosing it leads."""
    place = {"add": part, "of": offer.kind, "field": offer.field, "value": offer.value}
    at = {k: v for k, v in place.items() if v}
    return {"label": offer.label, "note": _note(offer, rule), "kind": offer.kind, "field": offer.field,
            "value": offer.value, "href": f"?{urlencode(at)}"}  # fmt: skip


def _note(offer: Offer, rule: disclosure.Rule) -> str:
    if offer.complete is not None and disclosure.is_enough(offer.rows or 0, rule):
        return _("%(share)s %% recorded") % {"share": offer.complete}
    if offer.patients is None:
        return ""
    return _("%(count)s patients") % {"count": number(disclosure.large(offer.patients, rule), rule)}
