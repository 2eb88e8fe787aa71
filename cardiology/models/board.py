"""What a ward keeps in mind of a stay from shift to shift: tags that end by themselves, and tasks."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cardiology.models.admission import Admission
from cardiology.models.hospital import Department
from cardiology.models.staff import Role


class Lasts(models.TextChoices):
    """How long a tag is true; `rounds.shifts` says when that is over."""

    NOON = "noon", _("until noon")
    SHIFT = "shift", _("until the end of the shift")
    MORNING = "morning", _("until the next morning")
    DATE = "date", _("until the end of a day")


class TagWord(models.Model):
    """A word that a department offers for its tags, with how long it holds when it is chosen."""

    department = models.ForeignKey(Department, on_delete=models.CASCADE, related_name="tag_words")
    word = models.CharField(_("word"), max_length=40)
    lasts = models.CharField(_("holds"), max_length=10, choices=Lasts.choices, default=Lasts.SHIFT)

    class Meta:
        verbose_name = _("word for tags")
        verbose_name_plural = _("words for tags")
        ordering = ["department", "word"]
        constraints = [
            models.UniqueConstraint(fields=["department", "word"], name="tag_word_once"),
            models.CheckConstraint(
                name="tag_word_holds_without_a_date",
                condition=~Q(lasts=Lasts.DATE),
                violation_error_message=_("An offered word holds until a time of day, not until a date."),
            ),
        ]

    def __str__(self) -> str:
        return self.word


class OfStay(models.Model):
    """Something kept in mind of one stay: who wrote it when, and who ended it."""

    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def patient_id(self) -> int:
        """Whose record this is part of; the audit asks."""
        return self.admission.patient_id  # type: ignore[attr-defined,no-any-return]


class Tag(OfStay):
    """A word that is true of a stay for some hours. Whether it is over is computed, never swept."""

    admission = models.ForeignKey(Admission, on_delete=models.PROTECT, related_name="tags")
    word = models.CharField(_("tag"), max_length=40)
    expires_at = models.DateTimeField(_("until"))

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        indexes = [models.Index(fields=["admission", "expires_at"], name="tag_of_stay")]
        constraints = [
            models.CheckConstraint(
                name="tag_ends_after_it_began",
                condition=Q(expires_at__gt=F("made_at")),
                violation_error_message=_("A tag has to end in the future."),
            ),
            models.CheckConstraint(
                name="tag_ended_by_somebody",
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"tag #{self.pk}"


class Ending(models.TextChoices):
    """What became of a task."""

    DONE = "done", _("Done")
    DROPPED = "dropped", _("No longer needed")


class Task(OfStay):
    """Something to be done for a patient by a day, or a time of that day; by a role, a person or anybody."""

    admission = models.ForeignKey(Admission, on_delete=models.PROTECT, related_name="tasks")
    text = models.CharField(_("task"), max_length=120)
    due_on = models.DateField(_("due"))
    due_time = models.TimeField(_("at"), null=True, blank=True)
    for_role = models.CharField(_("for"), max_length=20, choices=Role.choices, blank=True)
    for_person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    ending = models.CharField(max_length=10, choices=Ending.choices, blank=True)

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        indexes = [models.Index(fields=["admission", "due_on"], name="task_of_stay")]
        constraints = [
            models.CheckConstraint(
                name="task_is_for_a_role_or_a_person", condition=Q(for_role="") | Q(for_person__isnull=True)
            ),
            models.CheckConstraint(
                name="task_ended_by_somebody",
                condition=Q(ended_at__isnull=True, ended_by__isnull=True, ending="")
                | (Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(ending="")),
            ),
        ]

    def __str__(self) -> str:
        return f"task #{self.pk}"
