"""Who may do what, and the only door to patient rows.

Every query for patient rows starts with `visible_to(user, Model)`; rows of another hospital, or rows
that a role has no business with, are simply not there.
"""

from enum import Enum
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.urls import resolve
from django.utils.translation import gettext_lazy as _

from cardiology.models import Hospital, Patient, Role, User

M = TypeVar("M", bound=Model)

CLINICAL = frozenset({Role.CARDIOLOGIST, Role.WARD_NURSE, Role.FOLLOWUP_NURSE, Role.HEAD})
STAFF_WITH_PATIENTS = CLINICAL | {Role.DATA_MANAGER}


class Permission(Enum):
    """What can be permitted: label, and the roles that may."""

    READ_RECORDS = _("Read patients' records"), STAFF_WITH_PATIENTS
    READ_IN_EMERGENCY = (
        _("Read a record of another hospital in an emergency"),
        {Role.CARDIOLOGIST, Role.WARD_NURSE, Role.HEAD},
    )
    REVIEW_EMERGENCIES = _("Review emergency accesses"), {Role.HEAD}
    WRITE_RECORDS = _("Write in patients' records"), {Role.CARDIOLOGIST, Role.WARD_NURSE, Role.HEAD}
    ADMIT = _("Register and admit patients"), {Role.CARDIOLOGIST, Role.WARD_NURSE, Role.HEAD}
    RECORD_CONSENT = _("Record what patients agree to"), CLINICAL
    WRITE_CONSENT_TEXTS = _("Write the texts of consents"), {Role.HEAD, Role.ADMINISTRATOR}
    ASK_MERGE = (
        _("Ask for two patients to be merged"),
        {Role.CARDIOLOGIST, Role.WARD_NURSE, Role.HEAD, Role.DATA_MANAGER},
    )
    CONFIRM_MERGE = (
        _("Confirm and undo merges, as a second person"),
        {Role.CARDIOLOGIST, Role.HEAD, Role.DATA_MANAGER},
    )
    DISCHARGE = _("Discharge patients"), {Role.CARDIOLOGIST, Role.HEAD}
    SIGN = _("Sign documents"), {Role.CARDIOLOGIST, Role.HEAD}
    OVERRIDE_STOPS = _("Go on in spite of a hard stop"), {Role.CARDIOLOGIST, Role.HEAD}
    ADVISE = _("Act on red flags"), {Role.CARDIOLOGIST, Role.HEAD}
    CALL = _("Work the call list"), {Role.FOLLOWUP_NURSE, Role.CARDIOLOGIST, Role.HEAD}
    READ_REPORTS = _("Read department reports"), {Role.HEAD, Role.DATA_MANAGER, Role.CARDIOLOGIST}
    DEFINE = _("Confirm definitions and choose what the quality board shows"), {Role.HEAD}
    CHOOSE_PACKS = _("Choose the guideline packs"), {Role.HEAD, Role.ADMINISTRATOR}
    SET_CRITICAL_LIMITS = _("Set the limits of critical results"), {Role.HEAD, Role.DATA_MANAGER}
    ASK_QUESTIONS = (
        _("Ask research questions"),
        {Role.RESEARCHER, Role.DATA_MANAGER, Role.HEAD, Role.CARDIOLOGIST},
    )
    EXPORT_ROWS = _("Export de-identified rows"), {Role.RESEARCHER, Role.DATA_MANAGER, Role.HEAD}
    REVIEW_RELEASES = (
        _("Review what leaves research, as a second person"),
        {Role.HEAD, Role.DATA_MANAGER},
    )
    EXPORT_SECTIONS = _("Export sections of the record"), {Role.DATA_MANAGER, Role.HEAD}
    COPY_RECORDS = (
        _("Hand over a copy of a patient's whole record"),
        {Role.CARDIOLOGIST, Role.HEAD, Role.DATA_MANAGER},
    )
    EXPORT_IDENTIFIED = _("Export rows with names and numbers"), {Role.DATA_MANAGER}
    IMPORT = _("Import files"), {Role.DATA_MANAGER, Role.ADMINISTRATOR}
    ANSWER_CHECKS = (
        _("Answer checks of the record"),
        {Role.CARDIOLOGIST, Role.WARD_NURSE, Role.HEAD, Role.DATA_MANAGER},
    )
    READ_DATA_QUALITY = _("Work the data-quality inbox"), {Role.HEAD, Role.DATA_MANAGER}
    ENTER_AGAIN = (
        _("Enter a stay a second time, blind"),
        {Role.CARDIOLOGIST, Role.WARD_NURSE, Role.HEAD, Role.DATA_MANAGER},
    )
    CODE_TEXTS = _("Code what was written in words"), {Role.DATA_MANAGER, Role.HEAD}
    READ_AUDIT = _("Read the audit trail"), {Role.DATA_MANAGER}
    MANAGE_STAFF = _("Manage staff"), {Role.ADMINISTRATOR}

    def __init__(self, label: Any, roles: set[Role]) -> None:
        self.label, self.roles = label, frozenset(roles)


def may(user: Any, permission: Permission) -> bool:
    """Whether this member of staff has the permission; nobody has it who is not signed in."""
    return bool(user.is_authenticated and user.is_active and user.role in permission.roles)


def check_may(user: Any, permission: Permission) -> None:
    """Raise PermissionDenied, naming the permission, unless the user has it."""
    if not may(user, permission):
        raise PermissionDenied(
            _("Your role does not include: %(permission)s.") % {"permission": permission.label}
        )


def hospital_of(user: User) -> Hospital:
    """The hospital in which a member of staff works; PermissionDenied for who has none."""
    if user.hospital is None:
        raise PermissionDenied(_("Your account belongs to no hospital."))
    return user.hospital


def permission_required(permission: Permission) -> Any:
    """View decorator: 403 for who lacks the permission."""

    def decorate(view: Any) -> Any:
        @wraps(view)
        def guarded(request: Any, *args: Any, **kwargs: Any) -> Any:
            check_may(request.user, permission)
            return view(request, *args, **kwargs)

        guarded.permission = permission
        return guarded

    return decorate


def led_to(user: Any, address: str) -> str:
    """The address, if this person may open its page; else nothing, so that nobody is led to a shut door."""
    permission = getattr(resolve(urlsplit(address).path).func, "permission", None)
    return address if permission is None or may(user, permission) else ""


def visible_to(user: User, model: type[M], *, also_merged: bool = False) -> QuerySet[M]:
    """The rows of `model` that this user may see: own hospital, and only with `READ_RECORDS`.

    A patient who was merged into another is not there, unless asked for.
    """
    rows = model._default_manager.all()
    if not may(user, Permission.READ_RECORDS) or user.hospital_id is None:
        return rows.none()
    if model is Patient and not also_merged:
        rows = rows.filter(merged_into__isnull=True)  # type: ignore[misc]
    return rows.filter(**{hospital_path(model): user.hospital_id})


def hospital_path(model: type[Model]) -> str:
    """The lookup that leads from a model to its hospital: own field, through the patient, or its parent."""
    names = {f.name for f in model._meta.get_fields()}
    for step in ("hospital", "patient", "admission", "plan", "visit"):
        if step in names:
            return "hospital" if step == "hospital" else f"{step}__{_inner(model, step)}"
    raise LookupError(f"{model.__name__} is not a row of a patient.")


def _inner(model: type[Model], step: str) -> str:
    related: Any = model._meta.get_field(step).related_model
    return hospital_path(related)
