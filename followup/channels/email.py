"""E-mail through the hospital's server."""

import smtplib

from django.core.mail import EmailMessage
from django.utils.translation import gettext as _

from followup.channels.base import NotSent, Receipt, Refused, Uncertain


class Email:
    """Plain text. A mail server takes a message or does not; it cannot be asked later."""

    def __init__(self, sender: str) -> None:
        self.sender = sender

    def send(self, key: str, to: str, text: str) -> Receipt:
        domain = self.sender.rpartition("@")[2].rstrip(">") or "localhost"
        mail = EmailMessage(
            _("Message of your hospital"),
            text,
            self.sender,
            [to],
            headers={"Message-ID": f"<{key}@{domain}>"},
        )
        try:
            mail.send()
        except smtplib.SMTPRecipientsRefused as error:
            raise Refused("refused") from error
        except (ConnectionRefusedError, smtplib.SMTPConnectError, smtplib.SMTPAuthenticationError) as error:
            raise NotSent("away") from error
        except (OSError, smtplib.SMTPException) as error:
            raise Uncertain("broke_off") from error
        return Receipt(id=key)

    def ask(self, key: str) -> Receipt | None:
        raise Uncertain("cannot_ask")
