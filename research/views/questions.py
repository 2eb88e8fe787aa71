"""The list of questions; starting, copying, naming one."""

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cardiology.access import Permission, permission_required
from research.actions import questions as actions
from research.examples import BLANK, EXAMPLES
from research.forms.asking import TitleForm
from research.models import Cohort, Question, QuestionVersion
from research.queries import asked

FROZEN = "cohort-"  # before the number of a frozen cohort where a definition is chosen
LONGEST_NUMBER = 18  # digits that fit into a key of the database


@permission_required(Permission.ASK_QUESTIONS)
def questions(request: HttpRequest) -> HttpResponse:
    """Own questions and those shared in the hospital; a new one starts here."""
    if request.method == "POST":
        return _start(request)
    return _list(request, TitleForm())


def _list(request: HttpRequest, form: TitleForm, status: int = 200) -> HttpResponse:
    found = list(asked.questions(request.user).prefetch_related("versions"))
    context = {
        "mine": [q for q in found if q.owner_id == request.user.pk],
        "shared": [q for q in found if q.owner_id != request.user.pk],
        "examples": EXAMPLES, "form": form, "studies": asked.studies(request.user),
    }  # fmt: skip
    return render(request, "research/questions.html", context, status=status)


def _start(request: HttpRequest) -> HttpResponse:
    """A new question, blank or from an example."""
    example = next((e for e in EXAMPLES if e.id == request.POST.get("example")), None)
    title = request.POST.get("title", "") or (str(example.title) if example else "")
    form = TitleForm({"title": title})
    if not form.is_valid():
        return _list(request, form, 422)
    definition = {**(example.said() if example else BLANK), "cut": timezone.localdate().isoformat()}
    question = actions.create(form.cleaned_data["title"], definition, by=request.user)
    return redirect("research:question", question.pk)


@require_POST
@permission_required(Permission.ASK_QUESTIONS)
def copy(request: HttpRequest, question_id: int) -> HttpResponse:
    """A copy of one's own of a question that one may see."""
    question = one(request, question_id)
    title = _("%(title)s (copy)") % {"title": question.title[:140]}
    made = actions.create(title, question.draft, by=request.user)
    return redirect("research:question", made.pk)


@require_POST
@permission_required(Permission.ASK_QUESTIONS)
def describe(request: HttpRequest, question_id: int) -> HttpResponse:
    """Title, study, shared or not."""
    from research.views.question import page

    question = one(request, question_id)
    form = TitleForm(request.POST)
    if not form.is_valid():
        return page(request, question, title_form=form, status=422)
    try:
        actions.describe(question, by=request.user, **form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error)
        return page(request, question, title_form=form, status=422)
    return redirect("research:question", question.pk)


def whole(text: str) -> int | None:
    """A whole number that was sent; None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER else None


def one(request: HttpRequest, question_id: int) -> Question:
    """A question that this person may see, or 404."""
    return get_object_or_404(asked.questions(request.user), pk=question_id)


def mine(request: HttpRequest, question_id: int) -> Question:
    """A question that this person owns, or 404."""
    question = one(request, question_id)
    if question.owner_id != request.user.pk:
        raise Http404
    return question


def chosen(request: HttpRequest, question_id: int) -> tuple[QuestionVersion | None, Cohort | None]:
    """The version or the frozen cohort that was chosen, of this question; neither is the draft."""
    told = request.POST.get("version", "")
    if not told.startswith(FROZEN):
        return version_of(request, question_id), None
    found = Cohort.objects.filter(version__question_id=question_id)
    cohort = get_object_or_404(found, pk=whole(told.removeprefix(FROZEN)) or 0)
    return cohort.version, cohort


def version_of(request: HttpRequest, question_id: int) -> QuestionVersion | None:
    """The version that was chosen, of this question; none is the draft."""
    chosen = whole(request.POST.get("version", ""))
    return None if chosen is None else get_object_or_404(QuestionVersion, pk=chosen, question_id=question_id)
