"""One viewset for every section, and the two that have actions of their own: patient and stay."""

from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import mixins, permissions, viewsets
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from cardiology import audit
from cardiology.access import Permission, may, visible_to
from cardiology.actions import admissions, discharges, patients, sections
from cardiology.api.filters import Pages, filter_of, start_of
from cardiology.api.serializers import RowSerializer, serializer_of
from cardiology.dictionary import Declared, Section
from cardiology.models import Admission, Discharge, Patient, User


class MayReadRecords(permissions.BasePermission):
    """Only roles that work with patients; a researcher asks questions instead."""

    message = gettext_lazy("Your role does not include reading patients’ records.")

    def has_permission(self, request: Request, view: Any) -> bool:
        return may(request.user, Permission.READ_RECORDS)


class Rows(mixins.ListModelMixin, viewsets.GenericViewSet):
    """Rows of one declared model: listed, read, recorded, amended; never deleted."""

    model: type[Declared]
    read_only: tuple[str, ...] = ()
    permission_classes = (permissions.IsAuthenticated, MayReadRecords)
    pagination_class = Pages
    lookup_value_regex = "[0-9]{1,18}"

    def get_queryset(self) -> models.QuerySet:
        if getattr(self, "swagger_fake_view", False):
            return self.model._default_manager.none()
        return visible_to(self.request.user, self.model).order_by(f"-{start_of(self.model)}", "-pk")

    def get_serializer_class(self) -> type[RowSerializer]:
        return serializer_of(self.model, self.read_only)

    def paginate_queryset(self, queryset: models.QuerySet) -> list[Any] | None:
        rows: Any = super().paginate_queryset(queryset)
        with audit.through("api"):  # a page of rows opens the record of each patient in it
            for row in {getattr(r, "patient_id", r.pk): r for r in rows}.values():
                audit.opened(row, by=self.user)
        return rows

    def retrieve(self, request: Request, *args: Any, **options: Any) -> Response:
        row = self.get_object()
        audit.opened(row, by=self.user, via="api")
        return Response(self.get_serializer(row).data)

    def create(self, request: Request, *args: Any, **options: Any) -> Response:
        asked = self.get_serializer(data=request.data)
        return self._save(asked, 201)

    def update(self, request: Request, *args: Any, **options: Any) -> Response:
        return self._change(request, partial=False)

    def partial_update(self, request: Request, *args: Any, **options: Any) -> Response:
        return self._change(request, partial=True)

    def _change(self, request: Request, *, partial: bool) -> Response:
        asked = self.get_serializer(self.get_object(), data=request.data, partial=partial)
        if "revision" not in asked.initial_data:
            raise ValidationError({"revision": [_("Say which revision you started from.")]})
        return self._save(asked, 200)

    def _save(self, asked: RowSerializer, status: int) -> Response:
        asked.is_valid(raise_exception=True)
        with transaction.atomic(), audit.through("api"):
            saved = self.keep(asked.row(), asked.validated_data)
        return Response(self.get_serializer(saved).data, status=status)

    def keep(self, row: Any, given: dict[str, Any]) -> Declared:
        """Hand the row to the action that saves it; what it is part of says whose it is."""
        _place(row)
        revision = given["revision"] if row.pk else None
        return sections.save(row, by=self.user, revision=revision, confirmed=given.get("confirm", ()))

    @property
    def user(self) -> User:
        return self.request.user


def _place(row: Any) -> None:
    """A row that names its stay, or the row it is part of, need not name the patient again."""
    if not isinstance(row, Section):
        return
    parent = getattr(row, row.parent) if row.parent else None
    if parent is not None:
        row.admission = row.admission or parent.admission
        row.patient_id = row.patient_id or parent.patient_id
    if row.admission_id and not row.patient_id:
        row.patient_id = row.admission.patient_id


class Patients(Rows):
    """Patients of the hospital."""

    read_only = patients.TOLD_BY_DEATH

    def keep(self, row: Any, given: dict[str, Any]) -> Declared:
        if not row.pk:
            return patients.register(row, by=self.user)
        _current(row, given)
        return patients.amend(row, by=self.user)


class Admissions(Rows):
    """Stays. A stay is closed by its discharge, never by changing it here."""

    read_only = ("discharged_at",)

    def keep(self, row: Any, given: dict[str, Any]) -> Declared:
        if not row.pk:
            return admissions.admit(row, by=self.user)
        bed, row.bed_id = row.bed, type(row)._default_manager.values_list("bed", flat=True).get(pk=row.pk)
        saved = super().keep(row, given)
        return admissions.transfer(saved, to=bed, by=self.user) if bed and bed.pk != saved.bed_id else saved


class Discharges(Rows):
    """Discharge forms. Recording one closes the stay at `discharged_at`, and what follows happens with it."""

    def get_serializer_class(self) -> type[RowSerializer]:
        return serializer_of(Discharge, ("patient",), Admission._meta.get_field("discharged_at"))

    def keep(self, row: Any, given: dict[str, Any]) -> Declared:
        if row.pk:
            return super().keep(row, given)
        missing = [n for n in ("admission", "discharged_at") if not given.get(n)]
        if missing:
            raise ValidationError({n: [_("A discharge needs this.")] for n in missing})
        discharges.discharge(given["admission"], on=given["discharged_at"], form=row, by=self.user,
                             confirmed=given.get("confirm", ()))  # fmt: skip
        return row


def _current(row: Any, given: dict[str, Any]) -> None:
    """Refuse a change that started from a revision that is no longer current."""
    stored = type(row)._default_manager.select_for_update().get(pk=row.pk)
    if stored.revision != given["revision"]:
        raise sections.StaleRevision(stored)


def rows_of(model: type[Declared]) -> type[Rows]:
    """The viewset of a section."""
    base = {Patient: Patients, Admission: Admissions, Discharge: Discharges}.get(model, Rows)
    own = {"model": model, "filterset_class": filter_of(model), "__doc__": model.__doc__}
    return type(f"{model.__name__}Rows", (base,), own)
