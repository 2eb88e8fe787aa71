"""One call, and what is checked while it goes on."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cardiology import audit
from cardiology.access import Permission, permission_required
from followup.actions import claims, contacts
from followup.models import Contact, Outcome, Visit
from followup.queries import call as calls
from followup.queries import call_list as lists
from followup.queries.reach.side import side
from followup.views.call_forms import CallForms

DRAFTED = 200  # characters that a name in a draft may have at most, so that a draft stays small


@permission_required(Permission.CALL)
def next_call(request: HttpRequest) -> HttpResponse:
    """Open the most pressing call that nobody else holds."""
    visit_id = lists.next_visit(request.user)
    if visit_id is None:
        messages.success(request, _("Nobody is left to call now."))
        return redirect("followup:call_list")
    return redirect("followup:call", visit_id)


@permission_required(Permission.CALL)
def call(request: HttpRequest, visit_id: int) -> HttpResponse:
    """One call: opening it claims the patient; an outcome records the attempt and opens the next call."""
    visit = visit_or_404(request, visit_id)
    if request.method == "POST":
        return _record(request, visit)
    audit.opened(visit, by=request.user)
    problem = ""
    try:
        claims.claim(visit, by=request.user)
        visit = visit_or_404(request, visit_id)  # with what has joined this call
    except claims.Taken as taken:
        problem = str(taken)
    forms = CallForms(visit, draft_of(visit), inbound="inbound" in request.GET)
    return _screen(request, visit, forms, problem)


def _record(request: HttpRequest, visit: Visit) -> HttpResponse:
    forms = CallForms(visit, request.POST)
    if not forms.is_valid():
        return _screen(request, visit, forms, status=422)
    if forms.outcome.cleaned_data["outcome"] == Outcome.PARTIAL:
        claims.keep_draft(visit, drafted(request.POST), by=request.user)
    try:
        contact = contacts.record(
            visit, forms.outcome.cleaned_data["outcome"], forms.told(), by=request.user, submission=forms.key
        )
    except claims.Taken as taken:
        claims.keep_draft(visit, drafted(request.POST), by=request.user)
        return _screen(request, visit, forms, str(taken), status=409)
    except ValidationError as error:
        forms.add_action_errors(error)
        return _screen(request, visit, forms, status=422)
    messages.success(request, _("Recorded: %(outcome)s.") % {"outcome": Outcome(contact.outcome).label})
    _tell_of_flags(request, contact)
    return _go_on(request, contact)


def _go_on(request: HttpRequest, contact: Contact) -> HttpResponse:
    """A wrong number leads to the patient's next number, everything else to the next patient."""
    if request.POST.get("then") == "list":
        return redirect("followup:call_list")
    numbers_left = contact.patient.phones.filter(invalid_since=None).exists()
    if contact.outcome in contacts.BAD_NUMBER and numbers_left:
        messages.info(request, _("This number is put away. Try the next one."))
        return redirect("followup:call", contact.visit_id)
    return redirect("followup:next_call")


def _tell_of_flags(request: HttpRequest, contact: Contact) -> None:
    """The nurse sees to whom her red flags went."""
    sent = list(contact.escalations.select_related("to"))
    if sent:
        names = {"n": len(sent), "who": sent[0].to or _("the doctors on duty")}
        messages.warning(request, _("Red flags sent to %(who)s: %(n)d.") % names)


@permission_required(Permission.CALL)
@require_POST
def check(request: HttpRequest, visit_id: int) -> HttpResponse:
    """While the call goes on: keep the answers, hold the patient, say which red flags are up."""
    visit = visit_or_404(request, visit_id)
    is_mine = claims.keep_draft(visit, drafted(request.POST), by=request.user)
    flags = CallForms(visit, request.POST).flags()
    return render(request, "followup/_flags.html", {
        "flags": flags, "is_mine": is_mine, "kept_at": timezone.now(), "kept": True,
    })  # fmt: skip


@permission_required(Permission.CALL)
@require_POST
def release(request: HttpRequest, visit_id: int) -> HttpResponse:
    """Back to the list without a call; what was typed is kept."""
    claims.release(visit_or_404(request, visit_id), by=request.user)
    return redirect("followup:call_list")


def _screen(
    request: HttpRequest, visit: Visit, forms: CallForms, problem: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "visit": visit, "card": calls.card(visit, forms.due, forms.read, user=request.user), "forms": forms,
        "problem": problem, "flags": forms.flags(), "is_open": visit.state == "open" and not problem,
        "is_draft": bool(visit.draft) and request.method == "GET", "side": side(request.user, visit),
    }  # fmt: skip
    return render(request, "followup/call.html", context, status=status)


def visit_or_404(request: HttpRequest, visit_id: int) -> Visit:
    """The visit, if this user may see it; the one into which it was merged, if it was."""
    try:
        found = calls.visit_for_call(request.user, visit_id)
        return calls.visit_for_call(request.user, found.merged_into_id) if found.merged_into_id else found
    except Visit.DoesNotExist as error:
        raise Http404 from error


def drafted(posted: QueryDict) -> dict[str, str]:
    """What was answered so far, as it was typed."""
    skipped = ("csrfmiddlewaretoken", "outcome", "submission", "revision", "then", "direction")
    return {
        k: v[:2000].replace("\x00", "")
        for k, v in posted.items()
        if k not in skipped and v and len(k) < DRAFTED
    }


def draft_of(visit: Visit) -> QueryDict | None:
    """The draft as if it had been submitted again; None where nothing was kept."""
    if not visit.draft:
        return None
    kept = QueryDict(mutable=True)
    kept.update(visit.draft)
    return kept
