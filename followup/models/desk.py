"""What a hospital's follow-up desk says of itself to patients."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class Desk(models.Model):
    """Phone and hours of the desk, the language of its patients, and when they are left in peace."""

    hospital = models.OneToOneField("cardiology.Hospital", on_delete=models.PROTECT, related_name="desk")
    phone = models.CharField(_("phone of the follow-up desk"), max_length=40, blank=True)
    hours = models.CharField(_("when it answers"), max_length=80, blank=True)
    patients_language = models.CharField(
        _("language of messages"), max_length=10, default="zh-hans",
        choices=[("zh-hans", _("Chinese")), ("en", _("English"))],
    )  # fmt: skip
    quiet_until = models.PositiveSmallIntegerField(
        _("no message before (hour)"), default=8, validators=[MaxValueValidator(23)]
    )
    quiet_from = models.PositiveSmallIntegerField(
        _("no message from (hour)"), default=20, validators=[MaxValueValidator(24)]
    )

    class Meta:
        verbose_name = _("follow-up desk")
        verbose_name_plural = _("follow-up desks")
        constraints = [
            models.CheckConstraint(
                name="desk_day_is_open",
                condition=models.Q(quiet_from__gt=models.F("quiet_until")),
                violation_error_message=_("Messages need at least one hour of the day."),
            ),
        ]

    def __str__(self) -> str:
        return f"desk #{self.pk}"
