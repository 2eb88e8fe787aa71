"""The worked questions as a page of the reference: what a definition means, patient by patient."""

import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from research.criteria.describe import describe
from research.criteria.parse import parse
from research.criteria.worked import CATALOGUE, read


def worked(request: HttpRequest) -> HttpResponse:
    """Every question with its sentence, its definition and its patients."""
    language = get_language() or "en"
    is_chinese = language.startswith("zh")
    questions = [
        {"number": q.number, "title": q.chinese if is_chinese else q.title, "stories": q.stories,
         "sentences": describe(parse(q.definition, CATALOGUE), CATALOGUE, language).splitlines(),
         "json": json.dumps({k: v for k, v in q.definition.items() if k != "cut"}, ensure_ascii=False)}
        for q in read()
    ]  # fmt: skip
    return render(request, "research/worked.html", {"questions": questions})
