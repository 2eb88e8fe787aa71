"""Messages to patients: what is to be sent, what became of it, and who does not want any."""

import uuid

from django.conf import settings
from django.core.validators import EmailValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cardiology.sealed import SealedText
from followup.models.plan import Visit
from followup.reminding import LABELS, REASONS, STEPS, MessageState


class MessageChannel(models.TextChoices):
    SMS = "sms", _("Text message")
    EMAIL = "email", _("E-mail")


class Reminder(models.Model):
    """One message about one visit. The row is there before anything is sent; `key` names it at the gateway.

    Neither the number nor the text is stored: both are made at the moment of sending.
    """

    patient = models.ForeignKey("cardiology.Patient", on_delete=models.PROTECT, related_name="reminders")
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="reminders")
    step = models.CharField(_("message"), max_length=10, choices=[(s.code, s.title) for s in STEPS])
    for_on = models.DateField(_("day of the visit"))
    channel = models.CharField(_("way"), max_length=10, choices=MessageChannel.choices)
    phone = models.ForeignKey(
        "cardiology.Phone", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    planned_for = models.DateTimeField(_("planned for"))
    state = models.CharField(
        _("state"), max_length=10, choices=list(LABELS.items()), default=MessageState.PLANNED
    )
    reason = models.CharField(_("reason"), max_length=20, blank=True, choices=list(REASONS.items()))
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    gateway_id = models.CharField(max_length=80, blank=True, db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    delivered_at = models.DateTimeField(_("delivered"), null=True, blank=True)
    instead_of = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="fallback"
    )

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["-planned_for", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["visit", "step", "for_on"], condition=Q(instead_of=None), name="reminder_once"
            ),
        ]
        indexes = [
            models.Index(fields=["planned_for"], condition=Q(state="planned"), name="reminder_planned"),
            models.Index(fields=["claimed_at"], condition=Q(state="sending"), name="reminder_sending"),
            models.Index(fields=["sent_at"], condition=Q(state="sent"), name="reminder_sent"),
        ]

    def __str__(self) -> str:
        return f"reminder #{self.pk}"


class OptOut(models.Model):
    """A number or address that wants no messages, whoever it belongs to. Taken back by removing the row."""

    hospital = models.ForeignKey("cardiology.Hospital", on_delete=models.PROTECT, related_name="+")
    address = SealedText(_("number or address"), max_length=254)
    since = models.DateTimeField(_("since"), default=timezone.now)
    source = models.CharField(
        _("told by"), max_length=10,
        choices=[("reply", _("Reply to a message")), ("staff", _("Told to staff"))],
    )  # fmt: skip
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("opt-out")
        verbose_name_plural = _("opt-outs")
        constraints = [models.UniqueConstraint(fields=["hospital", "address"], name="opt_out_once")]

    def __str__(self) -> str:
        return f"opt-out #{self.pk}"


class Mailbox(models.Model):
    """An e-mail address to which a patient wants reminders where no text message arrives."""

    patient = models.OneToOneField("cardiology.Patient", on_delete=models.CASCADE, related_name="mailbox")
    address = SealedText(_("e-mail address"), max_length=254, validators=[EmailValidator()])

    class Meta:
        verbose_name = _("e-mail address")
        verbose_name_plural = _("e-mail addresses")

    def __str__(self) -> str:
        return f"mailbox #{self.pk}"
