"""Every refusal as a sentence beside its field; nothing a program sends ends as a server error."""

from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError
from django.utils.translation import gettext as _
from rest_framework import status
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser
from rest_framework.response import Response
from rest_framework.views import exception_handler

from cardiology.actions.sections import StaleRevision


class CarefulJSONParser(JSONParser):
    """JSON; what is nested without end is refused like any other text that is not JSON."""

    def parse(self, *args: Any, **options: Any) -> Any:
        try:
            return super().parse(*args, **options)
        except RecursionError as error:
            raise ParseError(_("The JSON is nested too deeply.")) from error


def answer(error: Exception, context: dict[str, Any]) -> Response | None:
    """The answer to an error: DRF's own, and those of the actions."""
    if isinstance(error, StaleRevision):
        stored = context["view"].get_serializer(error.stored).data
        return Response({"detail": str(error), "code": "stale", "stored": stored}, status=409)
    if isinstance(error, IntegrityError):  # two programs at once: the other one was first
        return Response(
            {"detail": _("Somebody else saved the same thing first."), "code": "stale"}, status=409
        )
    if isinstance(error, ValidationError):
        return Response(_refused(error), status=status.HTTP_400_BAD_REQUEST)
    return exception_handler(error, context)


def _refused(error: ValidationError) -> dict[str, Any]:
    """Sentences by field, and the names of the values that only wait for a confirmation."""
    by_field: dict[str, list[ValidationError]] = getattr(error, "error_dict", {NON_FIELD_ERRORS: [error]})
    answer: dict[str, Any] = {
        "non_field_errors" if name == NON_FIELD_ERRORS else name: [m for p in problems for m in p.messages]
        for name, problems in by_field.items()
    }
    doubtful = [name for name, problems in by_field.items() if any(p.code == "doubtful" for p in problems)]
    if doubtful:
        answer |= {"code": "doubtful", "confirm": doubtful}
    return answer
