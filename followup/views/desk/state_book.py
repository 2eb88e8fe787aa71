"""What may become of a visit: the picture and the table, both from the rules that hold it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from cardiology.drawing.svg import paint
from followup.models import VisitState
from followup.state_picture import picture
from followup.states import OWNERS, TRANSITIONS


def states(request: HttpRequest) -> HttpResponse:
    """The states of a visit; open to everybody who is signed in."""
    labels = dict(VisitState.choices)
    rows = [
        (labels[state], [labels[s] for s in TRANSITIONS if s in after], OWNERS[state])
        for state, after in TRANSITIONS.items()
    ]
    drawn = paint(picture(TRANSITIONS, labels, _("States of a visit")), links=False)
    return render(request, "followup/states.html", {"rows": rows, "picture": drawn})
