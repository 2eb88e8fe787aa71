"""The site of the administrators: which tables it offers, to whom, and that every change there is audited."""

from collections.abc import Iterable
from typing import Any

from django.contrib.admin import AdminSite, ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from cardiology import audit
from cardiology.access import Permission, may

# Nothing that belongs to a patient may ever stand here.
OFFERED = frozenset({
    "cardiology.User", "cardiology.Hospital", "cardiology.Department", "cardiology.Ward", "cardiology.Bed",
    "cardiology.TagWord",
    "django_celery_beat.PeriodicTask", "django_celery_beat.IntervalSchedule",
    "django_celery_beat.CrontabSchedule", "authtoken.TokenProxy", "axes.AccessAttempt",
})  # fmt: skip
NEVER_TOLD = ("password", "user_permissions", "groups", "key")


def is_administrator(request: HttpRequest) -> bool:
    """Whether this is an administrator who is let into this site."""
    user: Any = request.user
    return may(user, Permission.MANAGE_STAFF) and user.is_staff


class ForAdministrators:
    """What every table of the site has in common: who may, and the audit of what they do."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return is_administrator(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_administrator(request)

    has_add_permission = has_change_permission = has_view_permission

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_administrator(request) and not getattr(self, "never_deleted", False)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        stored = type(obj)._default_manager.filter(pk=obj.pk).first() if change else None
        request.before = told(stored) if stored else None  # type: ignore[attr-defined]
        super().save_model(request, obj, form, change)  # type: ignore[misc]

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        _record("added", request, obj, new=told(obj))
        return super().log_addition(request, obj, message)  # type: ignore[misc]

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        before = getattr(request, "before", None)
        if before is None:
            _record("password set", request, obj)
        else:
            old, new = audit.changes(before, told(obj))
            _record("amended", request, obj, old=old, new=new)
        return super().log_change(request, obj, message)  # type: ignore[misc]

    def log_deletions(self, request: HttpRequest, queryset: Iterable[Any]) -> Any:
        for obj in queryset:
            _record("deleted", request, obj, old=told(obj))
        return super().log_deletions(request, queryset)  # type: ignore[misc]


class AdministratorsSite(AdminSite):
    """Offers what OFFERED names, whoever registers it."""

    site_header = site_title = _("Administration")
    index_title = _("Staff, places and schedules")

    def has_permission(self, request: HttpRequest) -> bool:
        return is_administrator(request)

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """There is one sign-in for everybody; who is signed in and comes here all the same may not."""
        raise PermissionDenied

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """There is one page for the own password, too."""
        return redirect("password_change")

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        many = model_or_iterable if isinstance(model_or_iterable, Iterable) else [model_or_iterable]
        made = type("Guarded", (ForAdministrators, admin_class or ModelAdmin), {})
        super().register([m for m in many if m._meta.label in OFFERED], made, **options)


def told(row: Model) -> dict[str, Any]:
    """The fields of a row as the audit may hold them: no password, no key."""
    return {name: value for name, value in audit.state(row).items() if name not in NEVER_TOLD}


def _record(event: str, request: HttpRequest, row: Any, **states: Any) -> None:
    about = getattr(row, "user", row)  # a token is known by its owner only
    user: Any = request.user
    audit.record(f"{row._meta.model_name} {event}", by=user, about=about, via="admin", **states)
