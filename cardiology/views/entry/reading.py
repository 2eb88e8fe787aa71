"""How a typed text will be understood; nothing is stored here."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST

from cardiology.access import Permission, permission_required, visible_to
from cardiology.dictionary import Section, registry
from cardiology.models import Admission
from cardiology.queries.entry import reading


@require_POST
@permission_required(Permission.WRITE_RECORDS)
def typed(request: HttpRequest, section: str, name: str) -> HttpResponse:
    """One field as it stands: what it means, what is wrong with it, what asks to be confirmed.

    Posted: the field by its name, the others of its form, `admission` where it belongs to a stay, and `unit`
    where the head of its row in a grid gives one.
    """
    model = next((m for m in registry.declared() if m._meta.model_name == section), None)
    variable = model and next((v for v in registry.variables(model) if v.name == name), None)
    if not model or not variable:
        raise Http404
    row = model()
    if issubclass(model, Section) and request.POST.get("admission"):
        number = request.POST["admission"]
        rows = visible_to(request.user, Admission).select_related("patient")
        stay = get_object_or_404(rows, pk=int(number) if number.isdecimal() and len(number) < 19 else 0)
        row.admission, row.patient = stay, stay.patient
        reading.place(row, request.POST.get(model.starts, ""))
    if "test" in request.POST and hasattr(row, "test"):
        row.test = request.POST["test"]
    text, unit = (request.POST.get(n, "")[:400].replace("\0", "") for n in (name, "unit"))
    told = reading.understood(row, variable, reading.with_unit(text, unit))
    return render(
        request, "_components/understood.html", {"told": told, "name": name, "is_grid": "in" in request.GET}
    )
