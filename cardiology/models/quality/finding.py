"""What a check of the record found in a stay, since when, and what a person said to it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Finding(models.Model):
    """One check that one row of a stay breaks. It ends by itself once the row no longer breaks it.

    `said` are the values at which it was found, by variable. An answer says that they are right as they are;
    it holds for these values only.
    """

    admission = models.ForeignKey("cardiology.Admission", on_delete=models.CASCADE, related_name="findings")
    rule = models.CharField(_("check"), max_length=12)
    section = models.CharField(max_length=40)
    row_id = models.BigIntegerField()
    said = models.JSONField(default=dict)
    first_seen_at = models.DateTimeField(_("since"))
    resolved_at = models.DateTimeField(null=True)
    answer = models.CharField(_("why it is correct"), max_length=300, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        constraints = [
            models.UniqueConstraint(
                fields=["admission", "rule", "section", "row_id"],
                condition=Q(resolved_at__isnull=True),
                name="finding_open_once",
            )
        ]
        indexes = [
            models.Index(fields=["admission"], condition=Q(resolved_at__isnull=True), name="finding_open"),
            models.Index(fields=["rule", "first_seen_at"], name="finding_rule"),
        ]

    def __str__(self) -> str:
        return f"{self.rule} #{self.pk}"
