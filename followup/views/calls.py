"""The call list, one call, what is checked while it goes on."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cardiology import audit
from cardiology.access import Permission, permission_required
from cardiology.documents import pdf
from followup.actions import contacts
from followup.documents import call_sheet
from followup.models import Contact, Outcome, Visit
from followup.queries import call as calls
from followup.queries import call_list as lists
from followup.queries import inbound
from followup.queries.escalations import waiting
from followup.queries.reach.flags import states
from followup.queries.reach.reports import count
from followup.queries.reach.side import side
from followup.views.call_forms import CallForms

DRAFTED = 200  # characters that a drafted answer may have at most, so that a draft stays small


@permission_required(Permission.CALL)
def call_list(request: HttpRequest) -> HttpResponse:
    """Who is to be called now, and why; filtered by bucket, page by page."""
    found = lists.places(request.user)
    bucket = request.GET.get("bucket", "")
    chosen = [p for p in found if p.bucket == bucket] if bucket in lists.BUCKETS else found
    page = Paginator(chosen, lists.PAGE).get_page(request.GET.get("page"))
    return render(request, "followup/list.html", {
        "rows": lists.rows(request.user, page.object_list),
        "page": page,
        "query": urlencode({"bucket": bucket}) if bucket in lists.BUCKETS else "",
        "filters": _filters(found, bucket),
        "bucket": bucket,
        "progress": lists.progress(request.user, len(found)),
        "total": len(found),
        "flags": waiting(request.user)[0], "states": states(request.user), "reports": count(request.user),
    })  # fmt: skip


def _filters(found: list[lists.Place], bucket: str) -> list[dict[str, Any]]:
    every = {"url": "?", "label": _("All"), "count": len(found), "current": bucket not in lists.BUCKETS}
    chips = [
        {"url": f"?bucket={name}", "label": label, "count": n, "current": name == bucket}
        for name, label, n in lists.counts(found)
    ]
    return [every, *chips]


@permission_required(Permission.CALL)
@require_POST
def find(request: HttpRequest) -> HttpResponse:
    """Somebody calls us: whose number, which patient."""
    text = request.POST.get("q", "")
    found = inbound.find(request.user, text)
    template = "followup/_found.html" if request.htmx else "followup/found.html"
    return render(request, template, {"found": found, "asked": bool(text.strip())})


@permission_required(Permission.CALL)
def call_sheet_pdf(request: HttpRequest) -> HttpResponse:
    """The list on paper, in the language asked for."""
    asked = request.GET.get("language", "")
    language = asked if asked in ("en", "zh-hans") else translation.get_language() or "en"
    with translation.override(language):
        context = call_sheet.context(request.user)
    content = pdf.render("documents/call_sheet.html", context, by=request.user, language=language)
    audit.record("call sheet printed", by=request.user, about=request.user.hospital)
    return pdf.as_response(content, f"call-sheet-{timezone.localdate():%Y-%m-%d}")


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
        contacts.claim(visit, by=request.user)
        visit = visit_or_404(request, visit_id)  # with what has joined this call
    except contacts.Taken as taken:
        problem = str(taken)
    return _screen(request, visit, CallForms(visit, draft_of(visit)), problem)


def _record(request: HttpRequest, visit: Visit) -> HttpResponse:
    forms = CallForms(visit, request.POST)
    if not forms.is_valid():
        return _screen(request, visit, forms, status=422)
    try:
        contact = contacts.record(
            visit, forms.outcome.cleaned_data["outcome"], forms.told(), by=request.user, submission=forms.key
        )
    except contacts.Taken as taken:
        contacts.keep_draft(visit, drafted(request.POST), by=request.user)
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
    is_mine = contacts.keep_draft(visit, drafted(request.POST), by=request.user)
    flags = CallForms(visit, request.POST).flags()
    return render(request, "followup/_flags.html", {
        "flags": flags, "is_mine": is_mine, "kept_at": timezone.now(), "kept": True,
    })  # fmt: skip


@permission_required(Permission.CALL)
@require_POST
def release(request: HttpRequest, visit_id: int) -> HttpResponse:
    """Back to the list without a call; what was typed is kept."""
    contacts.release(visit_or_404(request, visit_id), by=request.user)
    return redirect("followup:call_list")


def _screen(
    request: HttpRequest, visit: Visit, forms: CallForms, problem: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "visit": visit, "card": calls.card(visit, user=request.user), "forms": forms, "problem": problem,
        "flags": forms.flags(), "is_open": visit.state == "open" and not problem,
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
    skipped = ("csrfmiddlewaretoken", "outcome", "submission", "revision", "then")
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
