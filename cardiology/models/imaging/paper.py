"""A file of a patient, in the database: no address leads past the access check."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Paper(models.Model):
    """A tracing, a picture or a letter: what it is, its bytes, and who added it."""

    title = models.CharField(_("what it is"), max_length=80)
    content_type = models.CharField(max_length=40, editable=False)
    content = models.BinaryField(editable=False)
    size = models.PositiveIntegerField(editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    added_at = models.DateTimeField(default=timezone.now)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"document #{self.pk}"

    @property
    def is_picture(self) -> bool:
        return self.content_type.startswith("image/")
