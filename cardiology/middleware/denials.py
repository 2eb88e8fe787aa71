"""What was refused goes into the audit: who asked for what, and never a word of what it holds."""

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.http import HttpRequest, HttpResponse

from cardiology import audit
from cardiology.access import hospital_path
from cardiology.models import User

Answer = Callable[[HttpRequest], HttpResponse]
REFUSED = (403, 404)
# arguments of addresses that are not called after their model
CALLED = {
    "other": "patient", "call": "criticalcall", "report": "selfreport", "event": "reportedevent",
    "document": "eventdocument", "paper": "recorddocument", "access": "emergencyaccess",
    "case": "adjudication", "batch": "importbatch", "entry": "reabstraction",
}  # fmt: skip
APPS = ("cardiology", "followup", "research")
# how rows that are no patient's belong to a hospital
PLACES = {"ward": "ward__department__hospital", "department": "department__hospital"}


class Denials:
    """Writes one event for each refusal: a role that may not (403), a row of another hospital (404).

    An address that leads to nothing at all is no refusal.
    """

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.answer(request)
        match, user = request.resolver_match, getattr(request, "user", None)
        if response.status_code in REFUSED and match and isinstance(user, User):
            note(user, match.view_name, match.kwargs, response.status_code, request.method or "")
        return response


def note(user: User, address: str, arguments: dict[str, Any], status: int, method: str) -> None:
    """Write down a refusal, where it was one: about the patient whose row it was, else about who asked."""
    row = asked_for(address, arguments)
    if status == 404 and (row is None or _is_own(user, row)):
        return
    about = getattr(row, "patient", row) if row is not None else user
    told = {"address": address, "asked": method, "answer": status}
    if row is not None:
        told["row"] = f"{row._meta.label_lower} {row.pk}"
    audit.record("denied", by=user, about=about, new=told)


def asked_for(address: str, arguments: dict[str, Any]) -> Any:
    """The row that an address is about, whoever may see it; None where there is none."""
    for model, number in _candidates(address, arguments):
        row = model._base_manager.filter(pk=number).first()
        if row is not None:
            return row
    return None


def _candidates(address: str, arguments: dict[str, Any]) -> list[tuple[Any, int]]:
    found = []
    for name, given in arguments.items():
        if not str(given).isdecimal() or not 0 < int(given) < 2**63:
            continue
        model = _model(name, address, arguments)
        if model is not None:
            found.append((model, int(given)))
    return found


def _model(argument: str, address: str, arguments: dict[str, Any]) -> Any:
    if argument == "pk" and address.startswith("api:"):
        return _named(address.removeprefix("api:").partition("-")[0])
    if argument == "row_id":
        return _of_record(str(arguments.get("section") or arguments.get("what") or "procedure"))
    stem = argument.removesuffix("_id")
    return _named(CALLED.get(stem, stem)) if stem != argument else None


def _of_record(word: str) -> Any:
    return _named({"identifier": "patientidentifier", "person": "contactperson"}.get(word, word))


def _named(name: str) -> Any:
    models = (apps.get_app_config(app).models.get(name) for app in APPS)
    return next((model for model in models if model), None)


def _is_own(user: User, row: Any) -> bool:
    """Whether the row is of the asker's hospital: then the address was wrong, and nothing was refused."""
    if isinstance(row, User):
        return True
    path = _path(type(row))
    return not path or type(row)._base_manager.filter(pk=row.pk, **{path: user.hospital_id}).exists()


def _path(model: Any) -> str:
    try:
        return hospital_path(model)
    except LookupError:
        names = {f.name for f in model._meta.get_fields()}
        return next((path for step, path in PLACES.items() if step in names), "")
