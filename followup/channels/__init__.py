"""Ways in which a message leaves the house: one small class each, chosen by the settings.

A way says one of four things of a message: it was taken (Receipt), it surely was not (Refused for good,
NotSent for now), or nobody knows (Uncertain). Only what surely was not taken is ever followed by another
attempt. What is raised carries a code of `reminding.REASONS`.
"""

from django.conf import settings

from followup.channels.base import Channel, NotSent, Receipt, Refused, Uncertain
from followup.channels.console import Console
from followup.channels.email import Email
from followup.channels.http_sms import HttpSms

__all__ = ["Channel", "NotSent", "Receipt", "Refused", "Uncertain", "channel", "configured"]


def configured() -> dict[str, Channel]:
    """The ways that are open, by name, in the order in which they are tried."""
    found: dict[str, Channel] = {}
    if settings.SMS_GATEWAY_URL == "console:":
        found["sms"] = Console()
    elif settings.SMS_GATEWAY_URL:
        found["sms"] = HttpSms(
            settings.SMS_GATEWAY_URL, token=settings.SMS_GATEWAY_TOKEN, timeout=settings.SMS_TIMEOUT_SECONDS
        )
    if settings.EMAIL_FROM:
        found["email"] = Email(settings.EMAIL_FROM)
    return found


def channel(name: str) -> Channel | None:
    """One way; None where it is closed."""
    return configured().get(name)
