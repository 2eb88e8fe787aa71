"""The self-report: giving out and revoking its link, receiving answers, taking them over one by one."""

import hashlib
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from cardiology import audit
from cardiology.access import Permission, check_may, visible_to
from cardiology.models import Admission, Patient, User, VitalStatus
from followup.actions import claims, contacts
from followup.actions.contacts import Told
from followup.definitions import GRACE
from followup.models import (
    Channel,
    Contact,
    FollowUp,
    Knock,
    Outcome,
    ReportState,
    SelfReport,
    SelfReportLink,
    Visit,
    VisitState,
)

SALT = "followup.self-report"  # a token of this house that is signed for something else opens nothing
LONGEST = timedelta(days=400)
AFTER_VISIT = GRACE
MAY_KNOCK = 60  # requests of one address, and of one link, in an hour


def token(link: SelfReportLink) -> str:
    """What the link's address carries: a random word, a time, a signature. Nothing of the patient."""
    return signing.TimestampSigner(salt=SALT).sign(link.code)


def find(text: str, now: datetime | None = None) -> SelfReportLink | None:
    """The link behind a token; None for one that is forged, expired or revoked."""
    try:
        code = signing.TimestampSigner(salt=SALT).unsign(text, max_age=LONGEST)
    except signing.BadSignature:
        return None
    found = SelfReportLink.objects.select_related("patient__hospital").filter(code=code).first()
    if found is None or found.revoked_at or found.expires_at <= (now or timezone.now()):
        return None
    return None if found.patient.vital_status == VitalStatus.DEAD else found


def due_visit(link: SelfReportLink, today: Any = None) -> Visit | None:
    """The open visit that this link answers now; None where none is, or it is answered already."""
    today = today or timezone.localdate()
    rows = Visit.objects.filter(
        patient_id=link.patient_id, state=VisitState.OPEN, merged_into=None, plan__closed_at=None,
        self_report=None, opens_on__lte=today + timedelta(days=1), closes_on__gte=today - GRACE,
    ).select_related("plan__admission")  # fmt: skip
    if link.visit_id:
        rows = rows.filter(pk=link.visit.merged_into_id or link.visit_id)  # type: ignore[union-attr]
    return rows.order_by("due_on", "pk").first()


@transaction.atomic
def give(visit: Visit, *, by: User | None) -> SelfReportLink:
    """A link for one visit, until its window and grace are over; the same again while it is valid."""
    end = timezone.make_aware(
        datetime.combine(visit.closes_on + AFTER_VISIT + timedelta(days=1), datetime.min.time())
    )
    Visit.objects.select_for_update().get(pk=visit.pk)
    running = SelfReportLink.objects.filter(
        visit=visit, revoked_at=None, expires_at__gt=timezone.now()
    ).first()
    if running:
        return running
    made = SelfReportLink.objects.create(patient_id=visit.patient_id, visit=visit, made_by=by, expires_at=end)
    audit.record("report link made", by=by, about=made)
    return made


@transaction.atomic
def give_card(admission: Admission, *, by: User) -> SelfReportLink | None:
    """The link of a schedule card: good for every visit of the stay's plans while their windows last."""
    last = Visit.objects.filter(plan__admission=admission).order_by("-closes_on").first()
    if last is None:
        return None
    end = min(
        timezone.make_aware(datetime.combine(last.closes_on + AFTER_VISIT, datetime.min.time())),
        timezone.now() + LONGEST,
    )
    running = SelfReportLink.objects.filter(
        patient_id=admission.patient_id, visit=None, revoked_at=None, expires_at__gte=end - timedelta(days=1)
    ).first()
    if running or end <= timezone.now():
        return running
    made = SelfReportLink.objects.create(patient_id=admission.patient_id, made_by=by, expires_at=end)
    audit.record("report link made", by=by, about=made)
    return made


