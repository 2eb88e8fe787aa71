"""Who works here."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from cardiology.models.hospital import Department, Hospital, Ward


class Role(models.TextChoices):
    """What a member of staff is here for; `access` says what follows from it."""

    CARDIOLOGIST = "cardiologist", _("Cardiologist")
    WARD_NURSE = "ward_nurse", _("Ward nurse")
    FOLLOWUP_NURSE = "followup_nurse", _("Follow-up nurse")
    HEAD = "head", _("Head of department")
    RESEARCHER = "researcher", _("Researcher")
    DATA_MANAGER = "data_manager", _("Data manager")
    ADMINISTRATOR = "administrator", _("Administrator")


class User(AbstractUser):
    """A member of staff: one role in one hospital."""

    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    hospital = models.ForeignKey(
        Hospital, on_delete=models.PROTECT, related_name="staff", null=True, blank=True
    )
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="staff", null=True, blank=True
    )
    ward = models.ForeignKey(Ward, on_delete=models.SET_NULL, related_name="+", null=True, blank=True)
    display_name = models.CharField(_("name"), max_length=60, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)

    REQUIRED_FIELDS = ["role"]

    class Meta(AbstractUser.Meta):
        verbose_name = _("member of staff")
        verbose_name_plural = _("staff")

    def __str__(self) -> str:
        return self.display_name or self.username
