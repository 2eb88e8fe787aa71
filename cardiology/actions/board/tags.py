"""Putting a tag on a stay, and taking it off before it ends by itself."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cardiology import audit
from cardiology.access import Permission, check_may
from cardiology.models import Admission, Tag, User
from cardiology.rounds import shifts


@transaction.atomic
def put(stay: Admission, word: str, *, lasts: str, by: User, until: date | None = None) -> Tag:
    """Say something of a stay that is true for some hours. The same word again replaces the earlier one."""
    check_may(by, Permission.WRITE_RECORDS)
    check_open(stay)
    now = timezone.localtime()
    try:
        expires_at = shifts.ends(lasts, now, until)
    except ValueError as error:
        raise ValidationError({"until": _("Say until which day, today or later.")}) from error
    tag = Tag(admission=stay, word=word.strip(), made_by=by, made_at=now, expires_at=expires_at)
    tag.full_clean()
    for earlier in stay.tags.select_for_update().filter(
        word=tag.word, ended_at__isnull=True, expires_at__gt=now
    ):
        take_off(earlier, by=by)
    tag.save()
    audit.record("tag put on", by=by, about=tag, new=audit.state(tag))
    return tag


@transaction.atomic
def take_off(tag: Tag, *, by: User) -> Tag:
    """The tag is no longer true. It stays in the history; taking it off twice changes nothing."""
    check_may(by, Permission.WRITE_RECORDS)
    stored = Tag.objects.select_for_update().get(pk=tag.pk)
    if stored.ended_at or stored.expires_at <= timezone.now():
        return stored
    stored.ended_at, stored.ended_by = timezone.now(), by
    stored.save(update_fields=["ended_at", "ended_by"])
    audit.record("tag taken off", by=by, about=stored, old={"word": stored.word})
    return stored


def check_open(stay: Admission) -> None:
    """A ward keeps in mind only who lies there."""
    if not stay.is_open:
        raise ValidationError(_("This stay has ended."))
