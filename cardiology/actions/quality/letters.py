"""The monthly message to those who want the board: a link, never the file, and never twice."""

from datetime import date

from django.conf import settings
from django.core.mail import send_mail
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from cardiology import audit
from cardiology.access import Permission, check_may, may
from cardiology.models import BoardLetter, BoardReader, CountedMonth, User
from cardiology.months import months_until


@transaction.atomic
def subscribe(address: str, *, by: User) -> None:
    """Ask for the board every month at an address; an empty one: no longer. ValidationError for one that is
    not an address."""
    check_may(by, Permission.READ_REPORTS)
    if address:
        validate_email(address)
        BoardReader.objects.update_or_create(reader=by, defaults={"address": address})
    else:
        BoardReader.objects.filter(reader=by).delete()
    audit.record("board letter asked for" if address else "board letter cancelled", by=by, about=by)


def send_due() -> int:
    """Send the message about the month before to every reader who has not had it; how many were sent."""
    month = months_until(timezone.localdate(), 2)[0]
    had = BoardLetter.objects.filter(month=month).values("reader")
    waiting = BoardReader.objects.exclude(reader__in=had).select_related("reader__hospital")
    return sum(_send(w, month) for w in waiting if _is_ready(w.reader, month))


def _is_ready(reader: User, month: date) -> bool:
    """The reader may still see it, and the month was counted after it had ended."""
    counted = CountedMonth.objects.filter(hospital=reader.hospital, month=month).first()
    following = months_until(timezone.localdate(), 1)[0]
    return bool(
        may(reader, Permission.READ_REPORTS)
        and counted
        and counted.counted_at
        and timezone.localtime(counted.counted_at).date() >= following
    )


def _send(waiting: BoardReader, month: date) -> bool:
    """Write down that it will be sent, commit, send. What a crash interrupts is not sent again: it stays
    visible as a letter without the time of sending."""
    try:
        with transaction.atomic():
            letter = BoardLetter.objects.create(reader=waiting.reader, month=month)
    except IntegrityError:
        return False  # another worker has it
    language = waiting.reader.language or settings.LANGUAGE_CODE
    with translation.override(language):
        subject, text = _("Quality board %(month)s") % {"month": f"{month:%Y-%m}"}, _text(month)
    try:
        send_mail(subject, text, None, [waiting.address])
    except OSError as error:
        BoardLetter.objects.filter(pk=letter.pk).update(trouble=type(error).__name__)
        return False
    BoardLetter.objects.filter(pk=letter.pk).update(sent_at=timezone.now())
    return True


def _text(month: date) -> str:
    """No number and no name: who reads it signs in."""
    address = f"{settings.PUBLIC_ADDRESS.rstrip('/')}{reverse('board')}"
    return _(
        "The quality board up to %(month)s is ready: %(address)s\n"
        "You asked for this message on the board, and can cancel it there."
    ) % {"month": f"{month:%Y-%m}", "address": address}
