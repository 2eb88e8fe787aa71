"""What may become of a visit, a red flag, a message: pictures and tables, from the rules that hold them."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cardiology.drawing.svg import paint
from followup import levels, reminding, states
from followup.models import VisitState
from followup.state_picture import picture

Labels = Mapping[str, Any]
MACHINES: tuple[tuple[Any, Mapping[str, frozenset[str]], Labels, Labels], ...] = (
    (gettext_lazy("States of a visit"), states.TRANSITIONS, dict(VisitState.choices), states.OWNERS),
    (gettext_lazy("States of a red flag"), levels.TRANSITIONS, levels.LABELS, levels.OWNERS),
    (gettext_lazy("States of a message"), reminding.TRANSITIONS, reminding.LABELS, reminding.OWNERS),
)


def state_book(request: HttpRequest) -> HttpResponse:
    """Every state of the desk; open to everybody who is signed in."""
    parts = [
        {
            "title": title, "picture": paint(picture(after, labels, str(title)), links=False),
            "rows": [(labels[s], [labels[t] for t in after if t in after[s]], owners[s]) for s in after],
        }
        for title, after, labels, owners in MACHINES
    ]  # fmt: skip
    return render(request, "followup/states.html", {"parts": parts, "title": _("States of the desk")})
