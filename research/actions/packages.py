"""The reproducible package of a study: asked for, made in the worker, fetched, and forgotten after a day."""

import hashlib
import logging
from datetime import timedelta

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from cardiology import audit
from cardiology.access import Permission, check_may
from cardiology.models import User
from research.actions import claims
from research.models import RunState, Study, StudyPackage
from research.models.run import OPEN_STATES
from research.queries import studies

KEPT = timedelta(days=1)  # then what a person may read can have changed: it is made again
log = logging.getLogger(__name__)


@transaction.atomic
def ask(study: Study, *, by: User) -> StudyPackage:
    """Have the package made of what this person may read; one that is being made already is given."""
    check_may(by, Permission.ASK_QUESTIONS)
    Study.objects.select_for_update().get(pk=study.pk)
    mine = StudyPackage.objects.filter(study=study, asked_by=by)
    waiting = mine.filter(state__in=OPEN_STATES).defer("content").first()
    if waiting is not None:
        return waiting
    mine.delete()  # the newest alone is kept
    made = StudyPackage.objects.create(hospital_id=study.hospital_id, study=study, asked_by=by)
    audit.record("package asked", by=by, about=study)
    transaction.on_commit(claims.wake)
    return made


def claim() -> StudyPackage | None:
    """Take the oldest package that waits; those that are too old are forgotten on the way."""
    StudyPackage.objects.filter(finished_at__lt=timezone.now() - KEPT).delete()
    return claims.claim(StudyPackage, lambda package, why: _end(package, problem=why))


def carry_out(package: StudyPackage) -> None:
    """Make the file, saying run by run how far it is. What goes wrong becomes a sentence."""
    with translation.override(package.asked_by.language or "en"):
        try:
            step = _("Writing tables and figures")
            content = studies.package(
                package.study, package.asked_by, lambda share: claims.report(package, share, step)
            )
            _end(package, content=content)
        except claims.Cancelled:
            return
        except Exception:
            log.exception("package %s failed", package.pk)
            _end(package, problem=_("The work failed; the administrator finds the reason in the log."))


def _end(package: StudyPackage, *, content: bytes | None = None, problem: str = "") -> None:
    StudyPackage.objects.filter(pk=package.pk, state__in=OPEN_STATES, attempts=package.attempts).update(
        state=RunState.FAILED if content is None else RunState.DONE, problem=problem, content=content,
        sha256="" if content is None else hashlib.sha256(content).hexdigest(),
        progress=100 if content else package.progress, finished_at=timezone.now(), alive_until=None,
    )  # fmt: skip


@transaction.atomic
def fetch(package: StudyPackage, *, by: User) -> bytes:
    """The file, for who asked for it; that it was taken is written down."""
    check_may(by, Permission.ASK_QUESTIONS)
    content = bytes(package.content or b"")
    audit.record("study packaged", by=by, about=package.study,
                 new={"bytes": len(content), "sha256": package.sha256})  # fmt: skip
    return content
