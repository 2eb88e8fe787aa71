"""Merging two registrations of one person: asked for by one, confirmed by a second, undone to the byte."""

from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cardiology import audit, registries
from cardiology.access import Permission, check_may, hospital_of
from cardiology.actions import parting
from cardiology.actions.patients import name_for_search
from cardiology.models import Merge, MergeState, NumberKind, Patient, PatientIdentifier, User
from cardiology.queries.identity import everything, merging

BESIDE = ("missing", "entered", "confirmed")  # what a record knows of a detail beside its value


@transaction.atomic
def ask(survivor: Patient, merged: Patient, *, reason: str, choices: Collection[str], by: User) -> Merge:
    """Ask for a merge; nothing is changed yet. `choices` are the details to take from the merged patient."""
    check_may(by, Permission.ASK_MERGE)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why these are one person.")})
    _refuse(merging.conflicts(survivor, merged))
    known = {d.name for d in merging.preview(survivor, merged).details}
    if Merge.objects.filter(survivor=survivor, merged=merged, state=MergeState.ASKED).exists():
        raise ValidationError(_("This merge has been asked for already and waits for a second person."))
    merge = Merge.objects.create(
        hospital=hospital_of(by), survivor=survivor, merged=merged, reason=reason.strip()[:1000],
        choices=sorted(known & set(choices)), seen=[survivor.revision, merged.revision], asked_by=by,
    )  # fmt: skip
    _record("merge asked for", merge, by=by, new={"reason": merge.reason, "takes": merge.choices})
    return merge


@transaction.atomic
def refuse(merge: Merge, *, by: User) -> Merge:
    """The two are not one person, or whoever asked takes it back; nothing was changed."""
    stored = _locked(merge, MergeState.ASKED)
    check_may(by, Permission.ASK_MERGE if stored.asked_by_id == by.pk else Permission.CONFIRM_MERGE)
    stored.state, stored.decided_by, stored.decided_at = MergeState.REFUSED, by, timezone.now()
    stored.save()
    _record("merge refused", stored, by=by)
    return stored


@transaction.atomic
def confirm(merge: Merge, *, by: User) -> Merge:
    """Carry out a merge: every row of the merged patient goes to the survivor, whatever its kind.

    Raises ValidationError for whoever asked for it, for a conflict, and where one of the two was amended.
    """
    check_may(by, Permission.CONFIRM_MERGE)
    stored = _locked(merge, MergeState.ASKED)
    if stored.asked_by_id == by.pk:
        raise ValidationError(_("You asked for this merge; a second person has to confirm it."))
    survivor, merged = _both(stored)
    _refuse(merging.conflicts(survivor, merged))
    if stored.seen != [survivor.revision, merged.revision]:
        raise ValidationError(
            _("One of the two was amended after the merge was asked for. Refuse it and ask anew.")
        )
    before = everything.state([survivor.pk, merged.pk])
    _move_rows(survivor, merged)
    _take_details(survivor, merged, stored.choices)
    for follow in registries.after_merge:
        follow(survivor, by=by)
    after = everything.state([survivor.pk, merged.pk])
    stored.manifest = parting.manifest(before, after)
    stored.state, stored.decided_by, stored.decided_at = MergeState.DONE, by, timezone.now()
    stored.save()
    moved = {label: len(keys) for label, keys in stored.manifest["of_merged"].items()}
    _record("merged", stored, by=by, new={"moved": moved, "takes": stored.choices})
    return stored


@transaction.atomic
def undo(merge: Merge, *, reason: str, by: User) -> Merge:
    """Part the two again: rows, details and follow-up plans as they were before, to the byte.

    What was written since stays with the survivor, but what hangs on a stay that goes back goes with it;
    both are listed.
    """
    check_may(by, Permission.CONFIRM_MERGE)
    stored = _locked(merge, MergeState.DONE)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why these are two persons after all.")})
    if later := merging.later(stored):
        sentence = _("A later merge, of %(number)s, has to be undone first.")
        raise ValidationError(sentence % {"number": later.merged.number})
    survivor, merged = _both(stored)
    try:
        with transaction.atomic():
            stored.parted = parting.put_back(stored.manifest, survivor, merged)
    except IntegrityError as error:
        raise ValidationError(
            _(
                "What was written after the merge does not fit with what was there before; "
                "nothing was changed."
            )
        ) from error
    both = list(Patient.objects.filter(pk__in=[survivor.pk, merged.pk]).order_by("pk"))
    for follow in registries.after_parting:
        follow(both, by=by)
    stored.state, stored.undone_by, stored.undone_at = MergeState.UNDONE, by, timezone.now()
    stored.undo_reason = reason.strip()[:1000]
    stored.save()
    told = {part: {label: len(rows) for label, rows in found.items()}
            for part, found in stored.parted.items() if isinstance(found, dict)}  # fmt: skip
    _record("merge undone", stored, by=by, new={"reason": stored.undo_reason, **told})
    return stored


def _locked(merge: Merge, state: str) -> Merge:
    stored = Merge.objects.select_for_update().get(pk=merge.pk)
    if stored.state != state:
        raise ValidationError(_("Somebody else has decided on this merge in the meantime."))
    return stored


def _both(merge: Merge) -> tuple[Patient, Patient]:
    """Both patients, locked: nobody can add a row to either until this is over."""
    keys = [merge.survivor_id, merge.merged_id]
    rows = {p.pk: p for p in Patient.objects.select_for_update().filter(pk__in=keys).order_by("pk")}
    return rows[merge.survivor_id], rows[merge.merged_id]


def _refuse(conflicts: list[str]) -> None:
    if conflicts:
        raise ValidationError(conflicts)


def _move_rows(survivor: Patient, merged: Patient) -> None:
    """Every row that points at the merged patient points at the survivor; the old number leads there, too."""
    for model, fields in everything.pointing().items():
        is_record = everything.is_record(model)
        double = merging.put_aside(model, fields, survivor.pk, merged.pk)
        if double and is_record:  # both came from one file, under one key: the moved row gives it up
            model._default_manager.filter(pk__in=double).update(import_key=None)
        for field in fields:
            rows = model._default_manager.filter(**{field.name: merged.pk})
            rows.exclude(pk__in=[] if is_record else double).update(**{field.name: survivor.pk})
    Patient.objects.filter(pk=merged.pk).update(merged_into=survivor)
    PatientIdentifier.objects.get_or_create(patient=survivor, kind=NumberKind.MERGED, value=merged.number)


def _take_details(survivor: Patient, merged: Patient, choices: Collection[str]) -> None:
    """The chosen details, with the reasons, typed values and confirmations that belong to them."""
    for lead in choices:
        for name in merging.TOGETHER.get(lead, (lead,)):
            setattr(survivor, name, getattr(merged, name))
            for beside in BESIDE:
                ours, theirs = getattr(survivor, beside), getattr(merged, beside)
                ours.pop(name, None)
                if name in theirs:
                    ours[name] = theirs[name]
    survivor.missing = {n: r for n, r in survivor.missing.items() if getattr(survivor, n, None) in (None, "")}
    survivor.revision += 1
    name_for_search(survivor)
    survivor.full_clean()
    survivor.save()


def _record(event: str, merge: Merge, *, by: User, new: dict[str, Any] | None = None) -> None:
    """Into the trail of both patients."""
    both: dict[str, Any] = {"merge": merge.pk, "survivor": merge.survivor_id, "merged": merge.merged_id}
    for about in (merge.survivor, merge.merged):
        audit.record(event, by=by, about=about, new=both | (new or {}))
