"""What leaves the system: asked for, checked by itself, read by a second person, handed out for a time.

Rows need two people beside the one who asks, tables and figures one. Every step and every fetching is
written down; after its last day a release is dead.
"""

import hashlib
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from cardiology import audit
from cardiology.access import Permission, check_may
from cardiology.models import User
from research import disclosure
from research.models import Release, ReleaseKind, ReleaseReview, ReleaseState, Run, RunState
from research.queries import leaving

DAYS, MOST_DAYS = 90, 365  # how long a release can be fetched


class TooClose(Exception):
    """Why something does not leave: beside an earlier release it would point at single patients."""


class Expired(Exception):
    """The last day of a release has passed."""


def expiry(days: int | None) -> date:
    """The last day on which a release can be fetched."""
    return timezone.localdate() + timedelta(days=min(days or DAYS, MOST_DAYS))


# --- checked by itself --------------------------------------------------------------------------------
def check_apart(run: Run, patients: Sequence[int], *, by: User, via: str = "web") -> None:
    """TooClose where an earlier release and these patients differ by so few that they could be named."""
    kept = Release.objects.filter(hospital_id=run.hospital_id, patients__isnull=False).exclude(run=run)
    for earlier in kept.exclude(state=ReleaseState.REFUSED).select_related("question").defer("content"):
        if disclosure.tells_apart(earlier.patients or (), patients):
            audit.record("export refused", by=by, about=run, new={"close_to": earlier.pk}, via=via)
            raise TooClose(_refusal(earlier))


def _refusal(earlier: Release) -> str:
    return _(
        "Fewer than %(threshold)s patients differ from an earlier export, no. %(number)s of “%(title)s”: "
        "whoever holds both files could tell who they are. Use the earlier file, or ask for clearly other "
        "patients."
    ) % {"threshold": disclosure.THRESHOLD, "number": earlier.pk, "title": earlier.question.title}


def checks(run: Run) -> list[dict[str, Any]]:
    """What was checked by itself of tables and figures."""
    found = (run.result or {}).get("output") or {}
    failing = [d["code"] for d in found.get("diagnostics", ()) if not d["holds"]]
    return [
        {"code": "apart", "holds": True},
        {"code": "counts", "holds": True},
        {"code": "enough", "holds": disclosure.is_enough(len(run.patients or ()), disclosure.CAREFUL)},
        {"code": "gate", "holds": not failing, "uncovered": run.uncovered_at is not None},
        {"code": "saved", "holds": run.version_id is not None},
    ]


# --- asked, reviewed, fetched -------------------------------------------------------------------------
def ask(run: Run, *, purpose: str, days: int | None = None, by: User) -> Release:
    """Ask for the tables and figures of a run to leave. Asking again gives what waits or has left."""
    check_may(by, Permission.ASK_QUESTIONS)
    for there in run.releases.exclude(state=ReleaseState.REFUSED):
        if there.state == ReleaseState.WAITING or there.is_open:
            return there
    if run.state != RunState.DONE or run.patients is None:
        raise ValidationError(_("There is nothing to release: ask for the analysis again."))
    check_apart(run, run.patients, by=by)
    return _asked(run, purpose, days, by)


@transaction.atomic
def _asked(run: Run, purpose: str, days: int | None, by: User) -> Release:
    release = Release(
        hospital_id=run.hospital_id, question=run.question, run=run, kind=ReleaseKind.RESULTS, made_by=by,
        purpose=purpose.strip(), expires_on=expiry(days), row_count=(run.result or {}).get("rows", 0),
        column_count=0, patients=run.patients, checks=checks(run),
    )  # fmt: skip
    if not release.purpose:
        raise ValidationError({"purpose": _("Say what it is for.")})
    release.save()
    audit.record("release asked", by=by, about=release, new={"run": run.pk, "purpose": release.purpose})
    return release


@transaction.atomic
def review(
    release: Release,
    *,
    agrees: bool,
    note: str = "",
    make: Callable[[Release], bytes] = leaving.archive,
    by: User,
) -> Release:
    """Say yes or no to a release, as somebody else than who asks. The last yes needed lets it leave.

    `make` gives the file of tables and figures; rows were made before, and leave as they were read.
    """
    check_may(by, Permission.REVIEW_RELEASES)
    stored = Release.objects.select_for_update(of=("self",)).get(pk=release.pk)
    if stored.hospital_id != by.hospital_id or stored.made_by_id == by.pk:
        raise PermissionDenied(_("Somebody else than who asks reviews a release."))
    if stored.state != ReleaseState.WAITING:
        raise ValidationError(_("This release was already decided."))
    if not agrees and not note.strip():
        raise ValidationError({"note": _("Say why not.")})
    said, is_new = ReleaseReview.objects.get_or_create(
        release=stored, by=by, defaults={"agrees": agrees, "note": note.strip()}
    )
    if not is_new:
        raise ValidationError(_("You have already said what you think of it."))
    audit.record("release reviewed", by=by, about=stored, new={"agrees": agrees, "note": said.note})
    return _decided(stored, agrees, make, by)


def _decided(release: Release, agrees: bool, make: Callable[[Release], bytes], by: User) -> Release:
    if agrees and release.reviews.filter(agrees=True).count() < release.needed:
        return release
    release.state = ReleaseState.RELEASED if agrees else ReleaseState.REFUSED
    if agrees:
        release.released_at = timezone.now()
        if release.kind == ReleaseKind.RESULTS:
            release.content = make(release)
            release.sha256 = hashlib.sha256(bytes(release.content)).hexdigest()
    release.save()
    audit.record("released" if agrees else "release refused", by=by, about=release,
                 new={"sha256": release.sha256})  # fmt: skip
    return release


@transaction.atomic
def forget() -> int:
    """Throw the files away that nobody may fetch any more; what left, and its checksum, stay written down."""
    is_over = Q(state=ReleaseState.REFUSED) | Q(expires_on__lt=timezone.localdate())
    over = Release.objects.filter(is_over).exclude(content=b"").select_for_update(of=("self",))
    gone = list(over.select_related("question", "made_by").defer("content"))
    Release.objects.filter(pk__in=[release.pk for release in gone]).update(content=b"")
    for release in gone:
        told = {"sha256": release.sha256}
        audit.record("release file deleted", by=None, about=release, new=told, via="sweep")
    return len(gone)


@transaction.atomic
def hand_out(release: Release, *, by: User) -> bytes:
    """Give the file to somebody; every time is written down. Expired after the last day."""
    check_may(by, Permission.EXPORT_ROWS if release.kind == ReleaseKind.ROWS else Permission.ASK_QUESTIONS)
    if release.state != ReleaseState.RELEASED:
        raise PermissionDenied(_("This was not released yet."))
    if release.has_expired:
        raise Expired(_("This release could be fetched until %(day)s. Ask for it again.")
                      % {"day": release.expires_on})  # fmt: skip
    audit.record("export fetched", by=by, about=release, new={"sha256": release.sha256})
    return bytes(release.content)
