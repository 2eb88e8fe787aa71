"""What a program is told when it cannot have what it asked for: a code, and sentences by field."""

from typing import Any

from django.core.exceptions import ValidationError
from rest_framework import status
from rest_framework.exceptions import APIException, ParseError
from rest_framework.response import Response
from rest_framework.views import exception_handler

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


class Stale(APIException):
    """Somebody else saved in between: `stored` is what is there now."""

    status_code = status.HTTP_409_CONFLICT

    def __init__(self, sentence: str, stored: dict[str, Any]) -> None:
        super().__init__()
        self.body: dict[str, Any] = {"code": "stale", "detail": sentence, "stored": stored}


def wrong(field: str, sentence: Any) -> Invalid:
    """One sentence about one field."""
    return Invalid({field: [str(sentence)]})


def refused(error: ValidationError) -> Invalid | Doubtful:
    """What an action refused, as an answer: doubtful only where nothing else is wrong."""
    problems = error.error_dict if hasattr(error, "error_dict") else {"__all__": error.error_list}
    fields = {ROW if name == "__all__" else name: ValidationError(list(found)).messages
              for name, found in problems.items()}  # fmt: skip
    codes = {problem.code for found in problems.values() for problem in found}
    return Doubtful(fields) if codes == {"doubtful"} else Invalid(fields)


def answer(error: Exception, context: dict[str, Any]) -> Response | None:
    """The response to an error; a body nested too deep to be read is a bad request like any other."""
    if isinstance(error, RecursionError):
        error = ParseError()
    response = exception_handler(error, context)
    if response is not None and hasattr(error, "body"):
        response.data = error.body
    return response
