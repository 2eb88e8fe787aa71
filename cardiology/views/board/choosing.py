"""Which stays an address asks for, and the addresses that change the choice a little."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.translation import gettext as _

from cardiology.models import Admission, Role
from cardiology.queries.board import kept, places
from cardiology.queries.board.lines import Choice

KEPT = ("ward", "attending", "nurse", "tag", "mine", "order", "hidden", "me")


def choice_of(request: HttpRequest) -> Choice:
    """The choice in the address; what is not a number chooses nothing."""
    return Choice(
        ward_id=number_of(request.GET.get("ward", "")),
        attending_id=number_of(request.GET.get("attending", "")),
        nurse_id=number_of(request.GET.get("nurse", "")),
        tag_id=number_of(request.GET.get("tag", "")),
        mine=request.GET.get("mine") == "1",
        hides_names=request.GET.get("hidden") == "1",
    )


def number_of(text: str) -> int | None:
    """An id that was sent; None for what cannot be one."""
    return int(text) if text.isdecimal() and len(text) < 10 else None


def address(request: HttpRequest, **changed: Any) -> str:
    """The address of this page with some of its choices changed; None takes one away."""
    chosen = {k: request.GET[k] for k in KEPT if k in request.GET} | changed
    return "?" + urlencode({k: v for k, v in chosen.items() if v is not None})


def filters(request: HttpRequest, choice: Choice, stays: list[Admission]) -> list[dict[str, Any]]:
    """Groups of chips: wards, doctors, tags that are in use."""
    wards = [
        _chip(request, "ward", w.pk, w.name, choice.ward_id) for w in places.wards(request.user)
    ]  # fmt: skip
    mine = {"url": address(request, mine=None if choice.mine else "1", attending=None, nurse=None),
            "label": _("My patients"), "current": choice.mine}  # fmt: skip
    doctors = [
        _chip(request, "attending", pk, name, choice.attending_id)
        for pk, name in places.attendings(stays)
        if pk != request.user.pk
    ]
    nurses = [
        _chip(request, "nurse", pk, name, choice.nurse_id)
        for pk, name in places.primary_nurses(stays)
        if pk != request.user.pk
    ]
    tags = [_chip(request, "tag", pk, word, choice.tag_id) for pk, word in kept.words_in_use(request.user)]
    if request.user.role == Role.WARD_NURSE:
        nurses.insert(0, mine)
    else:
        doctors.insert(0, mine)
    people = ((_("Attending"), doctors), (_("Primary nurse"), nurses))
    groups = ((_("Ward"), wards), *people, (_("Tag"), tags))
    return [{"label": label, "chips": chips} for label, chips in groups if chips]


def _chip(request: HttpRequest, name: str, value: int, label: str, chosen: int | None) -> dict[str, Any]:
    """A chip that chooses a value, or takes the choice back."""
    is_chosen = value == chosen
    return {
        "url": address(request, **{name: None if is_chosen else value}),
        "label": label,
        "current": is_chosen,
    }
