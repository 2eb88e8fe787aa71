"""What a hospital's staff write in words, and the code that it was decided to mean."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class CodedText(models.Model):
    """One decision: this text, in this code system, means this code. It holds for all equal texts to come.

    `text` is in lower case, without outer spaces.
    """

    hospital = models.ForeignKey("cardiology.Hospital", on_delete=models.CASCADE, related_name="+")
    system = models.CharField(max_length=20)
    text = models.CharField(max_length=300)
    code = models.CharField(max_length=40)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("coded text")
        verbose_name_plural = _("coded texts")
        constraints = [models.UniqueConstraint(fields=["hospital", "system", "text"], name="coded_text_once")]

    def __str__(self) -> str:
        return f"{self.system} {self.code}"
