"""The calculators: every score, usable without a patient. Nothing that is typed here is stored."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from cardiology.calculator_forms import calculator_form
from cardiology.scores import SCORES, Result
from cardiology.scores.words import CATEGORIES, INPUTS, PARTS


def calculators(request: HttpRequest) -> HttpResponse:
    """All scores, to choose from."""
    return render(request, "calculators/index.html", {"scores": SCORES.values()})


def calculator(request: HttpRequest, score_id: str) -> HttpResponse:
    """One score: inputs on the left, result on the right; an unknown input is said, never counted as zero."""
    score = SCORES.get(score_id)
    if score is None:
        raise Http404
    form = calculator_form(score)(request.POST if request.method == "POST" else None)
    context = {"score": score, "form": form, "scores": SCORES.values()}
    if form.is_bound and form.is_valid():
        result = score(form.given())
        context |= told(result)
    template = (
        "calculators/_result.html" if request.headers.get("HX-Request") else "calculators/calculator.html"
    )
    return render(request, template, context)


def told(result: Result) -> dict[str, Any]:
    """A result in words: its class, shares of outcomes, what it is made of, what is missing."""
    said = [CATEGORIES[word] for word in (result.category, result.also) if word]
    return {
        "result": result,
        "category": " · ".join(map(str, said)),
        "percent": result.band or ("" if result.risk is None else f"{100 * result.risk:.1f}%"),
        "further": [(PARTS[name], f"{100 * share:.1f}%") for name, share in result.further.items()],
        "parts": [(PARTS[name], value) for name, value in result.parts.items()],
        "missing": [INPUTS[name] for name in result.missing],
    }
