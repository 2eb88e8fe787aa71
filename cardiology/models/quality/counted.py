"""What the quality board reads: measures and intervals of a month as the worker counted them; its readers."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cardiology.models.hospital import Hospital


class Cut(models.TextChoices):
    """By what the patients of a month are divided."""

    HOSPITAL = "hospital", _("Hospital")
    DEPARTMENT = "department", _("Department")
    WARD = "ward", _("Ward")
    DOCTOR = "doctor", _("Doctor")
    NURSE = "nurse", _("Nurse")
    PATHWAY = "pathway", _("Pathway")


class CountedMonth(models.Model):
    """A month of a hospital and whether its measures are counted. `wanted_at`: somebody asks for it anew."""

    hospital = models.ForeignKey(Hospital, on_delete=models.CASCADE, related_name="+")
    month = models.DateField()
    stays = models.PositiveIntegerField(default=0)
    counted_at = models.DateTimeField(null=True)
    wanted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hospital", "month"], name="counted_month_once")]


class MeasureMonth(models.Model):
    """One measure over the stays that ended in one month, of one part of the hospital.

    `n` are those who met it and those who did not; `reasons` count why stays were left out, by outcome.
    """

    hospital = models.ForeignKey(Hospital, on_delete=models.CASCADE, related_name="+")
    month = models.DateField()
    measure = models.CharField(max_length=20)
    cut = models.CharField(max_length=10, choices=Cut.choices)
    key = models.CharField(max_length=40, blank=True)
    met = models.PositiveIntegerField()
    n = models.PositiveIntegerField()
    excluded = models.PositiveIntegerField(default=0)
    exceptions = models.PositiveIntegerField(default=0)
    indeterminate = models.PositiveIntegerField(default=0)
    reasons = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["hospital", "measure", "cut", "key", "month"], name="measure_month_once"
            ),
            models.CheckConstraint(condition=models.Q(met__lte=models.F("n")), name="met_are_counted"),
        ]
        indexes = [models.Index(fields=["measure", "cut", "month"], name="measure_month_peers")]


class IntervalMonth(models.Model):
    """One interval of the chest-pain timeline: the minutes of every stay that ended in the month."""

    hospital = models.ForeignKey(Hospital, on_delete=models.CASCADE, related_name="+")
    month = models.DateField()
    interval = models.CharField(max_length=40)
    minutes = ArrayField(models.FloatField())
    within = models.PositiveIntegerField()
    aimed = models.PositiveIntegerField()  # of how many there is a target

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hospital", "interval", "month"], name="interval_month_once")
        ]


class Board(models.Model):
    """Which numbers a hospital's board shows, in this order. Without a row: the usual ones."""

    hospital = models.OneToOneField(Hospital, on_delete=models.CASCADE, related_name="board")
    measures = ArrayField(models.CharField(max_length=20))


class BoardReader(models.Model):
    """Somebody who wants a message every month when the board of the month before is ready."""

    reader = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="board_reader"
    )
    address = models.EmailField()
    since = models.DateTimeField(default=timezone.now)


class BoardLetter(models.Model):
    """One message to one reader about one month: written down before it is sent, so never sent twice."""

    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    month = models.DateField()
    intended_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reader", "month"], name="board_letter_once")]


class Confirmation(models.Model):
    """The department has compared a definition, in this version, with the document that it cites."""

    hospital = models.ForeignKey(Hospital, on_delete=models.CASCADE, related_name="confirmations")
    kind = models.CharField(max_length=20)  # measure, score, rule
    subject = models.CharField(max_length=60)
    version = models.CharField(max_length=40)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["hospital", "kind", "subject", "version"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="confirmation_once",
            )
        ]
