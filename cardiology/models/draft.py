"""What somebody typed into a form and has not saved yet; nothing of it is kept in the browser."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Draft(models.Model):
    """The unsaved content of one open form of one member of staff. Zero means: a new row, no parent.

    `key` is that of the form as it was opened: two tabs are two forms, and neither overwrites the other.
    """

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    admission = models.ForeignKey("cardiology.Admission", on_delete=models.CASCADE, related_name="+")
    section = models.CharField(max_length=40)
    row_id = models.BigIntegerField(default=0)
    parent_id = models.BigIntegerField(default=0)
    key = models.UUIDField(null=True)
    values = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints = [models.UniqueConstraint(fields=["by", "key"], name="draft_once_per_form")]
        indexes = [models.Index(fields=["admission", "section"], name="draft_place")]

    def __str__(self) -> str:
        return f"draft #{self.pk}"
