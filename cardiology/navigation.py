"""What the top bar shows to whom."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from cardiology.access import Permission, may
from cardiology.registries import places

IN_THE_BAR = 7  # more do not fit beside the search at 1366 px; the rest stand in a menu


@dataclass(frozen=True)
class Link:
    label: Any
    url: str
    current: bool


def context(request: HttpRequest) -> dict[str, Any]:
    """Template context: the navigation that this user may use, the daily places first."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"navigation": [], "navigation_more": []}
    links = [
        (p.label, reverse(p.url_name)) for p in places if p.permission is None or may(user, p.permission)
    ]
    best = max((url for _label, url in links if request.path.startswith(url)), key=len, default=None)
    shown = [Link(label, url, url == best) for label, url in links]
    found: dict[str, Any] = {"navigation": shown[:IN_THE_BAR], "navigation_more": shown[IN_THE_BAR:]}
    found["lock_after"] = settings.LOCK_AFTER_SECONDS
    if may(user, Permission.READ_RECORDS):
        found["primary_search_url"] = reverse("patient_search")
    return found
