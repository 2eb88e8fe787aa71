"""The plan of a patient after discharge, and its visits (planned contacts with their windows)."""

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CloseReason(models.TextChoices):
    COMPLETED = "completed", _("Completed")
    DIED = "died", _("Died")
    REFUSED = "refused", _("Refused")
    READMITTED = "readmitted", _("Readmitted, planned anew")
    CHANGED = "changed", _("No longer called for by the record")
    TRANSFERRED = "transferred", _("Care transferred")


class Plan(models.Model):
    """One pathway for one patient, anchored to a discharge. `pathway` and `version` name a schedule."""

    patient = models.ForeignKey("cardiology.Patient", on_delete=models.PROTECT, related_name="plans")
    admission = models.ForeignKey("cardiology.Admission", on_delete=models.PROTECT, related_name="plans")
    pathway = models.CharField(_("pathway"), max_length=20)
    version = models.PositiveSmallIntegerField(default=1)
    anchor_on = models.DateField(_("counted from"))
    opened_at = models.DateTimeField(default=timezone.now)
    opened_by = models.ForeignKey(  # who opened it by hand; empty where the record called for it
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    close_reason = models.CharField(max_length=20, choices=CloseReason.choices, blank=True)
    lost_at = models.DateTimeField(_("lost to follow-up since"), null=True, blank=True)

    class Meta:
        verbose_name = _("follow-up plan")
        verbose_name_plural = _("follow-up plans")
        constraints = [
            models.UniqueConstraint(fields=["admission", "pathway"], name="plan_once_per_stay"),
            models.CheckConstraint(
                name="closed_plan_has_reason",
                condition=Q(closed_at__isnull=True, close_reason="")
                | (Q(closed_at__isnull=False) & ~Q(close_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"plan #{self.pk}"


class VisitState(models.TextChoices):
    """What is stored is only whether a visit is still open; not open, due and overdue follow from the day."""

    OPEN = "open", pgettext_lazy("follow-up", "Open")
    DONE = "done", _("Done")
    UNREACHABLE = "unreachable", _("Not reached")
    REFUSED = "refused", _("Refused")
    DIED = "died", _("Died")
    CANCELLED = "cancelled", _("Cancelled")
    MISSED = "missed", _("Window missed")


# The day of an open visit that stands on the list. As an expression, so that the database counts these days
# by themselves: of all days ever planned most are over, of these hardly any.
LEAD_DUE = Case(When(merged_into__isnull=True, state="open", then=F("due_on")))


class Visit(models.Model):
    """One planned contact: due day, window (both ends included), and who works on it now."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="visits")
    patient = models.ForeignKey("cardiology.Patient", on_delete=models.PROTECT, related_name="visits")
    code = models.CharField(_("visit"), max_length=12)
    target_on = models.DateField(_("nominal day"), null=True, blank=True)
    due_on = models.DateField(pgettext_lazy("follow-up", "due"))
    opens_on = models.DateField(_("window opens"))
    closes_on = models.DateField(_("window closes"))
    state = models.CharField(max_length=12, choices=VisitState.choices, default=VisitState.OPEN)
    state_reason = models.CharField(max_length=120, blank=True)  # a code (`queries.why_ended`), or as typed
    done_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(_("not before"), null=True, blank=True)
    callback_at = models.DateTimeField(_("promised call"), null=True, blank=True)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    claimed_until = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="merged"
    )
    # What a person decided outlives every recomputation: a visit moved, skipped or added, with the reason.
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    edited_at = models.DateTimeField(null=True, blank=True)
    edit_reason = models.CharField(_("reason"), max_length=200, blank=True)
    is_added = models.BooleanField(_("added by hand"), default=False)
    draft = models.JSONField(default=dict, blank=True, editable=False)  # answers of a call not yet ended
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "code"], name="visit_once_per_plan"),
            models.CheckConstraint(
                name="window_around_due_day",
                condition=Q(opens_on__lte=F("due_on"), closes_on__gte=F("due_on")),
            ),
            models.CheckConstraint(
                name="claim_both_or_neither",
                condition=Q(claimed_by__isnull=True, claimed_until__isnull=True)
                | Q(claimed_by__isnull=False, claimed_until__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["closes_on"], condition=Q(state="open"), name="visit_open_closes"),
            models.Index(fields=["opens_on"], condition=Q(state="open"), name="visit_open_opens"),
            models.Index(fields=["closes_on"], name="visit_closes"),  # measures: whatever became of it
            models.Index(fields=["patient", "due_on"], name="visit_patient_due"),
            models.Index(LEAD_DUE, name="visit_open_due"),
            models.Index(
                fields=["callback_at"], condition=Q(callback_at__isnull=False), name="visit_promised"
            ),
            models.Index(
                fields=["claimed_until"], condition=Q(claimed_until__isnull=False), name="visit_claimed"
            ),
            models.Index(fields=["done_at"], condition=Q(done_at__isnull=False), name="visit_ended"),
        ]

    def __str__(self) -> str:
        return f"visit #{self.pk}"
