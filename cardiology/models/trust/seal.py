"""Seals on the audit trail: a chain in which a changed, removed or slipped-in event shows."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

REASONS = {
    "continues": _(
        "Seal %(seal)s (events %(first)s to %(last)s) does not continue the seal before it: a seal was "
        "removed or changed."
    ),
    "count": _(
        "Seal %(seal)s (events %(first)s to %(last)s) holds %(found)s events instead of %(events)s: some "
        "were removed or slipped in."
    ),
    "changed": _("Seal %(seal)s (events %(first)s to %(last)s) holds an event that was changed."),
    "key": _("Seal %(seal)s (events %(first)s to %(last)s) is signed with another key."),
    "head": _("The noted head %(head)s is not in the chain: seals were removed."),
}


class AuditSeal(models.Model):
    """A block of audit events, closed for ever: the digest runs over the block before and over each event.

    The signature needs the house's secret key, so that the chain cannot be made anew from the database alone.
    """

    at = models.DateTimeField(default=timezone.now)
    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField(unique=True)
    events = models.PositiveIntegerField()
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    signature = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("seal of the audit trail")
        verbose_name_plural = _("seals of the audit trail")

    def __str__(self) -> str:
        return f"{self.first_id}–{self.last_id}"


class AuditVerification(models.Model):
    """The last time that the whole chain was computed again, and what was found."""

    at = models.DateTimeField(default=timezone.now)
    seals = models.PositiveIntegerField()
    events = models.PositiveBigIntegerField()
    head = models.CharField(max_length=64, blank=True)
    problem = models.JSONField(default=dict)  # a reason and its numbers; empty where the chain is whole

    class Meta:
        get_latest_by = "at"

    def __str__(self) -> str:
        return self.broken or "whole"

    @property
    def broken(self) -> str:
        """What was found, as a sentence in the reader's language; empty where the chain is whole."""
        return str(REASONS[self.problem["reason"]]) % self.problem if self.problem else ""
