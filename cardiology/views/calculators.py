"""The calculators: every score, usable without a patient. Nothing that is typed here is stored."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from cardiology.calculator_forms import calculator_form
from cardiology.scores import SCORES
from cardiology.scores.words import CATEGORIES, INPUTS


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
        context |= {
            "result": result,
            "category": CATEGORIES.get(result.category or ""),
            "percent": None if result.risk is None else f"{100 * result.risk:.1f}",
            "missing": [INPUTS[name] for name in result.missing],
        }
    template = (
        "calculators/_result.html" if request.headers.get("HX-Request") else "calculators/calculator.html"
    )
    return render(request, template, context)
