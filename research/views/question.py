"""The page of a question: its definition by plain controls and as JSON, its sentence, its counts."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from cardiology.access import Permission, may, permission_required
from research import draft
from research.criteria.around import window_of
from research.forms import criteria as criterion_forms
from research.forms import index as index_forms
from research.forms.asking import JsonForm, TitleForm, VersionForm
from research.forms.index import IndexForm
from research.forms.rows import INDEX, PATIENT
from research.forms.variables import VariableForm
from research.methods import METHODS
from research.models import Question
from research.queries import asked, definitions, pages
from research.queries.variables import described
from research.views.analysis import run_forms
from research.views.questions import one, whole


@permission_required(Permission.ASK_QUESTIONS)
def question(request: HttpRequest, question_id: int) -> HttpResponse:
    """The page; `?add=` and `?criterion=` open a form on it."""
    found = one(request, question_id)
    return page(request, found, **_opened(request, found))


def page(request: HttpRequest, question: Question, status: int = 200, **extra: Any) -> HttpResponse:
    """Everything the page shows. `extra` puts a form with errors in the place of a fresh one."""
    reading = definitions.read(question.draft, question.hospital_id)
    known = described(reading.definition, reading.catalogue) if reading.definition else {}
    found = _criteria(question, reading)
    context = {
        "question": question, "reading": reading, "is_mine": question.owner_id == request.user.pk,
        "title_form": TitleForm(initial={"title": question.title, "is_shared": question.is_shared,
                                         "study": question.study or ""}),
        "json_form": JsonForm(initial={"definition": definitions.as_text(question.draft)}),
        "version_form": VersionForm(), "index_form": _index_form(question, reading),
        "index_kind": draft.index_rows(question.draft), "index_label": index_label(question, reading),
        "lines": pages.waiting(reading.definition.criteria) if reading.definition else (),
        "rule": asked.rule_for(request.user), "sees_rows": may(request.user, Permission.READ_RECORDS),
        "criteria": found, "has_windows": any(c["has_window"] for c in found),
        "variables": _variables(question, known),
        "versions": question.versions.select_related("saved_by").prefetch_related("cohorts"),
        "runs": question.runs.select_related("asked_by", "version")[:12],
        "methods": METHODS.values(),
        "may_export": may(request.user, Permission.EXPORT_ROWS), **run_forms(known),
    }  # fmt: skip
    return render(request, "research/question.html", {**context, **extra}, status=status)


def index_label(question: Question, reading: definitions.Reading) -> str:
    """The kind of row that the question is about, in words."""
    kind = reading.catalogue.kinds.get(draft.index_rows(question.draft))
    return str(kind.label) if kind else _("No rows yet")


def _index_form(question: Question, reading: definitions.Reading) -> IndexForm | None:
    initial = index_forms.initial(question.draft)
    kind = draft.index_rows(question.draft)
    if initial is None or kind not in reading.catalogue.kinds:
        return None
    return IndexForm(kinds=reading.catalogue, subject=kind, of=kind, initial=initial)


def _criteria(question: Question, reading: definitions.Reading) -> list[dict[str, Any]]:
    """Each criterion with its words and whether the plain controls can change it."""
    words = iter(reading.of_criteria)
    on = iter(enumerate(reading.definition.criteria if reading.definition else ()))
    found = []
    for i, c in enumerate(draft.criteria(question.draft)):
        place, node = (None, None) if draft.is_off(c) else next(on, (None, None))
        found.append({
            "at": i, "name": c.get("name", "") if isinstance(c, dict) else "",
            "is_off": draft.is_off(c), "words": "" if draft.is_off(c) else next(words, ""),
            "asked_at": place, "has_window": node is not None and window_of(node) is not None,
            "plain": criterion_forms.read(draft.on(c), reading.catalogue) is not None,
        })  # fmt: skip
    return found


def _variables(question: Question, known: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"name": name, "described": known.get(name)} for name in draft.variables(question.draft)]


def _opened(request: HttpRequest, question: Question) -> dict[str, Any]:
    """The form that the address opens: a new criterion or variable of a kind, or a criterion to change."""
    reading = definitions.read(question.draft, question.hospital_id)
    part, subject = request.GET.get("add", ""), request.GET.get("of", "")
    if part in ("criterion", "variable") and is_subject(subject, reading):
        form = form_of(part, question, reading, subject, initial=_chosen(request))
        return {"opened": part, "form": form, "subject": subject, "subject_label": label_of(subject, reading)}
    at = whole(request.GET.get("criterion", ""))
    found = draft.criteria(question.draft)
    if at is None or at >= len(found):
        return {}
    plain = criterion_forms.read(draft.on(found[at]), reading.catalogue)
    if plain is None:
        return {}
    form = form_of("criterion", question, reading, plain[0], initial=plain[1])
    label = label_of(plain[0], reading)
    return {"opened": "criterion", "form": form, "subject": plain[0], "subject_label": label, "at": at}


def _chosen(request: HttpRequest) -> dict[str, Any] | None:
    """What the search that opened the form has chosen already: a variable, and one of its answers."""
    field, value = (request.GET.get(name, "")[:120] for name in ("field", "value"))
    if not field:
        return None
    return {"field": field, **({"op": "=", "value": value} if value else {})}


def is_subject(subject: str, reading: definitions.Reading) -> bool:
    return subject in (PATIENT, INDEX) or subject in reading.catalogue.kinds


def label_of(subject: str, reading: definitions.Reading) -> str:
    names = {PATIENT: _("Patient"), INDEX: _("The index itself")}
    return names.get(subject) or str(reading.catalogue.kinds[subject].label)


def form_of(
    part: str, question: Question, reading: definitions.Reading, subject: str, *args: Any, **options: Any
) -> Any:
    made = criterion_forms.CriterionForm if part == "criterion" else VariableForm
    form = made(
        *args, kinds=reading.catalogue, subject=subject, of=draft.index_rows(question.draft), **options
    )
    chosen = options.get("initial") or {}
    first = "op" if chosen.get("field") and not chosen.get("value") and "op" in form.fields else None
    form.fields[first or next(iter(form.fields))].widget.attrs["autofocus"] = True
    return form