@transaction.atomic
def revoke(patient: Patient, *, by: User) -> int:
    """Every link of a patient is worthless from now on."""
    check_may(by, Permission.CALL)
    running = SelfReportLink.objects.filter(patient=patient, revoked_at=None, expires_at__gt=timezone.now())
    count = running.update(revoked_at=timezone.now())
    if count:
        audit.record("report links revoked", by=by, about=patient, new={"n": count})
    return count


def address(visit: Visit) -> str:
    """The whole address of a visit's form, for a message; "" where the house has no public name."""
    return f"{settings.PUBLIC_URL}{path(give(visit, by=None))}" if settings.PUBLIC_URL else ""


def path(link: SelfReportLink) -> str:
    """Path and query. The token stands in the query: the server's log holds paths only."""
    return f"{reverse('followup:self_report')}?t={token(link)}"


def may_knock(*who: str) -> bool:
    """Count a request at the public door; False from the first that is too many in this hour."""
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    allowed = True
    for one in who:
        name = hashlib.sha256(salted_hmac(SALT, one).digest()).hexdigest()
        row, _new = Knock.objects.get_or_create(who=name, hour=hour)
        Knock.objects.filter(pk=row.pk).update(times=F("times") + 1)
        allowed = allowed and row.times < MAY_KNOCK
    Knock.objects.filter(hour__lt=hour - timedelta(days=1)).delete()
    return allowed


@transaction.atomic
def receive(link: SelfReportLink, answers: dict[str, str], *, is_urgent: bool) -> SelfReport | None:
    """Keep what a patient sent. The second sending finds the visit answered and gives None."""
    SelfReportLink.objects.select_for_update().get(pk=link.pk)
    visit = due_visit(link)
    if visit is None:
        return None
    made = SelfReport.objects.create(
        link=link, patient_id=link.patient_id, visit=visit, answers=answers, is_urgent=is_urgent
    )
    audit.record("self-report received", by=None, about=made, via="self-report")
    return made


@transaction.atomic
def take(report: SelfReport, answers: FollowUp, names: Collection[str], *, by: User, **told: Any) -> Contact:
    """A nurse takes answers over and ends the visit with them, as if they had been told in a call."""
    stored = _waiting(report, by)
    said = Told(answers=answers, channel=Channel.MESSAGE, **told)
    contact = contacts.record(stored.visit, Outcome.ANSWERED, said, by=by)
    _end(stored, ReportState.TAKEN, by, taken=sorted(names), contact=contact)
    return contact


@transaction.atomic
def take_into_call(report: SelfReport, answers: dict[str, str], *, by: User) -> Visit:
    """The answers go into the draft of the call, where the nurse asks what is still open."""
    stored = _waiting(report, by)
    if not claims.keep_draft(stored.visit, stored.visit.draft | answers, by=by):
        raise ValidationError(_("Somebody else is calling this patient now."))
    _end(stored, ReportState.CALLED, by, taken=sorted(answers))
    return stored.visit


@transaction.atomic
def dismiss(report: SelfReport, *, reason: str, by: User) -> None:
    """The answers do not count; the visit stays open."""
    stored = _waiting(report, by)
    if not reason.strip():
        raise ValidationError(_("Say why these answers do not count."))
    _end(stored, ReportState.DISMISSED, by, reason=reason.strip()[:200])


def _waiting(report: SelfReport, by: User) -> SelfReport:
    check_may(by, Permission.CALL)
    rows = visible_to(by, SelfReport).select_for_update(of=("self",)).select_related("visit__patient")
    stored = rows.get(pk=report.pk)
    if stored.state != ReportState.WAITING:
        raise ValidationError(_("Somebody has looked through these answers already."))
    return stored


def _end(report: SelfReport, state: str, by: User, **known: Any) -> None:
    for name, value in known.items():
        setattr(report, name, value)
    report.state, report.reviewed_at, report.reviewed_by = state, timezone.now(), by
    report.save()
    audit.record("self-report reviewed", by=by, about=report, new={"state": state})
