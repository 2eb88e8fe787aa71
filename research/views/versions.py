"""Saved versions of a question: one as it was saved, and two beside each other."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from cardiology import audit
from cardiology.access import Permission, permission_required, visible_to
from cardiology.models import Patient
from research import disclosure
from research.actions import telling
from research.queries import asked, definitions, versions
from research.queries.pages import number
from research.views.questions import one


@permission_required(Permission.ASK_QUESTIONS)
def version(request: HttpRequest, question_id: int, number: int) -> HttpResponse:
    """A version as it was saved: in words of both languages, as JSON and as SQL."""
    question = one(request, question_id)
    found = get_object_or_404(question.versions.select_related("saved_by"), number=number)
    reading = definitions.read(found.definition, question.hospital_id)
    context = {"question": question, "version": found, "text": definitions.as_text(found.definition),
               "sentences": found.sentence.splitlines(), "reading": reading,
               "others": question.versions.exclude(pk=found.pk),
               "cohorts": found.cohorts.select_related("frozen_by")}  # fmt: skip
    return render(request, "research/version.html", context)


@permission_required(Permission.ASK_QUESTIONS)
def compare(request: HttpRequest, question_id: int, number: int, other: int) -> HttpResponse:
    """Two versions: which sentences changed, and who entered and who left."""
    question = one(request, question_id)
    found = question.versions.select_related("question", "saved_by")
    old, new = (get_object_or_404(found, number=n) for n in sorted((number, other)))
    rule = asked.rule_for(request.user)

    def tell(rows: Any) -> str:
        if rule.exact:
            return _said(len(rows), rule)
        lines = [_Member(row.id, row.patient_id) for row in rows]
        return _said(
            telling.tell(f"compared:{question.pk}", [lines], hospital_id=question.hospital_id)[0][1], rule
        )

    made = versions.difference(old, new, tell)
    people = [_patients(request, moved) for moved in (made.entered, made.left)]
    context = {"question": question, "old": old, "new": new, "difference": made, "rule": rule,
               "entered": people[0], "left": people[1]}  # fmt: skip
    return render(request, "research/compare.html", context)


class _Member:
    """A row as the memory of counts knows it."""

    def __init__(self, row_id: Any, patient: int) -> None:
        self.id, self.patient = row_id, patient


def _said(n: int, rule: disclosure.Rule) -> str:
    return number(disclosure.large(n, rule), rule)


def _patients(request: HttpRequest, moved: versions.Moved | None) -> list[Patient]:
    """Some of the patients, for who may open their records; each look is written down."""
    found = list(visible_to(request.user, Patient).filter(pk__in=moved.patients if moved else []))
    for patient in found:
        audit.opened(patient, by=request.user, via="research")
    return found
