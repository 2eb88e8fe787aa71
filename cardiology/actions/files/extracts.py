"""What a person does about rows that are too many to wait for: ask for them, stop it, fetch the file."""

import secrets
from functools import partial
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cardiology import audit, waking
from cardiology.access import Permission, check_may, hospital_of
from cardiology.actions.files import shelf
from cardiology.models import UNFINISHED, Extract, ExtractState, User

TASK = "cardiology.tasks.extracts"


wake = partial(waking.wake, TASK)


@transaction.atomic
def ask(kind: str, form: str, choice: dict[str, Any], *, by: User) -> Extract:
    """Have these rows written by the worker; the same choice that is not finished yet is given again."""
    _check(by, is_identified=bool(choice.get("identified")))
    extract, is_new = Extract.objects.get_or_create(
        hospital=hospital_of(by), asked_by=by, kind=kind, form=form, choice=choice, state__in=UNFINISHED,
        defaults={"token": secrets.token_hex(16)},
    )  # fmt: skip
    if is_new:
        audit.record("extract asked for", by=by, about=extract, new=told(extract), via="export")
        transaction.on_commit(wake)
    return extract


@transaction.atomic
def cancel(extract: Extract, *, by: User) -> None:
    """Stop the writing, or throw the finished file away before its day is over."""
    _check(by)
    stored = _own(extract, by)
    if stored.state not in (*UNFINISHED, ExtractState.READY):
        raise ValidationError(_("This has ended already; the list shows how."))
    end(stored, ExtractState.CANCELLED)
    audit.record("extract cancelled", by=by, about=stored, via="export")


@transaction.atomic
def fetch(extract: Extract, *, by: User) -> IO[bytes]:
    """The file, for who asked for it and still may have it; each time is noted as rows that left."""
    _check(by, is_identified=extract.is_identified)
    stored = _own(extract, by)
    file = shelf.take(stored) if stored.is_kept(timezone.now()) else None
    if file is None:
        raise ValidationError(_("The file is not there, or no longer; ask for it again."))
    new = {**told(stored), "rows": stored.rows, "sha256": stored.sha256}
    audit.record("rows exported", by=by, about=stored, new=new, via="export")
    return file


def expire() -> int:
    """Throw the files away whose day is over; how many they were. What belongs to no extract goes too."""
    lying = shelf.lying()
    with transaction.atomic():
        ready = Extract.objects.select_for_update(skip_locked=True).filter(state=ExtractState.READY)
        over = list(ready.filter(kept_until__lte=timezone.now()))
        for extract in over:
            end(extract, ExtractState.EXPIRED)
            audit.record("extract expired", by=None, about=extract, via="sweep")
    wanted = Extract.objects.filter(token__in=lying, state__in=(*UNFINISHED, ExtractState.READY))
    for token in lying - set(wanted.values_list("token", flat=True)):
        shelf.drop(token)
    return len(over)


def end(stored: Extract, state: ExtractState, problem: str = "") -> None:
    """There is no file any more, or never will be."""
    stored.state, stored.problem, stored.alive_until = state, problem, None
    stored.ended_at = stored.ended_at or timezone.now()
    stored.save(update_fields=["state", "problem", "alive_until", "ended_at"])
    transaction.on_commit(lambda: shelf.drop(stored.token))


def told(extract: Extract) -> dict[str, Any]:
    """What was chosen, for the audit trail."""
    return {"kind": extract.kind, "form": extract.form, **extract.choice}


def _check(by: User, *, is_identified: bool = False) -> None:
    check_may(by, Permission.EXPORT_SECTIONS)
    if is_identified:
        check_may(by, Permission.EXPORT_IDENTIFIED)


def _own(extract: Extract, by: User) -> Extract:
    """The locked row, of who asked for it."""
    return Extract.objects.select_for_update().get(pk=extract.pk, asked_by=by, hospital=hospital_of(by))
