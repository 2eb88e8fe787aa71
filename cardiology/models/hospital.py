"""Where patients lie and staff work."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Hospital(models.Model):
    """A hospital. Rows of one hospital are never shown to staff of another."""

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    dates_are_shifted = models.BooleanField(
        _("dates are shifted"),
        default=False,
        help_text=_("Records were de-identified by moving their dates; dates may lie in the future."),
    )

    class Meta:
        verbose_name = _("hospital")
        verbose_name_plural = _("hospitals")

    def __str__(self) -> str:
        return self.name


class Department(models.Model):
    """A department of a hospital."""

    hospital = models.ForeignKey(Hospital, on_delete=models.PROTECT, related_name="departments")
    name = models.CharField(_("name"), max_length=120)
    phone = models.CharField(
        _("number to call after discharge"), max_length=40, blank=True,
        help_text=_("Printed on the discharge summary for questions and warning signs."),
    )  # fmt: skip

    class Meta:
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        constraints = [models.UniqueConstraint(fields=["hospital", "name"], name="department_once")]

    def __str__(self) -> str:
        return self.name


class Ward(models.Model):
    """A ward of a department."""

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="wards")
    name = models.CharField(_("name"), max_length=60)

    class Meta:
        verbose_name = _("ward")
        verbose_name_plural = _("wards")
        constraints = [models.UniqueConstraint(fields=["department", "name"], name="ward_once")]

    def __str__(self) -> str:
        return self.name


class Bed(models.Model):
    """A bed of a ward; empty beds are shown too, and those that cannot be used, with the reason."""

    ward = models.ForeignKey(Ward, on_delete=models.PROTECT, related_name="beds")
    label = models.CharField(_("bed"), max_length=12)
    blocked_for = models.CharField(_("why it cannot be used"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("bed")
        verbose_name_plural = _("beds")
        ordering = ["ward", "label"]
        constraints = [models.UniqueConstraint(fields=["ward", "label"], name="bed_once")]

    def __str__(self) -> str:
        return self.label
