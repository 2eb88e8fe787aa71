"""What a program is told when it cannot have what it asked for: a code, and sentences by field."""

from typing import Any

from django.core.exceptions import ValidationError
from rest_framework import status
from rest_framework.exceptions import APIException, ParseError
from rest_framework.response import Response
from rest_framework.views import exception_handler

from cardiology.models import AGAINST_A_STOP

ROW = "row"  # where a sentence stands that concerns no single field


class Invalid(APIException):
    """What was sent cannot be stored: `fields` says what is wrong with which field."""

    status_code = status.HTTP_400_BAD_REQUEST

    def __init__(self, fields: dict[str, list[str]]) -> None:
        super().__init__()
        self.body: dict[str, Any] = {"code": "invalid", "fields": fields}


class Doubtful(APIException):
    """The values are possible but unusual: send again with their names in `confirm`."""

    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY

    def __init__(self, fields: dict[str, list[str]]) -> None:
        super().__init__()
        self.body: dict[str, Any] = {"code": "doubtful", "confirm": sorted(fields), "fields": fields}


class Stopped(APIException):
    """A hard stop forbids the drug: send again with a reason by rule in `override`, where you may."""

    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY

    def __init__(self, fields: dict[str, list[str]], rules: list[str], error: ValidationError) -> None:
        super().__init__()
        self.error = error
        self.body: dict[str, Any] = {
            "code": "hard_stop", "stops": rules, "reasons": list(AGAINST_A_STOP), "fields": fields,
        }  # fmt: skip


class Stale(APIException):
    """Somebody else saved in between: `stored` is what is there now."""

    status_code = status.HTTP_409_CONFLICT

    def __init__(self, sentence: str, stored: dict[str, Any]) -> None:
        super().__init__()
        self.body: dict[str, Any] = {"code": "stale", "detail": sentence, "stored": stored}


def wrong(field: str, sentence: Any) -> Invalid:
    """One sentence about one field."""
    return Invalid({field: [str(sentence)]})


def refused(error: ValidationError) -> Invalid | Doubtful | Stopped:
    """What an action refused, as an answer: doubtful, or stopped, only where nothing else is wrong."""
    problems = error.error_dict if hasattr(error, "error_dict") else {"__all__": error.error_list}
    fields = {ROW if name == "__all__" else name: ValidationError(list(found)).messages
              for name, found in problems.items()}  # fmt: skip
    codes = {problem.code for found in problems.values() for problem in found}
    if codes == {"hard_stop"}:
        return Stopped(fields, [stop.rule for found in problems.values() for stop in found], error)
    return Doubtful(fields) if codes == {"doubtful"} else Invalid(fields)


def answer(error: Exception, context: dict[str, Any]) -> Response | None:
    """The response to an error; a body nested too deep to be read is a bad request like any other."""
    if isinstance(error, RecursionError):
        error = ParseError()
    response = exception_handler(error, context)
    if response is not None and hasattr(error, "body"):
        response.data = error.body
    return response
