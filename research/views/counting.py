"""What the question page counts: an estimate first where that helps, then exactly; rows, reasons, timing."""

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from cardiology import audit
from cardiology.access import Permission, may, permission_required, visible_to
from cardiology.models import Patient
from research.actions import telling
from research.catalogue import catalogue
from research.criteria.around import window_of
from research.criteria.nodes import Definition
from research.disclosure import Rule, large
from research.models import Question
from research.pictures.around import around
from research.queries import asked, cohorts, definitions, looking, sample_rows
from research.queries.cohorts import CannotRun, CohortResult, run
from research.queries.pages import attrition, number
from research.views.questions import one, whole

QUICK_SECONDS = 10


@permission_required(Permission.ASK_QUESTIONS)
def count(request: HttpRequest, question_id: int) -> HttpResponse:
    """The attrition of the definition as it stands; a large hospital sees an estimate first."""
    question = one(request, question_id)
    reading = definitions.read(question.draft, question.hospital_id)
    rule = asked.rule_for(request.user)
    sees_rows = may(request.user, Permission.READ_RECORDS)
    context: dict[str, Any] = {"question": question, "rule": rule, "sees_rows": sees_rows}
    if reading.definition is None:
        context["problem"] = _(
            "There is nothing to count until the problems of the definition are put right."
        )
        return render(request, "research/_count.html", context)
    is_estimate = "exact" not in request.GET and looking.is_large(question.hospital_id)
    try:
        counts = _counts(question, reading.definition, rule, is_estimate)
    except CannotRun as error:
        more = _("A run in the background has more time.")
        context["problem"] = f"{error} {more}"
        return render(request, "research/_count.html", context)
    lines = looking.estimated(counts, rule) if is_estimate else attrition(counts, rule)
    context |= {"lines": lines, "state": "estimate" if is_estimate else "exact"}
    return render(request, "research/_count.html", context)


def _counts(question: Question, definition: Definition, rule: Any, is_estimate: bool) -> dict[str, Any]:
    """Exact counts for who may see every one, for others those that stand."""
    narrow = looking.sampled if is_estimate else None
    if rule.exact:
        kinds = catalogue(question.hospital_id)
        return cohorts.count(definition, narrow(kinds) if narrow else kinds, QUICK_SECONDS)
    result = run(definition, hospital_id=question.hospital_id, timeout=QUICK_SECONDS, narrow=narrow)
    return telling.attrition(definition, result, hospital_id=question.hospital_id)


def _definition(question: Question) -> tuple[Definition, Any]:
    reading = definitions.read(question.draft, question.hospital_id)
    if reading.definition is None:
        raise Http404
    return reading.definition, reading.catalogue


def _result(question: Question, definition: Definition) -> CohortResult:
    try:
        return run(definition, hospital_id=question.hospital_id, timeout=QUICK_SECONDS)
    except CannotRun as error:
        raise Http404 from error


@permission_required(Permission.READ_RECORDS)
@permission_required(Permission.ASK_QUESTIONS)
def rows(request: HttpRequest, question_id: int) -> HttpResponse:
    """Up to 20 of the rows that remain, or that gave one answer: for who may open records."""
    question = one(request, question_id)
    definition, _kinds = _definition(question)
    step, answer = whole(request.GET.get("step", "")), request.GET.get("answer", "")
    lines = sample_rows.chosen(definition, _result(question, definition), step, answer)
    people = sample_rows.patients(lines, request.user)
    found = [{"patient": people[x.patient], "at": x.start, "id": x.id} for x in lines if x.patient in people]
    for patient in {x["patient"].pk: x["patient"] for x in found}.values():
        audit.opened(patient, by=request.user, via="research")
    context = {"question": question, "rows": found, "answer": answer,
               "criterion": definition.criteria[step].name if step is not None and answer and
               step < len(definition.criteria) else ""}  # fmt: skip
    return render(request, "research/_rows.html", context)


@permission_required(Permission.READ_RECORDS)
@permission_required(Permission.ASK_QUESTIONS)
def evidence(request: HttpRequest, question_id: int, patient_id: int, row_id: int) -> HttpResponse:
    """Why one row is in or out, criterion by criterion, from the record of its patient."""
    question = one(request, question_id)
    definition, kinds = _definition(question)
    patient = get_object_or_404(visible_to(request.user, Patient), pk=patient_id)
    audit.opened(patient, by=request.user, via="research")
    because = sample_rows.because(definition, kinds, patient_id, row_id)
    return render(request, "research/_evidence.html", {"patient": patient, "because": because})


@permission_required(Permission.ASK_QUESTIONS)
def timing(request: HttpRequest, question_id: int) -> HttpResponse:
    """When the events of a criterion happen around the index, beside the window that it asks for."""
    question = one(request, question_id)
    definition, kinds = _definition(question)
    at = whole(request.GET.get("criterion", ""))
    window = None if at is None or at >= len(definition.criteria) else window_of(definition.criteria[at])
    if at is None or window is None:
        raise Http404
    rule, hospital = asked.rule_for(request.user), question.hospital_id
    try:
        bars = looking.bars(definition, window, hospital_id=hospital, timeout=QUICK_SECONDS, rule=rule,
                            tell=partial(telling.tell, hospital_id=hospital))  # fmt: skip
    except CannotRun as error:
        return render(request, "research/_timing.html", {"problem": str(error)})
    title = _("Rows with such an event, by days after the index")
    most = max(bars, key=lambda bar: bar.n)
    drawn = {"bars": [vars(bar) for bar in bars], "low": window.low, "high": window.high, "most": most.shown}
    context = {"name": definition.criteria[at].name, "kind": kinds.kinds[window.select.rows].label,
               "bars": bars, "figure": around(drawn, title), "rule": rule}  # fmt: skip
    return render(request, "research/_timing.html", context)


@permission_required(Permission.ASK_QUESTIONS)
def ties(request: HttpRequest, question_id: int) -> HttpResponse:
    """How many index rows have two different values at the time at which first, last or nearest looks."""
    question = one(request, question_id)
    definition, kinds = _definition(question)
    rule, hospital = asked.rule_for(request.user), question.hospital_id
    try:
        found = looking.ties(definition, kinds, hospital_id=hospital, timeout=QUICK_SECONDS)
    except CannotRun:
        found = []  # the counts beside it have said so
    told = [(label, _number(question, definition, lines, rule)) for label, lines in found]
    return render(request, "research/_ties.html", {"ties": told})


def _number(question: Question, definition: Definition, lines: list[Any], rule: Rule) -> str:
    n = len(lines)
    if not rule.exact:
        n = telling.tell(definition.of.rows, [lines], hospital_id=question.hospital_id)[0][0]
    return number(large(n, rule), rule)
