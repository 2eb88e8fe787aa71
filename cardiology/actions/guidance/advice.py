"""Advice is shown, accepted or overridden; a hospital chooses its guideline packs."""

from collections.abc import Iterable, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cardiology import audit
from cardiology.access import Permission, check_may, hospital_of
from cardiology.guidance import PACKS, RULES, Severity
from cardiology.models import (
    AGAINST_A_STOP,
    Admission,
    AdviceAnswer,
    AdviceReply,
    GuidelinePacks,
    OverrideReason,
    User,
)
from cardiology.queries.guidance.packs import packs_of


def shown(stay: Admission, lines: Iterable[tuple[str, str]]) -> None:
    """Keep that these rules were shown on these facts, (rule, fingerprint); counted once however often."""
    rows = [
        AdviceAnswer(admission=stay, rule=rule, version=RULES[rule].version, facts=facts)
        for rule, facts in lines
    ]
    AdviceAnswer.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def answer(stay: Admission, rule: str, facts: str, *, reply: str, by: User, reason: str = "") -> AdviceAnswer:
    """Accept an advice as it was shown, or override it with a coded reason; the later answer counts.

    LookupError for a rule that was not shown on these facts: they have changed in the meantime.
    """
    is_stop = RULES[rule].severity == Severity.HARD_STOP if rule in RULES else False
    overrides = reply == AdviceReply.OVERRIDDEN
    check_may(by, Permission.OVERRIDE_STOPS if is_stop and overrides else Permission.WRITE_RECORDS)
    row = AdviceAnswer.objects.select_for_update().filter(admission=stay, rule=rule, facts=facts).first()
    if row is None:
        raise LookupError(f"{rule} was not shown on these facts.")
    if reply not in AdviceReply.values:
        raise ValidationError(_("An advice is accepted or overridden."))
    if overrides and reason not in (AGAINST_A_STOP if is_stop else OverrideReason.values):
        raise ValidationError(_("Say why the advice is not followed."))
    old = {"reply": row.reply, "reason": row.reason} if row.reply else None
    row.reply, row.reason = reply, reason if overrides else ""
    row.by, row.at = by, timezone.now()
    row.save(update_fields=["reply", "reason", "by", "at"])
    new = {"rule": rule, "version": row.version, "reply": row.reply, "reason": row.reason}
    audit.record("advice answered", by=by, about=row, old=old, new=new)
    return row


@transaction.atomic
def choose_packs(packs: Sequence[str], *, by: User) -> GuidelinePacks:
    """Follow these guideline packs, the preferred first; ValidationError for none or an unknown one."""
    check_may(by, Permission.CHOOSE_PACKS)
    wanted = list(dict.fromkeys(packs))
    if not wanted or set(wanted) - set(PACKS):
        raise ValidationError(_("Choose at least one guideline pack."))
    hospital = hospital_of(by)
    old = packs_of(hospital.pk)
    row, _is_new = GuidelinePacks.objects.update_or_create(hospital=hospital, defaults={"packs": wanted})
    audit.record("guideline packs chosen", by=by, about=row, old={"packs": old}, new={"packs": wanted})
    return row
