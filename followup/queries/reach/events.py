"""Events of a patient with their papers and judges; cases before the judges; how far judges agree."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.utils import translation
from django.utils.translation import gettext as _

from cardiology.access import visible_to
from cardiology.models import Device, Lesion, Patient, User
from cardiology.quality.agreement import Agreement, agreement
from cardiology.wording import day
from followup.actions.reach.adjudications import may_not
from followup.endpoints import ALL_CLASSES, CERTAINTIES, VERDICTS
from followup.models import Adjudication, EventDocument, EventKind, ReportedEvent, Vote


@dataclass(frozen=True)
class Told:
    """An event on the patient's page."""

    pk: int
    kind: str
    on: str
    told_by: str
    note: str
    part: str
    documents: list[EventDocument]
    case: Adjudication | None
    state: str


def of_patient(user: User, patient: Patient) -> list[Told]:
    """Events, newest first."""
    rows = visible_to(user, ReportedEvent).filter(patient=patient)
    found = rows.select_related("adjudication", "lesion", "device").order_by("-occurred_on", "-pk")
    events = list(found)
    papers = documents(user, [e.pk for e in events])
    return [_told(e, papers.get(e.pk, [])) for e in events]


def documents(user: User, event_ids: list[int]) -> dict[int, list[EventDocument]]:
    """The papers of events, without their content."""
    found: dict[int, list[EventDocument]] = defaultdict(list)
    for paper in visible_to(user, EventDocument).filter(event_id__in=event_ids).defer("content"):
        found[paper.event_id].append(paper)
    return found


def _told(event: ReportedEvent, papers: list[EventDocument]) -> Told:
    case = getattr(event, "adjudication", None)
    return Told(
        pk=event.pk, kind=event.get_kind_display(), on=partial(event), note=event.note or "",  # type: ignore[attr-defined]
        told_by=event.get_told_by_display() or "", part=part_of(event), documents=papers, case=case,  # type: ignore[attr-defined]
        state=case_state(case) if case else "",
    )  # fmt: skip


def partial(event: ReportedEvent) -> str:
    """A day as precisely as it is known."""
    on: date = event.occurred_on
    if event.precision == "year":
        return f"{on:%Y}"
    return f"{on:%Y-%m}" if event.precision == "month" else day(on)


def part_of(event: ReportedEvent) -> str:
    """The lesion or device that the event concerns."""
    if event.device:
        return device_words(event.device)
    return lesion_words(event.lesion) if event.lesion else ""


def lesion_words(lesion: Lesion) -> str:
    """“Segment 12”."""
    return str(lesion.get_segment_display())  # type: ignore[attr-defined]


def device_words(device: Device) -> str:
    """“Drug-eluting stent 3 × 24 mm”."""
    size = " × ".join(f"{n.normalize():f}" for n in (device.diameter, device.length) if n is not None)
    return f"{device.get_kind_display()} {size} mm".strip() if size else str(device.get_kind_display())  # type: ignore[attr-defined]


def parts(user: User, patient: Patient) -> tuple[Any, Any]:
    """Lesions and devices of a patient, newest first, for a choice."""
    lesions = visible_to(user, Lesion).filter(patient=patient).select_related("procedure").order_by("-pk")
    devices = visible_to(user, Device).filter(patient=patient).order_by("-pk")
    return lesions, devices


def case_state(case: Adjudication) -> str:
    """Where a case stands, without telling anything of the votes before it is locked."""
    if case.locked_at:
        label = ALL_CLASSES.get(case.classification, "")
        return f"{VERDICTS[case.verdict]} {label}".strip()
    return _("With the judges")


@dataclass(frozen=True)
class Case:
    """One case in the list of a judge."""

    pk: int
    kind: str
    opened_at: Any
    votes: int
    needs_third: bool
    refused: str
    is_locked: bool
    result: str
    agreed: bool | None


def cases(user: User, *, locked: bool) -> list[Case]:
    """Cases that wait, oldest first; or the last fifty that are locked. Who it is about is not told."""
    rows = visible_to(user, Adjudication).filter(locked_at__isnull=not locked)
    found = rows.select_related("patient").prefetch_related("votes", "patient__admissions")
    ordered = found.order_by("-locked_at")[:50] if locked else found.order_by("opened_at")
    return [_case(c, user) for c in ordered]


def _case(case: Adjudication, user: User) -> Case:
    given = len(case.votes.all())
    return Case(
        pk=case.pk, kind=str(EventKind(case.kind).label), opened_at=case.opened_at, votes=given,
        needs_third=given == 2 and case.locked_at is None, refused=may_not(case, user),
        is_locked=case.locked_at is not None, result=case_state(case) if case.locked_at else "",
        agreed=case.agreed,
    )  # fmt: skip


def packet(user: User, case: Adjudication) -> dict[str, Any]:
    """What a judge sees: the frozen packet in the reader's language, and papers that show nobody."""
    language = "zh-hans" if (translation.get_language() or "").startswith("zh") else "en"
    papers = documents(user, [case.event_id]).get(case.event_id, [])
    return {
        "parts": case.packet.get(language, []), "documents": [p for p in papers if p.is_masked],
        "withheld": sum(not p.is_masked for p in papers),
    }  # fmt: skip


def votes(case: Adjudication, user: User) -> list[dict[str, Any]]:
    """All votes once the case is locked; before that only one's own."""
    found: Any = case.votes.select_related("by")
    if case.locked_at is None:
        found = found.filter(by=user)
    return [_vote(v) for v in found]


def _vote(vote: Vote) -> dict[str, Any]:
    return {
        "position": vote.position, "by": vote.by, "at": vote.at, "verdict": VERDICTS[vote.verdict],
        "classification": ALL_CLASSES.get(vote.classification, ""), "on": vote.occurred_on,
        "certainty": CERTAINTIES[vote.certainty], "reason": vote.reason,
    }  # fmt: skip


@dataclass(frozen=True)
class Judges:
    """How far the first two votes agreed: on the verdict, and on verdict and class."""

    kind: Any
    verdict: Agreement
    classes: Agreement
    third: int


def agreement_by_kind(user: User) -> list[Judges]:
    """Over all cases with two votes: all kinds together first, then each."""
    rows = visible_to(user, Adjudication).annotate(n=Count("votes")).filter(Q(n__gte=2))
    pairs: dict[str, list[tuple[Vote, Vote]]] = defaultdict(list)
    third: dict[str, int] = defaultdict(int)
    for case in rows.prefetch_related("votes"):
        first, second, *more = case.votes.all()
        for kind in ("", case.kind):
            pairs[kind].append((first, second))
            third[kind] += len(more)
    return [_judges(kind, pairs[kind], third[kind]) for kind in sorted(pairs)]


def _class(vote: Vote) -> str:
    return f"{vote.verdict} {vote.classification}"


def _judges(kind: str, pairs: list[tuple[Vote, Vote]], third: int) -> Judges:
    return Judges(
        kind=EventKind(kind).label if kind else _("All events"),
        verdict=agreement([(a.verdict, b.verdict) for a, b in pairs]),
        classes=agreement([(_class(a), _class(b)) for a, b in pairs]),
        third=third,
    )  # fmt: skip
