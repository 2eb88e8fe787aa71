"""The page of a question: its definition by plain controls and as JSON, its sentence, its counts."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cardiology.access import Permission, may, permission_required
from cardiology.actions.sections import StaleRevision
from research import draft
from research.actions import questions as actions
from research.criteria.parse import DefinitionError
from research.forms import criteria as criterion_forms
from research.forms import index as index_forms
from research.forms.asking import JsonForm, TitleForm, VersionForm
from research.forms.index import IndexForm
from research.forms.rows import INDEX, PATIENT
from research.forms.variables import VariableForm
from research.methods import METHODS
from research.models import Question
from research.queries import asked, definitions
from research.queries.cohorts import CannotRun, run
from research.queries.pages import attrition
from research.queries.variables import described
from research.views.analysis import run_forms
from research.views.questions import mine, one, whole

QUICK_SECONDS = 5


@permission_required(Permission.ASK_QUESTIONS)
def question(request: HttpRequest, question_id: int) -> HttpResponse:
    """The page; `?add=` and `?criterion=` open a form on it."""
    found = one(request, question_id)
    return page(request, found, **_opened(request, found))


def page(request: HttpRequest, question: Question, status: int = 200, **extra: Any) -> HttpResponse:
    """Everything the page shows. `extra` puts a form with errors in the place of a fresh one."""
    reading = definitions.read(question.draft, question.hospital_id)
    known = described(reading.definition, reading.catalogue) if reading.definition else {}
    context = {
        "question": question, "reading": reading, "is_mine": question.owner_id == request.user.pk,
        "title_form": TitleForm(initial={"title": question.title, "is_shared": question.is_shared,
                                         "study": question.study or ""}),
        "json_form": JsonForm(initial={"definition": definitions.as_text(question.draft)}),
        "version_form": VersionForm(), "index_form": _index_form(question, reading),
        "index_kind": draft.index_rows(question.draft), "kinds": kind_choices(reading),
        "criteria": _criteria(question, reading), "variables": _variables(question, known),
        "versions": question.versions.select_related("saved_by").prefetch_related("cohorts"),
        "runs": question.runs.select_related("asked_by", "version")[:12],
        "methods": METHODS.values(),
        "may_export": may(request.user, Permission.EXPORT_ROWS), **run_forms(known),
    }  # fmt: skip
    return render(request, "research/question.html", {**context, **extra}, status=status)


def kind_choices(reading: definitions.Reading) -> list[tuple[str, str]]:
    """Kinds of rows by name and label."""
    return [(name, str(kind.label)) for name, kind in reading.catalogue.kinds.items()]


def _index_form(question: Question, reading: definitions.Reading) -> IndexForm | None:
    initial = index_forms.initial(question.draft)
    kind = draft.index_rows(question.draft)
    if initial is None or kind not in reading.catalogue.kinds:
        return None
    return IndexForm(kinds=reading.catalogue, subject=kind, of=kind, initial=initial)


def _criteria(question: Question, reading: definitions.Reading) -> list[dict[str, Any]]:
    """Each criterion with its words and whether the plain controls can change it."""
    found = draft.criteria(question.draft)
    words = [s for s in reading.sentences if s[:1].isdigit()]
    return [
        {"at": i, "name": c.get("name", "") if isinstance(c, dict) else "",
         "words": words[i].partition(". ")[2] if len(words) == len(found) else "",
         "policy": "exclude" if isinstance(c, dict) and "exclude" in c else "include",
         "plain": criterion_forms.read(c, reading.catalogue) is not None}
        for i, c in enumerate(found)
    ]  # fmt: skip


def _variables(question: Question, known: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"name": name, "described": known.get(name)} for name in draft.variables(question.draft)]


def _opened(request: HttpRequest, question: Question) -> dict[str, Any]:
    """The form that the address opens: a new criterion or variable of a kind, or a criterion to change."""
    reading = definitions.read(question.draft, question.hospital_id)
    part, subject = request.GET.get("add", ""), request.GET.get("of", "")
    if part in ("criterion", "variable") and _is_subject(subject, reading):
        form = _form(part, question, reading, subject)
        return {"opened": part, "form": form, "subject": subject, "subject_label": _label(subject, reading)}
    at = whole(request.GET.get("criterion", ""))
    found = draft.criteria(question.draft)
    if at is None or at >= len(found):
        return {}
    plain = criterion_forms.read(found[at], reading.catalogue)
    if plain is None:
        return {}
    form = _form("criterion", question, reading, plain[0], initial=plain[1])
    label = _label(plain[0], reading)
    return {"opened": "criterion", "form": form, "subject": plain[0], "subject_label": label, "at": at}


def _is_subject(subject: str, reading: definitions.Reading) -> bool:
    return subject in (PATIENT, INDEX) or subject in reading.catalogue.kinds


def _label(subject: str, reading: definitions.Reading) -> str:
    names = {PATIENT: _("Patient"), INDEX: _("The index itself")}
    return names.get(subject) or str(reading.catalogue.kinds[subject].label)


def _form(
    part: str, question: Question, reading: definitions.Reading, subject: str, *args: Any, **options: Any
) -> Any:
    made = criterion_forms.CriterionForm if part == "criterion" else VariableForm
    return made(
        *args, kinds=reading.catalogue, subject=subject, of=draft.index_rows(question.draft), **options
    )


# --- changes -----------------------------------------------------------------------------------------
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
    return redirect("research:question", question.pk)


Changed = tuple[dict[str, Any] | None, dict[str, Any]]


def _index_kind(request: HttpRequest, question: Question, reading: definitions.Reading) -> Changed:
    kind = request.POST.get("kind", "")
    if kind not in reading.catalogue.kinds:
        return None, {"problem": _("Choose a kind of row.")}
    return draft.with_index_rows(question.draft, kind), {}


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
    if not _is_subject(subject, reading):
        return None, {"problem": _("Choose a kind of row.")}
    form = _form("criterion", question, reading, subject, request.POST)
    if not form.is_valid():
        return None, {"opened": "criterion", "form": form, "subject": subject, "at": place,
                      "subject_label": _label(subject, reading)}  # fmt: skip
    names = [c.get("name", "") for i, c in enumerate(draft.criteria(question.draft))
             if i != place and isinstance(c, dict)]  # fmt: skip
    return draft.with_criterion(question.draft, form.criterion(names), place), {}


def _variable(request: HttpRequest, question: Question, reading: definitions.Reading) -> Changed:
    subject = request.POST.get("of", "")
    if not _is_subject(subject, reading):
        return None, {"problem": _("Choose a kind of row.")}
    form = _form("variable", question, reading, subject, request.POST)
    if not form.is_valid():
        return None, {"opened": "variable", "form": form, "subject": subject,
                      "subject_label": _label(subject, reading)}  # fmt: skip
    return draft.with_variable(question.draft, *form.variable(draft.variables(question.draft))), {}


def _remove(request: HttpRequest, question: Question, _reading: definitions.Reading) -> Changed:
    at = whole(request.POST.get("at", ""))
    if at is None:
        return draft.without_variable(question.draft, request.POST.get("variable", "")), {}
    change_at = draft.criterion_up if "up" in request.POST else draft.without_criterion
    return change_at(question.draft, at), {}


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
         "remove": _remove, "json": _json}  # fmt: skip


@permission_required(Permission.ASK_QUESTIONS)
def count(request: HttpRequest, question_id: int) -> HttpResponse:
    """The attrition of the definition as it stands now; gives up soon, since the page waits for it."""
    question = one(request, question_id)
    reading = definitions.read(question.draft, question.hospital_id)
    context: dict[str, Any] = {"question": question}
    if reading.definition is None:
        context["problem"] = _(
            "There is nothing to count until the problems of the definition are put right."
        )
        return render(request, "research/_count.html", context)
    try:
        result = run(reading.definition, hospital_id=question.hospital_id, timeout=QUICK_SECONDS)
    except CannotRun as error:
        more = _("A run in the background has more time.")
        context["problem"] = f"{error} {more}"
        return render(request, "research/_count.html", context)
    rule = asked.rule_for(request.user)
    counts = {"start": {"rows": result.start_rows, "patients": result.start_patients},
              "steps": [vars(step) for step in result.steps]}  # fmt: skip
    context |= {"lines": attrition(counts, rule), "cut": result.data_cut, "rule": rule}
    return render(request, "research/_count.html", context)
