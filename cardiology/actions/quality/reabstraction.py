"""A sample of closed stays is entered a second time: drawn by chance, entered blind by somebody else."""

import secrets
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cardiology import audit
from cardiology.access import Permission, check_may, hospital_of
from cardiology.actions import drafts
from cardiology.models import Draft, Reabstraction, ReabstractionSample, User
from cardiology.months import last_day
from cardiology.quality import sampling
from cardiology.queries.quality.reabstraction import asked, closed, entered_by, key, plain, recorded

SECTION = "second_entry"  # under this name drafts of a second entry are kept


@transaction.atomic
def draw(month: date, *, by: User, seed: int | None = None) -> ReabstractionSample:
    """Draw five of a hundred stays that ended in a month; once only, so that nobody draws until it fits."""
    check_may(by, Permission.READ_DATA_QUALITY)
    hospital = hospital_of(by)
    if last_day(month) >= timezone.localdate():
        raise ValidationError(_("The month has not ended yet."))
    stays = list(closed(by, month).values_list("pk", flat=True))
    if not stays:
        raise ValidationError(_("No stay ended in this month."))
    chosen_seed = secrets.randbelow(2**31) if seed is None else seed
    sample, is_new = ReabstractionSample.objects.get_or_create(
        hospital=hospital, month=month,
        defaults={"seed": chosen_seed, "stays": len(stays), "drawn_by": by},
    )  # fmt: skip
    if not is_new:
        raise ValidationError(_("The sample of this month is drawn already."))
    drawn = sampling.draw(stays, seed=chosen_seed)
    Reabstraction.objects.bulk_create(Reabstraction(sample=sample, admission_id=pk) for pk in drawn)
    new = {"month": str(month), "seed": chosen_seed, "stays": len(stays), "drawn": drawn}
    audit.record("re-abstraction drawn", by=by, about=sample, new=new)
    return sample


def check_second(entry: Reabstraction, *, by: User) -> None:
    """PermissionDenied for who may not, and for who entered the stay the first time."""
    check_may(by, Permission.ENTER_AGAIN)
    if entry.admission_id in entered_by(by, [entry.admission_id]):
        raise PermissionDenied(_("You entered this stay yourself; the second entry needs somebody else."))


def keep(entry: Reabstraction, typed: Mapping[str, str], *, by: User) -> Draft | None:
    """Keep what the second person has typed so far; only they see it, and it is gone when it is saved."""
    check_second(entry, by=by)
    if entry.entered_at is not None:
        return None
    place = {"row_id": entry.pk, "permission": Permission.ENTER_AGAIN}
    return drafts.keep(entry.admission, SECTION, typed, by=by, **place)  # type: ignore[arg-type]


@transaction.atomic
def enter(entry: Reabstraction, values: Mapping[str, Any], *, by: User) -> Reabstraction:
    """Keep what the second person wrote beside what the record holds now; the record stays as it is."""
    check_second(entry, by=by)
    held = Reabstraction.objects.select_for_update().select_related("admission").get(pk=entry.pk)
    if held.entered_at is not None:
        raise ValidationError(_("This stay has been entered a second time already."))
    second = {key(m, v): plain(values.get(key(m, v))) for m, v in asked()}
    if not any(second.values()):
        raise ValidationError(_("Nothing was entered."))
    held.first, held.second = recorded(held.admission), second
    held.entered_by, held.entered_at = by, timezone.now()
    held.save()
    drafts.forget(held.admission, SECTION, by=by, row_id=held.pk)
    audit.record("re-abstraction entered", by=by, about=held.admission, new=second)
    return held
