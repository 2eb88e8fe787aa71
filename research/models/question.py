"""A question is a saved cohort definition; every named save of it is a version that never changes."""

import secrets

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Study(models.Model):
    """What a group of questions is asked for."""

    hospital = models.ForeignKey("cardiology.Hospital", on_delete=models.PROTECT, related_name="studies")
    title = models.CharField(_("study"), max_length=160)
    purpose = models.TextField(_("purpose"), blank=True, max_length=2000)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("study")
        verbose_name_plural = _("studies")
        constraints = [models.UniqueConstraint(fields=["hospital", "title"], name="study_title_once")]

    def __str__(self) -> str:
        return self.title


def new_key() -> str:
    """The secret from which the row ids of this question's exports are made."""
    return secrets.token_hex(32)


class Question(models.Model):
    """A cohort definition that somebody works on. `draft` is what stands on the page; versions are named saves."""

    hospital = models.ForeignKey("cardiology.Hospital", on_delete=models.PROTECT, related_name="questions")
    study = models.ForeignKey(
        Study,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="questions",
        verbose_name=_("study"),
    )
    title = models.CharField(_("title"), max_length=160)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="questions")
    is_shared = models.BooleanField(_("shared with the hospital"), default=False)
    draft = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=1)
    export_key = models.CharField(max_length=64, default=new_key, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["-changed_at", "-pk"]
        indexes = [models.Index(fields=["hospital", "owner"], name="question_hospital_owner")]

    def __str__(self) -> str:
        return self.title


class QuestionVersion(models.Model):
    """A named save. The database refuses to change or remove it."""

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    name = models.CharField(_("name"), max_length=120)
    definition = models.JSONField()
    sha256 = models.CharField(max_length=64)
    sentence = models.TextField(blank=True)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("version of a question")
        verbose_name_plural = _("versions of questions")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["question", "number"], name="question_version_once")]

    def __str__(self) -> str:
        return f"{self.number} · {self.name}"

    @property
    def short_hash(self) -> str:
        return self.sha256[:12]
