"""What somebody typed into a form and has not saved yet; nothing of it is kept in the browser."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Draft(models.Model):
    """The unsaved content of one form of one member of staff. Zero means: a new row, no parent."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    admission = models.ForeignKey("cardiology.Admission", on_delete=models.CASCADE, related_name="+")
    section = models.CharField(max_length=40)
    row_id = models.BigIntegerField(default=0)
    parent_id = models.BigIntegerField(default=0)
    values = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints = [
            models.UniqueConstraint(
                fields=["by", "admission", "section", "row_id", "parent_id"], name="draft_once"
            )
        ]

    def __str__(self) -> str:
        return f"draft #{self.pk}"
