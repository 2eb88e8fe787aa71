"""One view set for every kind of rows: list, open, add, amend. Nothing is deleted by a program."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, pagination, permissions, status, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from cardiology import audit
from cardiology.access import Permission, check_may, visible_to
from cardiology.actions import drafts
from cardiology.actions.guidance import stops
from cardiology.actions.sections import StaleRevision
from cardiology.api import reading, serializers, writing
from cardiology.api.errors import Stale, Stopped
from cardiology.api.filters import row_filter, starts
from cardiology.dictionary import Declared
from cardiology.models import Admission, Medication, Patient, User
from cardiology.queries.advice import in_words
from cardiology.queries.guidance.stops import undecided

VIA = writing.VIA
REFUSALS = {400: serializers.InvalidAnswer, 422: serializers.DoubtfulAnswer}


class MayReadOrWrite(permissions.BasePermission):
    """Reading needs the permission to read records, adding and amending the one that the action asks for."""

    def has_permission(self, request: Request, view: Any) -> bool:
        user = request.user
        if not user.is_authenticated:
            return False
        check_may(user, Permission.READ_RECORDS)
        if request.method not in permissions.SAFE_METHODS:
            check_may(user, view.writing_permission)
        return True


class Pages(pagination.LimitOffsetPagination):
    """Fifty rows at a time, at most two hundred."""

    default_limit, max_limit = 50, 200


class Rows(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """The rows of one kind in the user's hospital."""

    model: type[Declared]
    permission_classes = [MayReadOrWrite]
    pagination_class = Pages
    lookup_value_regex = r"\d{1,18}"
    http_method_names = ["get", "post", "patch", "head", "options"]

    @property
    def writing_permission(self) -> Permission:
        return Permission.ADMIT if self.model in (Patient, Admission) else Permission.WRITE_RECORDS

    def get_queryset(self) -> QuerySet[Any]:
        lookup, _grain = starts(self.model)
        user: Any = self.request.user
        return visible_to(user, self.model).order_by(lookup, "pk")

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        rows: Any = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        _opened_all(rows, by=request.user)
        return self.get_paginated_response(self.get_serializer(rows, many=True).data)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        row = self.get_object()
        audit.opened(row, by=request.user, via=VIA)
        return Response(self.get_serializer(row).data)

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Add a row. Sent again under the same Idempotency-Key, the first row is the answer."""
        user, key = _user(request), reading.key(request.headers.get("Idempotency-Key"))
        with _stops_kept(user):
            made = drafts.once(
                key, lambda: str(writing.create(self.model, request.data, by=user).pk), by=user
            )
        return Response(self._again(int(made)), status=status.HTTP_201_CREATED)

    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        row = self.get_object()
        try:
            with _stops_kept(_user(request)):
                writing.amend(row, request.data, self._shown(row), by=_user(request))
        except StaleRevision as stale:
            raise Stale(str(stale), self._shown(stale.stored)) from stale
        return Response(self._again(row.pk))

    def _shown(self, row: Any) -> dict[str, Any]:
        return dict(self.get_serializer(row).data)

    def _again(self, row_id: int) -> dict[str, Any]:
        """The row as it is stored now."""
        row = get_object_or_404(self.get_queryset(), pk=row_id)
        if isinstance(row, Medication):
            row.undecided = [in_words(found) for found in undecided(row)]  # type: ignore[attr-defined]
        return self._shown(row)


@contextmanager
def _stops_kept(user: User) -> Iterator[None]:
    """What a hard stop refused is kept, once the writing is taken back."""
    try:
        yield
    except Stopped as stopped:
        stops.note(stopped.error, by=user, via=VIA)
        raise


def _user(request: Request) -> User:
    user: Any = request.user
    return user


@transaction.atomic
def _opened_all(rows: list[Any], *, by: Any) -> None:
    """A list opens the record of every patient on it, once."""
    for row in {getattr(row, "patient_id", row.pk): row for row in rows}.values():
        audit.opened(row, by=by, via=VIA)


@cache
def rows_of(model: type[Declared]) -> type[Rows]:
    """The view set of one kind of rows."""
    row, title = serializers.serializer(model), str(model._meta.verbose_name)
    body = {
        "model": model,
        "serializer_class": row,
        "filterset_class": row_filter(model),
        "__doc__": model.__doc__,
    }
    made: Any = type(f"{model.__name__}Rows", (Rows,), body | {"queryset": model._default_manager.none()})
    described = extend_schema_view(
        list=extend_schema(summary=f"List: {title}"),
        retrieve=extend_schema(summary=f"Open: {title}"),
        create=extend_schema(summary=f"Add: {title}", responses={201: row, **REFUSALS}),
        partial_update=extend_schema(
            summary=f"Amend: {title}", responses={200: row, **REFUSALS, 409: serializers.StaleAnswer}
        ),
    )
    decorated: type[Rows] = described(made)
    return decorated
