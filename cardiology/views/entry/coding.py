"""To be coded: what staff wrote in words where a code should be, for the data manager to decide once."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext

from cardiology.access import Permission, permission_required
from cardiology.actions.entry.coding import decide
from cardiology.queries.entry.uncoded import uncoded


@permission_required(Permission.CODE_TEXTS)
def coding(request: HttpRequest) -> HttpResponse:
    """The texts without a code; a decision is posted as system, text and code."""
    if request.method != "POST":
        return render(request, "entry/coding.html", {"texts": uncoded(request.user)})
    system, text, code = (request.POST.get(n, "").replace("\0", "") for n in ("system", "text", "code"))
    try:
        followed = decide(system, text, code, by=request.user)
    except ValidationError as error:
        told = {"texts": uncoded(request.user), "refusal": " ".join(error.messages), "refused": text}
        return render(request, "entry/coding.html", told, status=422)
    said = ngettext("%(count)d entry coded.", "%(count)d entries coded.", followed.coded)
    messages.success(request, said % {"count": followed.coded})
    if followed.left:
        left = ngettext("%(count)d entry could not take the code; it stays as it was written.",
                        "%(count)d entries could not take the code; they stay as they were written.",
                        followed.left)  # fmt: skip
        messages.warning(request, left % {"count": followed.left})
    return redirect("coding")
