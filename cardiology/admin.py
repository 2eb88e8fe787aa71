"""Staff and places, for administrators. Which tables are offered at all is said in `administrators`."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cardiology.actions import accounts
from cardiology.models import Bed, Department, Hospital, Role, TagWord, User, Ward

WORK = ("role", "hospital", "department", "ward")


@admin.register(User)
class StaffAdmin(UserAdmin):
    """Staff are never deleted: what they did stays theirs. Who leaves is no longer active."""

    never_deleted = True
    list_display = ("username", "display_name", "role", "hospital", "is_active", "last_login")
    list_filter = ("role", "hospital", "is_active")
    search_fields = ("username", "display_name")
    ordering = ("username",)
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("username", "password", "is_active")}),
        (_("Work"), {"fields": ("display_name", *WORK, "language")}),
    )
    add_fieldsets = (
        (None, {"fields": ("username", "display_name", *WORK, "usable_password", "password1", "password2")}),
    )

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """The role alone decides who comes into the administration."""
        obj.is_staff = obj.role == Role.ADMINISTRATOR
        super().save_model(request, obj, form, change)
        if not change and obj.has_usable_password():
            accounts.note_given_password(obj)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Also after a password was set, which is the one change that is not saved above."""
        if not hasattr(request, "before") and obj.has_usable_password():
            accounts.note_given_password(obj)
        return super().log_change(request, obj, message)


@admin.register(Hospital)
class HospitalAdmin(admin.ModelAdmin):
    list_display = ("code", "name", "dates_are_shifted")


@admin.register(Department)
class DepartmentAdmin(admin.ModelAdmin):
    list_display = ("name", "hospital")
    list_filter = ("hospital",)


@admin.register(Ward)
class WardAdmin(admin.ModelAdmin):
    list_display = ("name", "department")
    list_filter = ("department__hospital",)


@admin.register(Bed)
class BedAdmin(admin.ModelAdmin):
    list_display = ("label", "ward")
    list_filter = ("ward",)


@admin.register(TagWord)
class TagWordAdmin(admin.ModelAdmin):
    list_display = ("word", "lasts", "department")
    list_filter = ("department",)
