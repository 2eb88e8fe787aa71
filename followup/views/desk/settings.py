"""The head sets up the desk: one page, three forms, each saved by itself."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cardiology.access import Permission, hospital_of, permission_required
from followup import requeue
from followup.actions import settings as actions
from followup.actions.escalations import own_minutes
from followup.actions.reach.reminders import desk_of
from followup.forms.settings import DeskForm, RuleForm, StepsForm

PARTS = ("desk", "steps", "rules")


@permission_required(Permission.DEFINE)
def settings(request: HttpRequest) -> HttpResponse:
    """Phone and hours, how red flags rise, when an attempt is repeated."""
    part = request.POST.get("part", "")
    forms = _forms(request, part)
    if request.method == "POST" and part in PARTS and _saved(forms, part, request):
        messages.success(request, _("Saved. It holds from the next call on."))
        return redirect("followup:settings")
    status = 422 if request.method == "POST" else 200
    return render(request, "followup/settings.html", forms, status=status)


def _forms(request: HttpRequest, part: str) -> dict[str, Any]:
    """The three forms; only the one that was sent is filled from what was typed."""
    hospital = hospital_of(request.user)  # type: ignore[arg-type]
    posted = {name: request.POST if name == part else None for name in PARTS}
    own = requeue.RULES | actions.requeue_rules(hospital.pk)
    return {
        "desk": DeskForm(posted["desk"], instance=desk_of(hospital), prefix="desk"),
        "steps": StepsForm(posted["steps"], own=own_minutes(hospital.pk), prefix="steps"),
        "rules": [RuleForm(posted["rules"], outcome=o, rule=rule) for o, rule in own.items()],
    }


def _saved(forms: dict[str, Any], part: str, request: HttpRequest) -> bool:
    """Whether what was sent is right and stored; what the action refuses is said at its form."""
    sent = forms[part] if part == "rules" else [forms[part]]
    wrong = [form for form in sent if not form.is_valid()]  # every form is read, so that all errors show
    if wrong:
        return False
    try:
        if part == "desk":
            actions.set_desk(forms["desk"].instance, by=request.user)  # type: ignore[arg-type]
        elif part == "steps":
            actions.set_steps(forms["steps"].minutes(), by=request.user)  # type: ignore[arg-type]
        else:
            actions.set_rules({f.prefix: f.rule() for f in sent}, by=request.user)  # type: ignore[arg-type]
    except ValidationError as error:
        sent[0].add_error(None, error.messages)
        return False
    return True
