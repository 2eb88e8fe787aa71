"""Changes of a definition, one part at a time; every one is kept at once in the draft of the question."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cardiology.access import Permission, permission_required
from cardiology.actions.sections import StaleRevision
from research import draft
from research.actions import questions as actions
from research.criteria.parse import DefinitionError
from research.forms.asking import JsonForm
from research.forms.index import IndexForm
from research.models import Question
from research.queries import definitions
from research.views.question import form_of, is_subject, label_of, page
from research.views.questions import mine, whole


@require_POST
@permission_required(Permission.ASK_QUESTIONS)
def change(request: HttpRequest, question_id: int, part: str) -> HttpResponse:
    """Change one part of the definition; what is wrong is shown at its control."""
    question = mine(request, question_id)
    reading = definitions.read(question.draft, question.hospital_id)
    changed, problems = PARTS[part](request, question, reading)
    if changed is None:
        return page(request, question, status=422, **problems)
    try:
        actions.change(question, changed, by=request.user, revision=whole(request.POST.get("revision", "")))
    except StaleRevision:
        return page(request, mine(request, question_id), status=409, stale=definitions.as_text(changed))
    return redirect(f"{reverse('research:question', args=[question.pk])}{_place(request, part)}")


def _place(request: HttpRequest, part: str) -> str:
    """Where the next page goes on: at the criterion that was moved, or where the next one is added."""
    to = whole(request.POST.get("to", ""))
    if part == "move" and to is not None:
        return f"#criterion-{to}"
    return "#ask-criterion" if part in ("criterion", "kind") else ""


Changed = tuple[dict[str, Any] | None, dict[str, Any]]


def _index_kind(request: HttpRequest, question: Question, reading: definitions.Reading) -> Changed:
    kind = request.POST.get("kind", "")
    if kind not in reading.catalogue.kinds:
        return None, {"problem": _("Choose a kind of row.")}
    field = reading.catalogue.kinds[kind].fields.get(request.POST.get("field", ""))
    where = None
    if field is not None and request.POST.get("value"):
        where = {"=": [{"f": field.name}, request.POST["value"][:120]]}
    return draft.with_index_rows(question.draft, kind, where), {}


def _index(request: HttpRequest, question: Question, reading: definitions.Reading) -> Changed:
    kind = draft.index_rows(question.draft)
    if kind not in reading.catalogue.kinds:
        return None, {"problem": _("Choose a kind of row.")}
    form = IndexForm(request.POST, kinds=reading.catalogue, subject=kind, of=kind)
    if not form.is_valid():
        return None, {"index_form": form}
    return {**question.draft, "index": form.index(), "cut": form.cleaned_data["cut"].isoformat()}, {}


def _criterion(request: HttpRequest, question: Question, reading: definitions.Reading) -> Changed:
    subject, place = request.POST.get("of", ""), whole(request.POST.get("at", ""))
    if not is_subject(subject, reading):
        return None, {"problem": _("Choose a kind of row.")}
    form = form_of("criterion", question, reading, subject, request.POST)
    if not form.is_valid():
        return None, {"opened": "criterion", "form": form, "subject": subject, "at": place,
                      "subject_label": label_of(subject, reading)}  # fmt: skip
    names = [c.get("name", "") for i, c in enumerate(draft.criteria(question.draft))
             if i != place and isinstance(c, dict)]  # fmt: skip
    return draft.with_criterion(question.draft, form.criterion(names), place), {}


def _variable(request: HttpRequest, question: Question, reading: definitions.Reading) -> Changed:
    subject = request.POST.get("of", "")
    if not is_subject(subject, reading):
        return None, {"problem": _("Choose a kind of row.")}
    form = form_of("variable", question, reading, subject, request.POST)
    if not form.is_valid():
        return None, {"opened": "variable", "form": form, "subject": subject,
                      "subject_label": label_of(subject, reading)}  # fmt: skip
    return draft.with_variable(question.draft, *form.variable(draft.variables(question.draft))), {}


def _remove(request: HttpRequest, question: Question, _reading: definitions.Reading) -> Changed:
    at = whole(request.POST.get("at", ""))
    if at is None:
        return draft.without_variable(question.draft, request.POST.get("variable", "")), {}
    return draft.without_criterion(question.draft, at), {}


def _move(request: HttpRequest, question: Question, _reading: definitions.Reading) -> Changed:
    """A criterion to another place: the order decides what each line of the attrition counts."""
    at, to = (whole(request.POST.get(name, "")) for name in ("at", "to"))
    return (question.draft if at is None or to is None else draft.moved(question.draft, at, to)), {}


def _switch(request: HttpRequest, question: Question, _reading: definitions.Reading) -> Changed:
    """A criterion off, or on again: it stays on the page, and is not asked."""
    at = whole(request.POST.get("at", ""))
    return (question.draft if at is None else draft.switched(question.draft, at)), {}


def _json(request: HttpRequest, question: Question, _reading: definitions.Reading) -> Changed:
    """The whole definition as text; all problems at once, each with its place."""
    text = request.POST.get("definition", "")
    form = JsonForm({"definition": text})
    try:
        obj = definitions.from_text(text)
        problems = definitions.read(obj, question.hospital_id).problems
    except DefinitionError as error:
        obj, problems = None, error.problems
    if problems:
        return None, {"json_form": form, "json_problems": problems}
    return obj, {}


PARTS = {"kind": _index_kind, "index": _index, "criterion": _criterion, "variable": _variable,
         "remove": _remove, "move": _move, "switch": _switch, "json": _json}  # fmt: skip
