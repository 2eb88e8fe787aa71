"""Contacts (attempts to reach the patient) and escalations to a doctor."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from followup.models.plan import Visit


class Channel(models.TextChoices):
    PHONE = "phone", _("Phone")
    CLINIC = "clinic", _("Clinic visit")
    VIDEO = "video", _("Video")
    MESSAGE = "message", _("Message")
    RECORD = "record", _("From records")


class Direction(models.TextChoices):
    OUT = "out", _("We called")
    IN = "in", _("The patient called")


class Outcome(models.TextChoices):
    """What came of an attempt."""

    ANSWERED = "answered", _("Call answered")
    ANSWERED_PROXY = "answered_proxy", _("Relative answered")
    NO_ANSWER = "no_answer", _("No answer")
    BUSY = "busy", _("Busy")
    SWITCHED_OFF = "switched_off", _("Switched off")
    PARTIAL = "partial", _("Talk broken off, to be finished")
    CALL_LATER = "call_later", _("Asks to be called later")
    WRONG_NUMBER = "wrong_number", _("Wrong number")
    INVALID_NUMBER = "invalid_number", _("Number not in service")
    REFUSED_NOW = "refused_now", _("Does not want to talk now")
    REFUSED = "refused", _("Refuses follow-up")
    DIED = "died", _("Patient has died")
    IN_HOSPITAL = "in_hospital", _("Is in hospital")
    BARRIER = "barrier", _("Language or hearing barrier")


class Contact(models.Model):
    """One attempt: when, who, by which way, to which number (last digits only), with what outcome."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="contacts")
    patient = models.ForeignKey("cardiology.Patient", on_delete=models.PROTECT, related_name="contacts")
    at = models.DateTimeField(_("at"), default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    channel = models.CharField(_("way"), max_length=10, choices=Channel.choices, default=Channel.PHONE)
    direction = models.CharField(
        _("who called"), max_length=3, choices=Direction.choices, default=Direction.OUT
    )
    phone = models.ForeignKey("cardiology.Phone", on_delete=models.SET_NULL, null=True, related_name="+")
    number_tail = models.CharField(max_length=4, blank=True)
    outcome = models.CharField(_("outcome"), max_length=16, choices=Outcome.choices)
    callback_at = models.DateTimeField(_("call again at"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True, max_length=2000)

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["patient", "at"], name="contact_patient_at"),
            models.Index(fields=["at"], name="contact_at"),
            models.Index(fields=["visit"], condition=models.Q(direction="in"), name="contact_inbound"),
        ]

    def __str__(self) -> str:
        return f"contact #{self.pk}"


class EscalationOutcome(models.TextChoices):
    """What a doctor did about a red flag."""

    ADVICE = "advice", _("Advice")
    DRUG_CHANGE = "drug_change", _("Drug changed")
    VISIT = "visit", _("Clinic visit booked")
    EMERGENCY = "emergency", _("Sent to the emergency department")
    ADMITTED = "admitted", pgettext_lazy("follow-up", "Admitted")
    NO_ACTION = "no_action", _("No action needed")
    UNREACHABLE = "unreachable", _("Patient not reached")


class Escalation(models.Model):
    """A red flag handed to a doctor: opened, acknowledged, closed with advice; untaken it rises in level."""

    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="escalations")
    patient = models.ForeignKey("cardiology.Patient", on_delete=models.PROTECT, related_name="escalations")
    flag = models.CharField(_("red flag"), max_length=20)
    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)
    severity = models.CharField(_("how urgent"), max_length=10, default="warn")
    level = models.PositiveSmallIntegerField(_("level"), default=1)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    outcome = models.CharField(
        _("what was done"), max_length=12, blank=True, choices=EscalationOutcome.choices
    )
    advice = models.TextField(_("advice"), blank=True, max_length=2000)

    class Meta:
        verbose_name = _("escalation")
        verbose_name_plural = _("escalations")
        indexes = [
            models.Index(
                fields=["patient"], condition=models.Q(closed_at__isnull=True), name="escalation_open"
            ),
        ]

    def __str__(self) -> str:
        return f"escalation #{self.pk}"
